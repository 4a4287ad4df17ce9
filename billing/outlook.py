"""What a month costs beyond the hours if it goes on to a total: minutes beyond, and money.

The work that is still to come is taken to be spread over the roles as the work so far is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal

from billing.rates import OVERAGE, Card
from billing.reckoning import Reckoning
from billing.settling import SUPPLEMENTAL, folded
from catalogue.money import hourly


def beyond_at(month: Reckoning, total: int) -> int:
    """Minutes beyond the packages once `total` minutes are worked; never less than now."""
    to_come = max(total - month.rounded_minutes, 0)
    shares = dict(_shares(month.roles))
    common = 0
    rest = to_come
    for use in month.pools:
        if use.pool.kind == SUPPLEMENTAL:
            share = shares.get(folded(use.pool.role), Decimal(0))
            rest -= min(use.left, int(to_come * share))
        else:
            common += use.left
    return month.overage_minutes + max(rest - common, 0)


def cost_at(month: Reckoning, total: int, day: dt.date) -> Decimal | None:
    """What the overage costs then, at the rates of `day`; None where a rate is missing.

    What the agreement does not charge without leave is left out.
    """
    charged = month.overage_minutes - month.uncharged_minutes
    more = beyond_at(month, total) - month.overage_minutes
    if month.terms.cap is not None:
        more = min(more, max(month.terms.cap - charged, 0))
    if not more:
        return month.overage_amount
    rate = rate_of(month.roles, month.terms.card, day)
    return None if rate is None else month.overage_amount + hourly(more, rate)


def rates(month: Reckoning, day: dt.date) -> list[Decimal]:
    """What an hour beyond the packages may cost on a day, for the roles that worked."""
    card = month.terms.card
    found = (card.price(OVERAGE, role, day) for role, _ in _shares(month.roles))
    return sorted({price.amount for price in found if price.amount is not None})


def rate_of(roles: Mapping[str, int], card: Card, day: dt.date) -> Decimal | None:
    """What an hour beyond the packages costs when roles work in these parts; None without a rate."""
    rate = Decimal(0)
    for role, share in _shares(roles):
        price = card.price(OVERAGE, role, day)
        if price.amount is None:
            return None
        rate += price.amount * share
    return rate


def _shares(roles: Mapping[str, int]) -> Iterator[tuple[str, Decimal]]:
    """The roles and their part of the work; one role without a name before any work."""
    total = sum(roles.values())
    if not total:
        yield "", Decimal(1)
    for role, minutes in roles.items():
        if minutes:
            yield folded(role), Decimal(minutes) / total
