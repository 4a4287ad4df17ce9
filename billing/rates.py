"""Which rate an hour has: what was agreed with the customer, else what the guide lists.

A rate agreed for the role comes before one agreed for every role, an agreed one before the list. A
list rate is the role's own, else the one that all printed rates of the kind are (C11, C20). For
overage and hourly work the overage rate counts, else the standard one (W36); work after hours has
its own rate or none.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from .settling import FINDING, UNPRICED, folded

STANDARD, OVERAGE, AFTER_HOURS = "standard", "overage", "after_hours"
# Which kinds stand in for a kind, in order.
FALLBACK = {
    OVERAGE: (OVERAGE, STANDARD),
    STANDARD: (STANDARD,),
    AFTER_HOURS: (AFTER_HOURS,),
}


class Agreed(NamedTuple):
    """A rate agreed from a day on; an empty role means every role without its own."""

    kind: str
    role: str
    since: dt.date
    amount: Decimal


class Listed(NamedTuple):
    """A rate that a guide prints; `is_doubtful` where an open finding bears on it."""

    kind: str
    role: str
    amount: Decimal
    is_doubtful: bool = False


class Price(NamedTuple):
    """What an hour costs; without an amount, why nothing is charged."""

    amount: Decimal | None
    waits: str = ""


NO_PRICE = Price(None, UNPRICED)
IN_DOUBT = Price(None, FINDING)


class PriceList:
    """The rates that a guide prints, of one currency, looked up by kind and role."""

    def __init__(self, rates: Iterable[Listed]) -> None:
        self._own: dict[tuple[str, str], set[Price]] = {}
        self._all: dict[str, set[Price]] = {}
        for rate in rates:
            price = IN_DOUBT if rate.is_doubtful else Price(rate.amount)
            own = self._own.setdefault((rate.kind, folded(rate.role)), set())
            own.add(price)
            self._all.setdefault(rate.kind, set()).add(price)

    def price(self, kind: str, role: str) -> Price | None:
        """The role's own rate, else the one all share; None where there is none of that kind."""
        found = self._own.get((kind, role)) or self._all.get(kind)
        if not found:
            return None
        if len(found) == 1:
            return next(iter(found))
        return IN_DOUBT if IN_DOUBT in found else None


NO_LIST = PriceList([])


class Card:
    """All rates of an agreement."""

    def __init__(self, agreed: Sequence[Agreed], listed: PriceList = NO_LIST) -> None:
        self._agreed = agreed
        self._listed = listed
        self._known: dict[tuple[str, str, dt.date], Price] = {}
        self._spans: dict[tuple[str, str, dt.date, dt.date], Collection[Price]] = {}

    @cached_property
    def _by_day(self) -> dict[tuple[str, str], tuple[list[dt.date], list[Decimal]]]:
        found: dict[tuple[str, str], tuple[list[dt.date], list[Decimal]]] = {}
        for rate in sorted(self._agreed, key=lambda each: each.since):
            days, amounts = found.setdefault((rate.kind, folded(rate.role)), ([], []))
            days.append(rate.since)
            amounts.append(rate.amount)
        return found

    def price(self, kind: str, role: str, day: dt.date) -> Price:
        """What an hour of a role costs on a day; the role is written in any case."""
        asked = kind, role, day
        if asked not in self._known:
            self._known[asked] = self._found(kind, folded(role), day)
        return self._known[asked]

    def prices(
        self, kind: str, role: str, first: dt.date, last: dt.date
    ) -> Collection[Price]:
        """All prices that an hour of a role has on the days from first to last."""
        asked = kind, role, first, last
        if asked not in self._spans:
            since = {r.since for r in self._agreed if first < r.since <= last}
            found = {self.price(kind, role, day) for day in (first, *since)}
            self._spans[asked] = tuple(found)
        return self._spans[asked]

    def _found(self, kind: str, role: str, day: dt.date) -> Price:
        for each in FALLBACK[kind]:
            for whose in (role, "") if role else ("",):
                days, amounts = self._by_day.get((each, whose), ([], []))
                if number := bisect_right(days, day):
                    return Price(amounts[number - 1])
            listed = self._listed.price(each, role)
            if listed is not None:
                return listed
        return NO_PRICE
