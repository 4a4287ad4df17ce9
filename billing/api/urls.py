"""Addresses of billing under `/api/v1/`; every endpoint is listed here."""

from __future__ import annotations

from django.urls import URLPattern, path

from billing.api import statements

app_name = "billing-api"

urlpatterns: list[URLPattern] = [
    path("statements/", statements.StatementList.as_view(), name="statement-list"),
    path(
        "statements/<str:reference>/",
        statements.StatementDetail.as_view(),
        name="statement-detail",
    ),
    path(
        "statements/<str:reference>/lines/<int:position>/",
        statements.LineEntryList.as_view(),
        name="line-entry-list",
    ),
]
