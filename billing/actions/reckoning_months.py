"""Reckoning months of agreements: the hours page and the month close both ask here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from billing.charging import needs_entries
from billing.models import Agreement, Period
from billing.month_facts import Row, Terms
from billing.rates import Card
from billing.reckoning import Reckoning
from billing.reckoning import reckon as reckoned
from billing.settling import CARRIED, Pool
from catalogue.periods import moved

from . import month_rows as rows_of
from .month_rows import Month
from .rates import cards

# How far back unused hours are followed where nothing was closed since.
LONGEST_CARRY = 12  # months


def reckon(
    agreements: Sequence[Agreement],
    months: Sequence[dt.date],
    *,
    at: dt.datetime,
    approved_only: bool = False,
) -> dict[Month, Reckoning]:
    """Each agreement's months as they stand, by (agreement's key, month).

    A constant number of queries, however many agreements and months: time is summed up by the
    database, and read entry by entry only where several rates are in play. With `approved_only`
    what nobody approved is left out, as it is when the month is closed. `at` is when it is asked.
    """
    if not agreements or not months:
        return {}
    carrying = [each for each in agreements if each.carries_over]
    others = [each for each in agreements if not each.carries_over]
    found = _reckoned(others, sorted(months), approved_only) if others else {}
    if carrying:
        found |= _carried(carrying, sorted(months), approved_only)
    return {
        (each.pk, month): found[each.pk, month]
        for each in agreements
        for month in months
    }


@dataclass
class _Facts:
    """All that the months of a batch are reckoned from."""

    sums: dict[Month, list[Row]]
    orders: dict[int, list[rows_of.Order]]
    cards: dict[int, Card]
    credits: dict[Month, Any]
    approved: dict[Month, int]
    fee_tickets: dict[Month, list[str]]


def _facts(agreements: Sequence[Agreement], months: Sequence[dt.date]) -> _Facts:
    pks = [each.pk for each in agreements]
    asking = [each.pk for each in agreements if each.overage == Agreement.Overage.ASK]
    return _Facts(
        sums=rows_of.sums(pks, months),
        orders=rows_of.orders(pks),
        cards=cards(agreements),
        credits=rows_of.credits(pks, months),
        approved=rows_of.approved_overage(asking, months),
        fee_tickets=rows_of.fee_tickets(pks, months),
    )


def _terms(
    agreement: Agreement, month: dt.date, facts: _Facts, *, approved_only: bool
) -> Terms:
    key = agreement.pk, month
    ordered = rows_of.in_month(agreement, facts.orders.get(agreement.pk, ()), month)
    cap: int | None = None
    if agreement.overage == Agreement.Overage.STOP:
        cap = 0
    elif agreement.overage == Agreement.Overage.ASK:
        cap = (agreement.overage_cap_minutes or 0) + facts.approved.get(key, 0)
    return Terms(
        month=month,
        currency=agreement.currency,
        pools=rows_of.pools_of(ordered),
        card=facts.cards[agreement.pk],
        policy=agreement.overage,
        cap=cap,
        after_apart=agreement.after_hours == Agreement.AfterHours.APART,
        fees=rows_of.fees_of(ordered, month),
        credits=facts.credits.get(key, ()),
        fee_tickets=facts.fee_tickets.get(key, ()),
        approved_only=approved_only,
    )


def _reckoned(
    agreements: Sequence[Agreement], months: Sequence[dt.date], approved_only: bool
) -> dict[Month, Reckoning]:
    """Months that do not depend on each other."""
    facts = _facts(agreements, months)
    terms = {
        (each.pk, month): _terms(each, month, facts, approved_only=approved_only)
        for each in agreements
        for month in months
    }
    rows = {key: facts.sums.get(key, []) for key in terms}
    single = [key for key in terms if needs_entries(rows[key], terms[key])]
    if single:
        rows |= rows_of.entries(single)
    return {key: reckoned(rows[key], terms[key]) for key in terms}


def _carried(
    agreements: Sequence[Agreement], months: Sequence[dt.date], approved_only: bool
) -> dict[Month, Reckoning]:
    """Months whose hours rest on those left of the month before: in order, from the last closed.

    Entries are read for every month with several rates: whether they are needed shows too late.
    """
    earliest = moved(months[0], -LONGEST_CARRY)
    span = [earliest]
    while span[-1] < months[-1]:
        span.append(moved(span[-1], 1))
    facts = _facts(agreements, span)
    closed = _closed(agreements)
    found: dict[Month, Reckoning] = {}
    terms = {
        (each.pk, month): _terms(each, month, facts, approved_only=approved_only)
        for each in agreements
        for month in span
    }
    rows = {key: facts.sums.get(key, []) for key in terms}
    single = [key for key in terms if needs_entries(rows[key], terms[key])]
    if single:
        rows |= rows_of.entries(single)
    for each in agreements:
        unused = 0
        for month in span:
            key = each.pk, month
            if unused and rows_of.is_in_force(each, month):
                name = f"Carried over from {moved(month, -1):%B %Y}"
                carried = Pool("carried", CARRIED, "", unused, name)
                terms[key].pools = [carried, *terms[key].pools]
            found[key] = reckoned(rows[key], terms[key])
            unused = closed.get(key, found[key].unused_base)
    return found


def _closed(agreements: Sequence[Agreement]) -> dict[Month, int]:
    """What was left of the base packages when months were closed."""
    rows = Period.objects.order_by().filter(
        agreement__in=agreements,
        state=Period.State.CLOSED,
        unused_minutes__isnull=False,
    )
    return {
        (agreement, month): unused
        for agreement, month, unused in rows.values_list(
            "agreement_id", "month", "unused_minutes"
        )
    }
