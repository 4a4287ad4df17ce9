"""The map of billing's pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from billing.views import agreements, entries, hours, overage, statements

app_name = "billing"

urlpatterns: list[URLPattern] = [
    path(
        "agreements/<str:reference>/",
        agreements.agreement_detail,
        name="agreement-detail",
    ),
    path(
        "agreements/<str:reference>/ask/",
        agreements.agreement_ask,
        name="agreement-ask",
    ),
    path(
        "agreements/<str:reference>/changes/<int:pk>/",
        agreements.agreement_decide,
        name="agreement-decide",
    ),
    path("hours/", hours.hours, name="hours"),
    path("hours/entries/", entries.EntryListView.as_view(), name="entry-list"),
    path("hours/entries/<str:kind>/", entries.entry_file, name="entry-file"),
    path("hours/overage/<int:pk>/", overage.overage, name="overage"),
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
