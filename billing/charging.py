"""Which rows of a month have which price, and what draws on the packages.

Sums by role suffice until several prices are in play for what is beyond the packages: then single
entries are asked for, since their order and day decide. Both ways come to the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

from catalogue.money import hourly

from .month_facts import HOURLY, PACKAGE, Charged, Row, Terms
from .rates import AFTER_HOURS, OVERAGE, Price
from .settling import FINDING, NOTHING, SUPPLEMENTAL, Pool, Worked, folded

FREE = Price(NOTHING)  # of what no package lacks
IN_DOUBT = (Price(None, FINDING),)


class Work:
    """A month's time, sorted out once: what draws on the packages, and what has which price."""

    def __init__(self, rows: Sequence[Row], terms: Terms) -> None:
        self.terms = terms
        self.all_rows = rows
        self.waiting = [row for row in rows if not row.is_approved]
        if terms.approved_only and self.waiting:
            rows = [row for row in rows if row.is_approved]
        self.rows = rows
        self.package = [row for row in rows if row.billable == PACKAGE]
        self.chargeable = [row for row in rows if row.billable == HOURLY]
        self.totals: dict[str, int] = {}
        for row in self.package:
            role = folded(row.role)
            self.totals[role] = self.totals.get(role, 0) + self.drawn(row)
        self.names = _names(rows, terms.pools)
        self.served, common = _served(self.totals, terms.pools)
        rest = sum(self.totals.values()) - sum(self.served.values())
        self.beyond = max(rest - common, 0)

    @property
    def needs_entries(self) -> bool:
        """Whether sums do not suffice: order or day decides between several rates."""
        several = self.beyond and len(self.in_play) > 1
        return bool(several) or any(self._is_split(row) for row in self.rows)

    @cached_property
    def in_play(self) -> set[Price]:
        """All prices that the overage may have: of the roles that their own packages do not hold."""
        return {
            price
            for row in self.package
            if self.totals[role := folded(row.role)] > self.served.get(role, 0)
            and self.drawn(row)
            for price in self.prices(row, OVERAGE)
        }

    def drawn(self, row: Row) -> int:
        """Minutes of a row that count like any other."""
        return row.counted if self.terms.after_apart else row.counted + row.after

    def prices(self, row: Row, kind: str) -> Collection[Price]:
        """The prices of a row, one for each that held while it was worked."""
        if row.is_doubtful:
            return IN_DOUBT
        return self.terms.card.prices(kind, row.role, row.first, row.last)

    def worked(self) -> list[Worked]:
        """What draws on the packages. One by one only where that makes a difference.

        Otherwise each role's own packages come first, and the rest of all roles draws as one: whose
        minutes went beyond the packages is then a matter of their order alone, and costs the same.
        """
        if self.beyond and len(self.in_play) > 1:
            return [self._single(row) for row in self.package]
        price = next(iter(self.in_play)) if self.beyond else FREE
        names, served = self.names, self.served
        worked = [Worked(r, names[r], held, None) for r, held in served.items() if held]
        rest = {
            role: total - served.get(role, 0)
            for role, total in self.totals.items()
            if total > served.get(role, 0)
        }
        if rest:
            role = names[next(iter(rest))] if len(rest) == 1 else ""
            # After all supplemental packages: it takes none of theirs.
            last = ("common", role, sum(rest.values()), price.amount, (1,), price.waits)
            worked.append(Worked(*last))
        return worked

    def charged(self, rows: Iterable[Row], kind: str) -> tuple[Charged, ...]:
        """Work beside the packages by role and rate, each to the cent."""
        groups: dict[tuple[str, Price], list[tuple[Row, int]]] = {}
        for row in rows:
            minutes = row.after if kind == AFTER_HOURS else self.drawn(row)
            if minutes:
                price = next(iter(self.prices(row, kind)))
                groups.setdefault((folded(row.role), price), []).append((row, minutes))
        found = [
            _charged(self.names[role], price, parts)
            for (role, price), parts in groups.items()
        ]
        return tuple(sorted(found, key=_by_role))

    def _single(self, row: Row) -> Worked:
        price = next(iter(self.prices(row, OVERAGE)))
        role, minutes = self.names[folded(row.role)], self.drawn(row)
        return Worked(row.key, role, minutes, price.amount, row.order, price.waits)

    def _is_split(self, row: Row) -> bool:
        """Whether work beside the packages has one price on some days, another on others."""
        if row.first == row.last or row.billable not in (PACKAGE, HOURLY):
            return False
        after = row.after and self.terms.after_apart
        within = row.billable == HOURLY and self.drawn(row)
        return bool(
            (within and len(self.prices(row, OVERAGE)) > 1)
            or (after and len(self.prices(row, AFTER_HOURS)) > 1)
        )


def _charged(role: str, price: Price, parts: Sequence[tuple[Row, int]]) -> Charged:
    minutes = sum([part for _, part in parts])
    rate, waits = price
    return Charged(
        role,
        rate,
        minutes,
        NOTHING if rate is None else hourly(minutes, rate),
        waits,
        tuple(sorted({row.role for row, _ in parts})),
        min([row.first for row, _ in parts]),
        max([row.last for row, _ in parts]),
    )


def _by_role(work: Charged) -> tuple[object, ...]:
    return work.role, work.since, work.rate or NOTHING, work.waits


def _served(
    totals: dict[str, int], pools: Iterable[Pool]
) -> tuple[dict[str, int], int]:
    """What the supplemental packages serve of each role, and the minutes that serve all roles."""
    own: dict[str, int] = {}
    common = 0
    for pool in pools:
        if pool.kind == SUPPLEMENTAL:
            role = folded(pool.role)
            own[role] = own.get(role, 0) + pool.minutes
        else:
            common += pool.minutes
    return {role: min(totals.get(role, 0), own[role]) for role in own}, common


def _names(rows: Iterable[Row], pools: Iterable[Pool]) -> dict[str, str]:
    """How each role is written: as its package does, else the first spelling by the alphabet."""
    names: dict[str, str] = {}
    for row in rows:
        role = folded(row.role)
        names[role] = min(row.role, names.get(role, row.role))
    for pool in pools:
        if pool.kind == SUPPLEMENTAL:
            names[folded(pool.role)] = pool.role
    return names
