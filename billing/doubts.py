"""What should be looked at before a month is closed: what is not charged, and why."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from catalogue.money import hourly, shown

from .lines import NOT_CHARGED
from .month_facts import Terms, Warning
from .settling import ASKS, FINDING, NOTHING, STOPS
from .words import span

if TYPE_CHECKING:
    from .reckoning import Reckoning


def of(reckoning: Reckoning) -> Iterator[Warning]:
    """What the month leaves open, the gravest first; what is for information only, last."""
    if reckoning.unapproved_entries:
        text = (
            f"{_entries(reckoning.unapproved_entries)} of "
            f"{span(reckoning.unapproved_minutes)} not approved yet."
        )
        yield Warning("unapproved", text, reckoning.unapproved_minutes)
    for waits, role, minutes, rate in _waiting(reckoning):
        yield _warned(waits, role, minutes, rate, reckoning.terms)
    for reference in reckoning.terms.fee_tickets:
        text = f"{reference} is beyond a quota for a fee that nobody has priced: nothing is charged."
        yield Warning("fee", text)
    if reckoning.unlined_entries:
        text = f"{_entries(reckoning.unlined_entries)} without a line of the guide."
        yield Warning("no_provision", text, is_info=True)


def _waiting(
    reckoning: Reckoning,
) -> Iterator[tuple[str, str, int, Decimal | None]]:
    """Why, whose, how much and at which rate: all time that is not charged."""
    for overage in reckoning.settlement.uncharged:
        yield overage.waits, overage.role, overage.minutes, overage.rate
    kinds = (reckoning.hourly, reckoning.beyond_quota, reckoning.after_hours)
    for work in (each for kind in kinds for each in kind):
        if work.waits:
            yield work.waits, work.role, work.minutes, work.rate


def _warned(
    waits: str, role: str, minutes: int, rate: Decimal | None, terms: Terms
) -> Warning:
    whose = f" of {role}" if role else ""
    if waits in (ASKS, STOPS):
        amount = NOTHING if rate is None else hourly(minutes, rate)
        worth = f", {shown(amount, terms.currency)}," if rate is not None else ""
        why = NOT_CHARGED[waits].removeprefix("not charged: ")
        text = f"{span(minutes)} of overage{whose}{worth} not charged: {why}."
        return Warning("uncharged", text, minutes)
    if waits == FINDING:
        text = f"{span(minutes)}{whose} not charged: an open finding bears on it. Decide it first."
        return Warning("finding", text, minutes)
    text = f"{span(minutes)}{whose} have no rate: agree on one. Until then nothing is charged."
    return Warning("unpriced", text, minutes)


def _entries(count: int) -> str:
    return f"{count:,} {'entry' if count == 1 else 'entries'}"
