"""Asking an approver by itself where overage passes an agreement's cap, or is expected to."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.db.models import Sum

from billing import forecast, outlook, words
from billing.models import Agreement, OverageApproval, TimeEntry
from billing.reckoning import Reckoning
from catalogue.periods import day_of, moved

from .overage import asked
from .past_months import MONTHS_BACK, earlier
from .reckoning_months import Month
from .refusals import NotNow

HOUR = 60  # minutes
BY = "Remit"
State = OverageApproval.State


def ask_due(
    agreements: Sequence[Agreement],
    month: dt.date,
    found: Mapping[Month, Reckoning],
    *,
    at: dt.datetime,
) -> int:
    """Ask for overage beyond the cap in a month, as reckoned in `found`; how many were asked.

    Once for what is expected, and again only once more than was approved is worked. Who has
    declined is not asked again that month, except by staff. Three queries, and those of each asked.
    """
    asking = [each for each in agreements if each.overage == Agreement.Overage.ASK]
    if not asking:
        return 0
    states = _states(asking, month)
    free = [e for e in asking if states[e.pk] <= {State.APPROVED}]
    expected = _expected([each for each in free if not states[each.pk]], month, at)
    return sum(
        _asked(each, month, found[each.pk, month], expected.get(each.pk, 0), at)
        for each in free
    )


def _asked(
    agreement: Agreement,
    month: dt.date,
    found: Reckoning,
    expected: int,
    now: dt.datetime,
) -> int:
    """Ask where overage, or what is `expected` of it at a total of so many minutes, needs it."""
    beyond = max(found.overage_minutes, outlook.beyond_at(found, expected))
    needed = beyond - (found.terms.cap or 0)
    if needed <= 0:
        return 0
    hours = -(-needed // HOUR) * HOUR
    real = found.overage_minutes
    note = f"Overage in {words.month(month)} is {words.span(real)} so far"
    note += f", {words.span(beyond)} are expected." if beyond > real else "."
    try:
        with transaction.atomic():
            asked(agreement, month, minutes=hours, note=note, by=BY, at=now)
    except NotNow:  # another worker, or staff, was quicker
        return 0
    return 1


def _states(agreements: Iterable[Agreement], month: dt.date) -> dict[int, set[str]]:
    rows = OverageApproval.objects.filter(agreement__in=agreements, month=month)
    found: dict[int, set[str]] = defaultdict(set)
    for pk, state in rows.order_by().values_list("agreement", "state"):
        found[pk].add(state)
    return found


def _expected(
    agreements: Sequence[Agreement], month: dt.date, now: dt.datetime
) -> dict[int, int]:
    """What package work of the month is expected to come to, as the hours page says; two queries."""
    pks = [each.pk for each in agreements]
    rows = TimeEntry.objects.standing().order_by().filter(agreement__in=pks)
    rows = rows.filter(billable=TimeEntry.Billable.PACKAGE)
    sums = (Sum("counted_minutes"), Sum("after_minutes"))
    apart = {
        each.pk: each.after_hours == Agreement.AfterHours.APART for each in agreements
    }
    days: dict[int, dict[dt.date, int]] = defaultdict(dict)
    this = rows.filter(month=month).values_list("agreement", "worked_on")
    for pk, day, counted, after in this.annotate(*sums):
        days[pk][day] = counted + (0 if apart[pk] else after)
    used: dict[Month, int] = {}
    before = rows.filter(month__gte=moved(month, -MONTHS_BACK), month__lt=month)
    for pk, on, counted, after in before.values_list("agreement", "month").annotate(
        *sums
    ):
        used[pk, on] = counted + (0 if apart[pk] else after)
    return {
        each.pk: forecast.project(
            days[each.pk],
            month,
            day_of(now, each.customer.zone),
            # A month without work is one, too.
            [used.get((each.pk, on), 0) for on in earlier(each, month)],
        ).expected
        for each in agreements
    }
