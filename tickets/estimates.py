"""What paid work will cost, as far as the guide prints rates: minutes in, an amount and its basis out.

Pure: a rate is anything with the fields of the catalogue's `Rate`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

HOUR = 60  # minutes
CENT = Decimal("0.01")
KINDS = ("standard", "overage")  # the second only where the first is not printed
MOST_NAMED = 4
NO_RATE = "The guide prints no rate."


class ListRate(Protocol):
    """A list rate of a revision: money per hour of a role."""

    role: str
    kind: str
    amount: Decimal | None
    currency: str
    unit: str
    minimum_minutes: int | None
    increment_minutes: int | None


@dataclass(frozen=True)
class Estimate:
    """Minutes that are charged for, their price, and what both rest on, in words."""

    minutes: int
    amount: Decimal | None
    currency: str
    basis: str


def estimate(rates: Sequence[ListRate], minutes: int, role: str = "") -> Estimate:
    """The price of so many minutes of work of a role, at the list rate (W36: at least an hour).

    Without a printed amount, or with several roles' and none chosen, the price stays open; a
    minimum that all rates share is kept all the same.
    """
    hourly = [rate for rate in rates if rate.unit == "hour"]
    if role:
        hourly = [rate for rate in hourly if rate.role == role]
    fitting = _printed(hourly)
    if not fitting:
        charged = max(minutes, _shared_minimum(hourly))
        return Estimate(charged, None, "", _words(minutes, charged, NO_RATE))
    if len({_terms(rate) for rate in fitting}) > 1:
        named = "; ".join(map(_name, fitting[:MOST_NAMED]))
        said = f"What it costs depends on who does it: {named}."
        return Estimate(minutes, None, "", _words(minutes, minutes, said))
    return _priced(fitting[0], minutes)


def roles(rates: Sequence[ListRate]) -> list[str]:
    """The roles to choose from where an estimate needs one."""
    return list(dict.fromkeys(rate.role for rate in _printed(rates)))


def duration(minutes: int) -> str:
    """Minutes in words: `45 min`, `1 h`, `1 h 30 min`."""
    hours, rest = divmod(minutes, HOUR)
    parts = [f"{hours} h"] * bool(hours) + [f"{rest} min"] * bool(rest)
    return " ".join(parts) or "0 min"


def _priced(rate: ListRate, minutes: int) -> Estimate:
    charged = max(minutes, rate.minimum_minutes or 0)
    if step := rate.increment_minutes:
        charged = -(-charged // step) * step
    price = (rate.amount or Decimal(0)) * charged / HOUR
    amount = price.quantize(CENT, rounding=ROUND_HALF_UP)
    said = f"At {_name(rate)}."
    return Estimate(charged, amount, rate.currency, _words(minutes, charged, said))


def _printed(rates: Sequence[ListRate]) -> list[ListRate]:
    """The rates with an amount, of the first kind that has any."""
    for kind in KINDS:
        found = [r for r in rates if r.kind == kind and r.amount is not None]
        if found:
            return found
    return []


def _terms(rate: ListRate) -> tuple[object, ...]:
    return rate.amount, rate.currency, rate.minimum_minutes, rate.increment_minutes


def _shared_minimum(rates: Sequence[ListRate]) -> int:
    least = {rate.minimum_minutes for rate in rates if rate.kind in KINDS}
    return (least.pop() or 0) if len(least) == 1 else 0


def _name(rate: ListRate) -> str:
    return f"{rate.amount:,.2f} {rate.currency} an hour ({rate.role})"


def _words(worked: int, charged: int, said: str) -> str:
    if charged == worked:
        return said
    return f"{duration(worked)} of work are charged as {duration(charged)}. {said}"
