"""Which package of hours would have been the cheapest for the months that were worked.

A size costs its fee every month, and overage where a month needed more. Months are taken as they
were: what the base package had to carry, and what an hour beyond it cost.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from catalogue.money import hourly, rounded, shown

HOUR = 60  # minutes
MOST_SIZES = 60
NO_FEE = "No fee is known for an hour of the package: what another size would cost cannot be said."
NO_RATE = (
    "No rate is known for overage: what a smaller package would cost cannot be said."
)
NO_MONTHS = "There are no earlier months to compare."


@dataclass(frozen=True)
class Needed:
    """What a month needed of the base package, used or beyond it, and the rate beyond it."""

    month: dt.date
    minutes: int
    rate: Decimal | None


@dataclass(frozen=True)
class Advice:
    """The cheapest size in hours a month over `months`; `why_not` where it cannot be said.

    `cost` is what it would have cost in all, `cost_now` what the size `now` comes to by the same
    reckoning.
    """

    months: int
    now: Decimal
    size: Decimal | None = None
    cost: Decimal = Decimal(0)
    cost_now: Decimal = Decimal(0)
    currency: str = "USD"
    basis: str = ""
    why_not: str = ""

    @property
    def saving(self) -> Decimal:
        """What the cheapest size would have saved; 0 where the present one is the cheapest."""
        return self.cost_now - self.cost

    @property
    def text(self) -> str:
        """In words: `40 h would have saved $1,225.00 in the last 3 months.`"""
        if self.size is None:
            return self.why_not
        span = "month" if self.months == 1 else f"{self.months} months"
        if self.size == self.now:
            return f"{hours(self.now)} was the cheapest package in the last {span}."
        saved = shown(self.saving, self.currency)
        return f"{hours(self.size)} would have saved {saved} in the last {span}."


def sizes_of(
    minimum: Decimal | None,
    step: Decimal | None,
    maximum: Decimal | None,
    needed: Iterable[Needed],
) -> list[Decimal]:
    """The sizes sold, from the smallest to the first that holds every month; at most 60."""
    first = minimum or step or Decimal(10)
    by = step or Decimal(10)
    most = max((Decimal(each.minutes) / HOUR for each in needed), default=first)
    sizes = [first]
    while sizes[-1] < most and len(sizes) < MOST_SIZES:
        if maximum is not None and sizes[-1] + by > maximum:
            break
        sizes.append(sizes[-1] + by)
    return sizes


def cheapest(
    months: Sequence[Needed],
    sizes: Iterable[Decimal],
    fee_per_hour: Decimal | None,
    *,
    now: Decimal,
    currency: str = "USD",
) -> Advice:
    """The size that would have cost least over these months; the present one where it is as cheap.

    Says why not where there are no months, no fee, or no rate for a month that a size would not
    have held.
    """
    if not months or fee_per_hour is None:
        why = NO_MONTHS if not months else NO_FEE
        return Advice(len(months), now, currency=currency, why_not=why)
    costs = {size: _cost(months, size, fee_per_hour) for size in {now, *sizes}}
    known = {size: cost for size, cost in costs.items() if cost is not None}
    if known.get(now) is None:
        return Advice(len(months), now, currency=currency, why_not=NO_RATE)
    best = min(known, key=lambda size: (known[size], size != now, size))
    rates = sorted({each.rate for each in months if each.rate is not None})
    ends = [shown(rate, currency) for rate in dict.fromkeys([*rates[:1], *rates[-1:]])]
    basis = (
        f"By the hours worked, {shown(fee_per_hour, currency)} for an hour of the package, "
        f"and {' to '.join(ends) or 'no rate'} for an hour beyond it."
    )
    return Advice(len(months), now, best, known[best], known[now], currency, basis)


def _cost(
    months: Iterable[Needed], size: Decimal, fee_per_hour: Decimal
) -> Decimal | None:
    """Fees and overage of all months; None where a rate is missing."""
    total = Decimal(0)
    for each in months:
        beyond = each.minutes - int(size * HOUR)
        if beyond > 0:
            if each.rate is None:
                return None
            total += hourly(beyond, each.rate)
        total += rounded(size * fee_per_hour)
    return total


def hours(size: Decimal) -> str:
    """A size as people say it: `40 h`, `37.5 h`."""
    return f"{size.normalize():f} h"
