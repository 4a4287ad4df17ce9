"""Which month time is charged in, and the lock that orders all writes of a month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from billing.models import Agreement, Period
from catalogue.periods import month_of, moved
from catalogue.platform.among import Among

# An agreement by its key, and a month of it.
Spot = tuple[int, dt.date]
CLOSED = Period.State.CLOSED


def hold(agreement: Agreement, month: dt.date) -> Period:
    """The month's row, made where it is missing, locked until the transaction ends.

    Closed or not: whoever writes looks at its `state` after. At most three queries.
    """
    return hold_all([agreement], [(agreement.pk, month)])[agreement.pk, month]


def hold_all(
    agreements: Iterable[Agreement], spots: Iterable[Spot]
) -> dict[Spot, Period]:
    """Several months at once, locked in one order so that nobody waits in a circle."""
    wanted = sorted(set(spots))
    if not wanted:
        return {}
    rows = Period.objects.filter(
        Among("agreement_id", {pk for pk, _ in wanted}),
        month__in={month for _, month in wanted},
    )
    there = set(rows.order_by().values_list("agreement_id", "month"))
    # Made before any is locked: who waits for a row that another one makes holds none.
    _make([spot for spot in wanted if spot not in there], agreements)
    rows = rows.select_for_update(no_key=True).order_by("agreement_id", "month")
    found = {(row.agreement_id, row.month): row for row in rows}
    return {spot: found[spot] for spot in wanted}


def _make(spots: Sequence[Spot], agreements: Iterable[Agreement]) -> None:
    if not spots:
        return
    customers = {each.pk: each.customer_id for each in agreements}
    rows = [
        Period(agreement_id=pk, customer_id=customers[pk], month=month)
        for pk, month in spots
    ]
    Period.objects.bulk_create(rows, ignore_conflicts=True)


def charged_months(days: Iterable[tuple[int, dt.date]]) -> dict[Spot, dt.date]:
    """The months in which work of these days is charged, by agreement and day; one query.

    Its own, else the earliest open one after. Without a lock it may be closed a moment later: who
    writes asks again under `hold_all`.
    """
    asked = set(days)
    closed = _closed_months(asked)
    return {
        (pk, day): _earliest_open(closed.get(pk, set()), month_of(day))
        for pk, day in asked
    }


def _closed_months(days: Iterable[tuple[int, dt.date]]) -> Mapping[int, set[dt.date]]:
    """The closed months of agreements, from that of the earliest of the days on."""
    asked = set(days)
    if not asked:
        return {}
    first = month_of(min(day for _, day in asked))
    rows = Period.objects.filter(
        Among("agreement_id", {pk for pk, _ in asked}),
        month__gte=first,
        state=CLOSED,
    )
    found: dict[int, set[dt.date]] = {}
    for pk, month in rows.order_by().values_list("agreement_id", "month"):
        found.setdefault(pk, set()).add(month)
    return found


def _earliest_open(closed: set[dt.date], month: dt.date) -> dt.date:
    while month in closed:
        month = moved(month, 1)
    return month
