"""The map of billing's pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from billing.views import statements

app_name = "billing"

urlpatterns: list[URLPattern] = [
    path("statements/", statements.StatementListView.as_view(), name="statement-list"),
    path(
        "statements/<str:reference>/",
        statements.statement_detail,
        name="statement-detail",
    ),
    path(
        "statements/<str:reference>/lines/<int:position>/",
        statements.statement_line,
        name="statement-line",
    ),
    path(
        "statements/<str:reference>/<str:kind>/",
        statements.statement_file,
        name="statement-file",
    ),
]
