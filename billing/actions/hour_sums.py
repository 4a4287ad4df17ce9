"""Sums of time for the hours page: one query each, however many entries there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count, F, Q, Sum

from billing.models import Agreement, TimeEntry
from billing.models.agreements import AfterHours
from billing.models.time import Billable
from catalogue.platform.planned import Rows, planned

CHARGED = (Billable.PACKAGE, Billable.HOURLY)
PACKAGE, APART, FREE = "package", "apart", "free"


class Day(NamedTuple):
    """Time of a day, a role and a billable class: as worked, charged, and charged once approved."""

    on: dt.date
    role: str
    billable: str
    worked: int
    counted: int
    after: int
    waiting: int
    entries: int


def by_day(agreement: Agreement, month: dt.date) -> list[Day]:
    """What stands in a month, by day, role and billable class."""
    return [Day(*row) for row in _by_day(agreement.pk, month)]


@planned
def _by_day(agreement: int, month: dt.date) -> Rows:
    rows = TimeEntry.objects.standing().filter(agreement=agreement, month=month)
    charged = F("counted_minutes") + F("after_minutes")
    waits = Q(approved_at=None, billable__in=CHARGED)
    rows = rows.order_by("worked_on", "role", "billable")
    return rows.values_list("worked_on", "role", "billable").annotate(
        worked=Sum("minutes"),
        counted=Sum("counted_minutes"),
        after=Sum("after_minutes"),
        waiting=Sum(charged, filter=waits, default=0),
        entries=Count("pk"),
    )


def split(day: Day, agreement: Agreement) -> dict[str, int]:
    """Minutes by where they go: drawn from the packages, charged apart, or not charged.

    What is not charged is told as it was worked; package work after hours is charged apart where
    the agreement says so (C12).
    """
    if day.billable not in CHARGED:
        return {FREE: day.worked}
    whole = day.counted + day.after
    if day.billable == Billable.HOURLY:
        return {APART: whole}
    apart = day.after if agreement.after_hours == AfterHours.APART else 0
    return {PACKAGE: whole - apart, APART: apart}


def added(parts: Iterable[dict[str, int]]) -> dict[str, int]:
    """The sum of several such splits."""
    total = dict.fromkeys((PACKAGE, APART, FREE), 0)
    for each in parts:
        for kind, minutes in each.items():
            total[kind] += minutes
    return total
