"""What each entry of a month draws on, and what it costs: a package, overage, or charged apart.

The same settlement as the month's, entry by entry. Amounts of single entries are shares of the
month's lines, each the difference of two rounded sums, so that they add up to the lines to the cent.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from billing.actions import month_rows
from billing.lines import NAMES, NOT_CHARGED
from billing.month_facts import HOURLY, PACKAGE, Row
from billing.rates import AFTER_HOURS, OVERAGE, Price
from billing.reckoning import Reckoning
from billing.settling import (
    ASKS,
    FINDING,
    NOTHING,
    STOPS,
    Draw,
    Worked,
    folded,
    settle,
)
from catalogue.money import hourly

FREE = "not charged"
IN_DOUBT = Price(None, FINDING)


@dataclass(frozen=True)
class Part:
    """Minutes of an entry that go one way: `kind` is pool, a kind of statement line, or free."""

    kind: str
    text: str
    minutes: int
    amount: Decimal = NOTHING


@dataclass
class Drawn:
    """Minutes of an entry as worked, and where what is charged of them goes."""

    worked: int
    parts: list[Part] = field(default_factory=list)

    @property
    def charged(self) -> int:
        """Minutes that are charged in any way."""
        return sum(part.minutes for part in self.parts if part.kind != "free")

    def minutes(self, *kinds: str) -> int:
        """Minutes that go these ways."""
        return sum(part.minutes for part in self.parts if part.kind in kinds)

    @property
    def amount(self) -> Decimal:
        """What the entry costs beside the packages."""
        return sum((part.amount for part in self.parts), NOTHING)


class _Shares:
    """Splits amounts over entries: each gets what the sum with it costs, less the sum before."""

    def __init__(self) -> None:
        self._minutes: dict[Hashable, int] = {}

    def of(self, group: Hashable, minutes: int, rate: Decimal) -> Decimal:
        before = self._minutes.get(group, 0)
        self._minutes[group] = before + minutes
        return hourly(before + minutes, rate) - hourly(before, rate)


def draw(agreement: int, month: Reckoning) -> Mapping[int, Drawn]:
    """Every standing entry of a reckoned month, by its key; one query."""
    key = agreement, month.terms.month
    rows = month_rows.entries([key])[key]
    rows.sort(key=lambda row: row.order)
    found = {row.key: Drawn(row.raw) for row in rows}
    shares = _Shares()
    _package(rows, month, found, shares)
    _beside(rows, month, found, shares)
    return found


def _package(
    rows: Sequence[Row],
    month: Reckoning,
    found: Mapping[int, Drawn],
    shares: _Shares,
) -> None:
    """Draw package work on the pools; what is beyond them is overage."""
    terms = month.terms
    worked = [_worked(row, month) for row in rows if row.billable == PACKAGE]
    beyond = ASKS if terms.policy == "ask" else STOPS
    settled = settle(worked, terms.pools, limit=terms.cap, beyond=beyond)
    names = {use.pool.key: use.pool.name for use in settled.pools}
    # The month's lines are by role only where roles have different rates.
    lines = {(folded(o.role), o.rate) for o in month.settlement.overage}
    for each in settled.draws:
        found[int(str(each.key))].parts.append(_drawn(each, names, lines, shares))


def _drawn(
    each: Draw,
    names: Mapping[Hashable, str],
    lines: set[tuple[str, Decimal | None]],
    shares: _Shares,
) -> Part:
    if each.pool is not None:
        return Part("pool", names[each.pool], each.minutes)
    if each.waits or each.rate is None:
        return Part("overage", f"overage, {NOT_CHARGED[each.waits]}", each.minutes)
    role = folded(each.role)
    group = OVERAGE, role if (role, each.rate) in lines else "", each.rate
    return Part(
        "overage", "overage", each.minutes, shares.of(group, each.minutes, each.rate)
    )


def _worked(row: Row, month: Reckoning) -> Worked:
    price = _price(row, OVERAGE, month)
    minutes = _counted(row, apart=month.terms.after_apart)
    return Worked(row.key, row.role, minutes, price.amount, row.order, price.waits)


def _beside(
    rows: Iterable[Row],
    month: Reckoning,
    found: Mapping[int, Drawn],
    shares: _Shares,
) -> None:
    """Hourly work, work after hours, and what is only shown."""
    apart = month.terms.after_apart
    for row in rows:
        parts = found[row.key].parts
        if row.billable not in (PACKAGE, HOURLY):
            parts.append(Part("free", FREE, row.raw))
            continue
        if row.billable == HOURLY and (minutes := _counted(row, apart=apart)):
            kind = "beyond_quota" if row.is_beyond else "hourly"
            price = _price(row, OVERAGE, month)
            parts.append(_charged(kind, row, minutes, price, shares))
        if apart and row.after:
            price = _price(row, AFTER_HOURS, month)
            parts.append(_charged("after_hours", row, row.after, price, shares))


def _charged(kind: str, row: Row, minutes: int, price: Price, shares: _Shares) -> Part:
    name = NAMES[kind].lower()
    if price.amount is None:
        return Part(kind, f"{name}, {NOT_CHARGED[price.waits]}", minutes)
    group = kind, folded(row.role), price.amount
    return Part(kind, name, minutes, shares.of(group, minutes, price.amount))


def _price(row: Row, kind: str, month: Reckoning) -> Price:
    return (
        IN_DOUBT
        if row.is_doubtful
        else month.terms.card.price(kind, row.role, row.first)
    )


def _counted(row: Row, *, apart: bool) -> int:
    """Minutes of a row that count like any other."""
    return row.counted if apart else row.counted + row.after
