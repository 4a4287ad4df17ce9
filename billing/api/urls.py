"""Addresses of billing under `/api/v1/`; every endpoint is listed here."""

from __future__ import annotations

from django.urls import URLPattern, path

from billing.api import agreements, hours, overage, statements, time

app_name = "billing-api"

urlpatterns: list[URLPattern] = [
    path("agreements/", agreements.AgreementList.as_view(), name="agreement-list"),
    path(
        "agreements/<str:reference>/",
        agreements.AgreementDetail.as_view(),
        name="agreement-detail",
    ),
    path(
        "agreements/<str:reference>/change-requests/",
        agreements.ChangeRequestList.as_view(),
        name="change-request-list",
    ),
    path(
        "agreements/<str:reference>/change-requests/<int:pk>/",
        agreements.ChangeRequestDetail.as_view(),
        name="change-request-detail",
    ),
    *(
        path(
            f"agreements/<str:reference>/change-requests/<int:pk>/{act}/",
            agreements.ChangeRequestDecision.as_view(act=act),
            name=f"change-request-{act}",
        )
        for act in ("approve", "decline", "withdraw")
    ),
    path(
        "agreements/<str:reference>/hours/",
        hours.HoursDetail.as_view(),
        name="hours",
    ),
    path(
        "overage-approvals/",
        overage.OverageList.as_view(),
        name="overage-approval-list",
    ),
    path(
        "overage-approvals/<int:pk>/",
        overage.OverageDetail.as_view(),
        name="overage-approval-detail",
    ),
    path(
        "overage-approvals/<int:pk>/approve/",
        overage.OverageDecision.as_view(approves=True),
        name="overage-approval-approve",
    ),
    path(
        "overage-approvals/<int:pk>/decline/",
        overage.OverageDecision.as_view(approves=False),
        name="overage-approval-decline",
    ),
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
    path("time-entries/", time.TimeEntryList.as_view(), name="time-entry-list"),
    path(
        "time-entries/<int:pk>/",
        time.TimeEntryDetail.as_view(),
        name="time-entry-detail",
    ),
    path(
        "time-entries/<int:pk>/correct/",
        time.TimeEntryCorrection.as_view(),
        name="time-entry-correct",
    ),
    path(
        "time-entries/<int:pk>/withdraw/",
        time.TimeEntryWithdrawal.as_view(),
        name="time-entry-withdraw",
    ),
]
