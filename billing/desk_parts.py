"""What the first page of the desk says of time: what waits for approval, whose hours end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from billing import words
from billing.actions import reporting
from catalogue.models import User
from catalogue.periods import day_of, month_of
from catalogue.platform.parts import Panel
from catalogue.platform.tenancy import Actor

LIST = "admin:billing_timeentry_changelist"
MOST_COUNTED = 1000
NAMED = 5  # agreements


def hours_in_short(
    people: Sequence[User], actor: Actor, at: dt.datetime
) -> list[list[Panel]]:
    """For a staff member who may read time: unapproved entries, and agreements near their hours.

    A constant number of queries; fewer for who may see less.
    """
    return [_hours(person, actor, at) for person in people]


def _hours(person: User, actor: Actor, at: dt.datetime) -> list[Panel]:
    counts: list[dict[str, Any]] = []
    context: dict[str, Any] = {"counts": counts, "full": [], "pages": []}
    if person.has_perm("billing.add_timeentry"):
        context["pages"].append(("Your week", reverse("admin:billing_timeentry_week")))
    if person.has_perm("billing.approve_timeentry"):
        counts.append(_unapproved(actor))
    if person.has_perm("billing.view_agreement"):
        month = month_of(day_of(at, actor.zone))
        uses = reporting.near_or_over(month, actor=actor, at=at)
        over = sum(use.reckoning.overage_minutes > 0 for use in uses)
        url = reverse("admin:billing_timeentry_report", args=["hours"])
        counts.append(_count(over, "over their hours", url, urgent=True))
        counts.append(_count(len(uses) - over, "near their hours", url))
        context["full"] = [_row(use, month) for use in uses[:NAMED]]
    if person.has_perm("billing.close_month"):
        context["pages"].append(
            ("Close a month", reverse("admin:billing_period_close"))
        )
    if not counts:
        return []
    template = "admin/billing/_hours_panel.html"
    return [Panel("Hours", url=reverse(LIST), template=template, context=context)]


def _unapproved(actor: Actor) -> dict[str, Any]:
    number = reporting.count_unapproved(actor=actor, most=MOST_COUNTED)
    count = _count(number, "time entries to approve", f"{reverse(LIST)}?approved=no")
    if number == MOST_COUNTED:
        count["number"] = f"{MOST_COUNTED:,} or more"
    return count


def _count(number: int, text: str, url: str, *, urgent: bool = False) -> dict[str, Any]:
    return {"number": number, "text": text, "url": url, "urgent": urgent and number > 0}


def _row(use: reporting.Use, month: dt.date) -> dict[str, Any]:
    own = use.agreement
    hours = reverse("admin:billing_agreement_hours", args=[own.pk])
    return {
        "text": f"{own.customer}, {own.name}",
        "url": f"{hours}?month={month:%Y-%m}",
        "share": use.share,
        "over": words.span(use.reckoning.overage_minutes),
        "is_over": use.reckoning.overage_minutes > 0,
    }
