"""What speaks against closing a month, of many agreements at once; a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth

from billing import words
from billing.concerns import (
    BUSY,
    EARLIER_OPEN,
    LATE,
    NOT_OVER,
    UNAPPROVED,
    Concern,
    Weight,
)
from billing.models import Agreement, Credit, Period, TimeEntry
from catalogue.periods import begins, last_day, month_of, moved
from catalogue.platform.among import Among

CLOSED = Period.State.CLOSED
DAY = dt.timedelta(days=1)


def order_concerns(
    agreements: Sequence[Agreement], month: dt.date, *, at: dt.datetime
) -> dict[int, Concern]:
    """Of whom the month cannot be closed yet: it is not over, or an earlier one is open."""
    end = moved(month, 1)
    zones = {each.customer.zone for each in agreements}
    open_in = {zone for zone in zones if at < begins(end, zone)}
    running = {
        each.pk: _not_over(each, month)
        for each in agreements
        if each.customer.zone in open_in
    }
    rest = [each for each in agreements if each.pk not in running]
    return running | _earlier_open(rest, month)


def unapproved(agreements: Sequence[Agreement], month: dt.date) -> dict[int, int]:
    """How many standing entries of the month nobody has approved, by agreement."""
    rows = TimeEntry.objects.standing().filter(
        Among("agreement_id", [each.pk for each in agreements]),
        month=month,
        approved_at=None,
    )
    counts = rows.order_by().values_list("agreement").annotate(number=Count("pk"))
    return dict(counts)


def late(agreements: Sequence[Agreement], month: dt.date) -> dict[int, Concern]:
    """Whose month charges time that was worked before it: said, so that somebody may decide on it."""
    rows = TimeEntry.objects.standing().filter(
        Among("agreement_id", [each.pk for each in agreements]),
        month=month,
        worked_on__lt=month,
    )
    counts = rows.order_by().values_list("agreement").annotate(number=Count("pk"))
    return {
        pk: Concern(
            LATE,
            f"{counted(number)} worked in months closed before, charged in this one.",
            Weight.TELLS,
            number,
        )
        for pk, number in counts
    }


def unapproved_concern(count: int) -> Concern:
    """Entries that nobody approved: they are not charged."""
    verb = "is" if count == 1 else "are"
    text = (
        f"{counted(count)} {verb} not approved and so not charged. Approve the time first; what is left moves to the "
        "next open month if you accept this."
    )
    return Concern(UNAPPROVED, text, count=count)


def counted(entries: int) -> str:
    """So many entries in words."""
    return "1 time entry" if entries == 1 else f"{entries:,} time entries"


def busy_concern() -> Concern:
    """Somebody wrote time while the month was being closed."""
    text = "Time was written meanwhile: close the month again."
    return Concern(BUSY, text, Weight.STOPS)


def _not_over(agreement: Agreement, month: dt.date) -> Concern:
    zone = agreement.customer.zone
    text = (
        f"The month is not over: it ends with {words.day(last_day(month))} in {zone}."
    )
    return Concern(NOT_OVER, text, Weight.STOPS)


def _earlier_open(
    agreements: Sequence[Agreement], month: dt.date
) -> dict[int, Concern]:
    """Agreements with an open month before, so that months follow each other.

    From the first month that was ever closed on, every month of the term; and any month that holds
    time or a credit. Where none was closed yet, the months before may be left, if somebody accepts
    it: they were charged elsewhere.
    """
    waiting = _waiting(agreements, month)
    closed = _closed_before(agreements, month)
    found, gaps = {}, []
    for each in agreements:
        began = month_of(each.starts_on)
        if each.pk in waiting:
            found[each.pk] = _open(waiting[each.pk])
        elif each.pk in closed:
            first, count = closed[each.pk]
            if count < _months(max(first, began), _end(each, month)):
                gaps.append(each)
        elif began < month:
            found[each.pk] = _never_closed(began, moved(month, -1))
    return found | {pk: _open(gap) for pk, gap in _first_gaps(gaps, month).items()}


def _waiting(agreements: Sequence[Agreement], month: dt.date) -> dict[int, dt.date]:
    """The first open month before in which time or a credit waits. Who writes either makes the row."""
    of_month = {"agreement": OuterRef("agreement"), "month": OuterRef("month")}
    time = TimeEntry.objects.standing().filter(**of_month)
    money = Credit.objects.filter(**of_month, cancelled_at=None)
    rows = _before(agreements, month).exclude(state=CLOSED)
    rows = rows.filter(Exists(time) | Exists(money))
    return dict(rows.values_list("agreement").annotate(first=Min("month")))


def _closed_before(
    agreements: Sequence[Agreement], month: dt.date
) -> Mapping[int, tuple[dt.date, int]]:
    """The first month that was ever closed, and how many of the term are closed from it on."""
    in_term = Q(agreement__ends_on=None) | Q(month__lt=F("agreement__ends_on"))
    rows = _before(agreements, month).filter(
        in_term,
        month__gte=TruncMonth("agreement__starts_on"),
        closed_at__isnull=False,
    )
    counted = rows.values_list("agreement").annotate(
        first=Min("month"), number=Count("pk", filter=Q(state=CLOSED))
    )
    return {pk: (first, number) for pk, first, number in counted}


def _first_gaps(agreements: Sequence[Agreement], month: dt.date) -> dict[int, dt.date]:
    if not agreements:
        return {}
    rows = _before(agreements, month).filter(closed_at__isnull=False)
    ever: dict[int, dict[dt.date, str]] = {}
    for pk, each, state in rows.values_list("agreement", "month", "state"):
        ever.setdefault(pk, {})[each] = state
    gaps = {}
    for agreement in agreements:
        states = ever[agreement.pk]
        each = max(min(states), month_of(agreement.starts_on))
        while states.get(each) == CLOSED:
            each = moved(each, 1)
        gaps[agreement.pk] = each
    return gaps


def _before(agreements: Sequence[Agreement], month: dt.date) -> QuerySet[Period]:
    pks = [each.pk for each in agreements]
    return Period.objects.filter(Among("agreement_id", pks), month__lt=month).order_by()


def _end(agreement: Agreement, month: dt.date) -> dt.date:
    """The first month before which the months of the term count."""
    if agreement.ends_on is None:
        return month
    return min(month, moved(month_of(agreement.ends_on - DAY), 1))


def _months(first: dt.date, end: dt.date) -> int:
    return max(0, (end.year - first.year) * 12 + end.month - first.month)


def _open(month: dt.date) -> Concern:
    text = f"{words.month(month)} is open: close it first."
    return Concern(EARLIER_OPEN, text, Weight.STOPS, month=month)


def _never_closed(first: dt.date, last: dt.date) -> Concern:
    span = words.month(first)
    if first != last:
        span = f"{span} to {words.month(last)}"
    text = (
        f"No month was closed before: {span} would have no statement. Close the earlier months "
        "first, or accept this if they were charged elsewhere."
    )
    return Concern(EARLIER_OPEN, text, month=first)
