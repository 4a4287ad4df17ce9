"""What an agreement's month comes to: packages, overage, hourly work, fees, credits, and doubts.

Page and month close stand on the same `Reckoning`. It is made from few rows: sums by role, or single
entries where their order decides between rates (see `charging.needs_entries`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from . import doubts, lines
from .charging import Work
from .month_facts import ASK, HOURLY, PACKAGE, Charged, Row, Terms, Warning
from .rates import AFTER_HOURS, OVERAGE
from .settling import ASKS, BASE, NOTHING, STOPS, PoolUse, Settlement, settle


@dataclass
class Reckoning:
    """An agreement's month. Minutes are whole, amounts of the agreement's currency to the cent.

    `raw_minutes` is package work as worked, `rounded_minutes` what of it draws on the packages,
    `apart_minutes` what of it is charged apart, after hours. The sum of the pools' use and
    `overage_minutes` is `rounded_minutes`. `roles` tells the package minutes of each role,
    `uncounted` those of classes that are shown only, `unapproved_minutes` what nobody approved
    yet; it is part of all other figures, unless `terms.approved_only`.
    """

    terms: Terms
    rows: Sequence[Row]
    settlement: Settlement
    hourly: tuple[Charged, ...]
    beyond_quota: tuple[Charged, ...]
    after_hours: tuple[Charged, ...]
    raw_minutes: int
    rounded_minutes: int
    apart_minutes: int
    entries: int
    roles: dict[str, int]
    uncounted: dict[str, int]
    unapproved_minutes: int
    unapproved_entries: int
    unlined_entries: int

    @property
    def pools(self) -> tuple[PoolUse, ...]:
        """The packages, with what was used and is left of each."""
        return self.settlement.pools

    @property
    def included_minutes(self) -> int:
        """Minutes that the packages hold this month."""
        return sum(use.pool.minutes for use in self.pools)

    @property
    def used_minutes(self) -> int:
        """Minutes drawn on the packages."""
        return sum(use.used for use in self.pools)

    @property
    def left_minutes(self) -> int:
        """Minutes of the packages that are left, for whichever role."""
        return sum(use.left for use in self.pools)

    @property
    def expired(self) -> tuple[PoolUse, ...]:
        """Pools with minutes that lapse at the end of the month (C21)."""
        return tuple(use for use in self.pools if use.left)

    @property
    def unused_base(self) -> int:
        """Minutes of the base packages that are left: what may be carried over, where agreed."""
        return sum(use.left for use in self.pools if use.pool.kind == BASE)

    @property
    def overage_minutes(self) -> int:
        """Minutes beyond the packages, charged or not."""
        return sum(o.minutes for o in self.settlement.overage) + self.uncharged_minutes

    @property
    def uncharged_minutes(self) -> int:
        """Minutes beyond the packages that are not charged."""
        return sum(each.minutes for each in self.settlement.uncharged)

    @property
    def overage_amount(self) -> Decimal:
        """What the overage costs."""
        return sum((each.amount for each in self.settlement.overage), NOTHING)

    @cached_property
    def lines(self) -> list[lines.Line]:
        """The month's statement, line by line, each with its explanation."""
        return lines.of(self)

    @property
    def total(self) -> Decimal:
        """The sum of the lines."""
        return sum((line.amount for line in self.lines), NOTHING)

    @cached_property
    def warnings(self) -> list[Warning]:
        """What is not charged, and what should be looked at, in words."""
        return list(doubts.of(self))


def reckon(rows: Sequence[Row], terms: Terms) -> Reckoning:
    """Reckon a month from its rows: sums, or entries where `Work.needs_entries` says so."""
    return reckon_work(Work(rows, terms))


def reckon_work(work: Work) -> Reckoning:
    """Reckon a month whose time is sorted out."""
    terms, package = work.terms, work.package
    beyond = [row for row in work.chargeable if row.is_beyond]
    within = [row for row in work.chargeable if not row.is_beyond]
    after = [*package, *work.chargeable] if terms.after_apart else []
    settled = settle(
        work.worked(),
        terms.pools,
        limit=terms.cap,
        beyond=ASKS if terms.policy == ASK else STOPS,
    )
    uncounted: dict[str, int] = {}
    for row in work.rows:
        if row.billable not in (PACKAGE, HOURLY):
            uncounted[row.billable] = uncounted.get(row.billable, 0) + row.raw
    return Reckoning(
        terms=terms,
        rows=work.rows,
        settlement=settled,
        hourly=work.charged(within, OVERAGE),
        beyond_quota=work.charged(beyond, OVERAGE),
        after_hours=work.charged(after, AFTER_HOURS),
        raw_minutes=sum(row.raw for row in package),
        rounded_minutes=sum(work.totals.values()),
        apart_minutes=sum(row.after for row in package) if terms.after_apart else 0,
        entries=sum(row.entries for row in package),
        roles={work.names[role]: work.totals[role] for role in sorted(work.totals)},
        uncounted=uncounted,
        unapproved_minutes=sum(row.raw for row in work.waiting),
        unapproved_entries=sum(row.entries for row in work.waiting),
        unlined_entries=sum(row.unlined for row in work.rows),
    )
