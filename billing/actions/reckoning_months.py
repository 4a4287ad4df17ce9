"""Reckoning months of agreements: the hours page and the month close both ask here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from billing import words
from billing.charging import Work
from billing.models import Agreement, Period
from billing.month_facts import Row, Terms
from billing.rates import Card
from billing.reckoning import Reckoning, reckon_work
from billing.settling import CARRIED, Pool
from catalogue.periods import moved
from catalogue.platform.among import Among

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
    found: dict[Month, Reckoning] = {}
    if others:
        works = _works(others, months, approved_only)
        found = {key: reckon_work(work) for key, work in works.items()}
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


def _works(
    agreements: Sequence[Agreement], months: Sequence[dt.date], approved_only: bool
) -> dict[Month, Work]:
    """All months sorted out; single entries stand for sums where their order decides on rates."""
    facts = _facts(agreements, months)
    works = {
        (each.pk, month): Work(
            facts.sums.get((each.pk, month), ()),
            _terms(each, month, facts, approved_only=approved_only),
        )
        for each in agreements
        for month in months
    }
    single = [key for key, work in works.items() if work.needs_entries]
    for key, rows in (rows_of.entries(single) if single else {}).items():
        works[key] = Work(rows, works[key].terms)
    return works


def _carried(
    agreements: Sequence[Agreement], months: Sequence[dt.date], approved_only: bool
) -> dict[Month, Reckoning]:
    """Months whose hours rest on those left of the month before: in order, from the last closed.

    Whether entries are needed is asked before hours are carried: with more hours, fewer are.
    """
    span = [moved(months[0], -LONGEST_CARRY)]
    while span[-1] < months[-1]:
        span.append(moved(span[-1], 1))
    works = _works(agreements, span, approved_only)
    closed = _closed(agreements)
    found: dict[Month, Reckoning] = {}
    for each in agreements:
        unused = 0
        for month in span:
            key = each.pk, month
            work = works[key]
            if unused and rows_of.is_in_force(each, month):
                work = _with(work, unused, moved(month, -1))
            found[key] = reckon_work(work)
            unused = closed.get(key, found[key].unused_base)
    return found


def _with(work: Work, unused: int, month: dt.date) -> Work:
    """The month with hours that the one before left."""
    name = f"Carried over from {words.month(month)}"
    pools = [Pool("carried", CARRIED, "", unused, name), *work.terms.pools]
    return Work(work.all_rows, replace(work.terms, pools=pools))


def _closed(agreements: Sequence[Agreement]) -> dict[Month, int]:
    """What was left of the base packages when months were closed."""
    rows = Period.objects.order_by().filter(
        Among("agreement_id", [each.pk for each in agreements]),
        state=Period.State.CLOSED,
        unused_minutes__isnull=False,
    )
    return {
        (agreement, month): unused or 0
        for agreement, month, unused in rows.values_list(
            "agreement_id", "month", "unused_minutes"
        )
    }
