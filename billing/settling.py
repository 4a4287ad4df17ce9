"""Which hours a month's work draws on, and what is left over: pools first, the rest is overage.

Minutes are whole and rounded already. Work draws in the order in which it was done: on the
supplemental packages of its own role, then on hours carried over, then on the base packages, which
serve every role (C07, C21). What no package holds is overage (C08), at the rate it comes with.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from catalogue.money import hourly

# In the order in which they are drawn on.
KINDS = SUPPLEMENTAL, CARRIED, BASE = "supplemental", "carried", "base"
# Why minutes are not charged.
UNPRICED, FINDING, ASKS, STOPS = "unpriced", "finding", "asks", "stops"
NOTHING = Decimal("0.00")


class Worked(NamedTuple):
    """Minutes that draw on the packages: an entry, or several of one role and rate.

    `rate` is what an hour beyond the packages costs; None: nothing is charged, for the reason
    `waits`. `order` says when it was worked.
    """

    key: Hashable
    role: str
    minutes: int
    rate: Decimal | None
    order: Any = ()
    waits: str = ""


class Pool(NamedTuple):
    """Minutes a month that are paid for; a supplemental pool serves its role alone."""

    key: Hashable
    kind: str
    role: str
    minutes: int
    name: str = ""


class Draw(NamedTuple):
    """What of `Worked.key` came from a pool, by its key; from None: it is overage."""

    key: Hashable
    role: str
    pool: Hashable
    minutes: int
    rate: Decimal | None
    waits: str = ""


class PoolUse(NamedTuple):
    """A pool, and how many of its minutes were used and are left."""

    pool: Pool
    used: int
    left: int


class Overage(NamedTuple):
    """Minutes beyond the packages of one role at one rate, and what they cost to the cent.

    `waits` says why they are not charged; the amount is then 0.
    """

    role: str
    rate: Decimal | None
    minutes: int
    amount: Decimal
    waits: str = ""


class Settlement(NamedTuple):
    """Pools + overage + uncharged = all minutes that were worked."""

    draws: tuple[Draw, ...]
    pools: tuple[PoolUse, ...]
    overage: tuple[Overage, ...]
    uncharged: tuple[Overage, ...]


@lru_cache(maxsize=10_000)
def folded(role: str) -> str:
    """A role as it is compared: in any case, however it is spaced."""
    return " ".join(role.casefold().split())


def settle(
    worked: Iterable[Worked],
    pools: Sequence[Pool],
    *,
    limit: int | None = None,
    beyond: str = STOPS,
) -> Settlement:
    """Draw the work on the pools in the order in which it was done.

    Of the overage at most `limit` minutes are charged, the first ones; the rest waits for the
    reason `beyond`.
    """
    pools = sorted(pools, key=lambda pool: KINDS.index(pool.kind))
    left = {pool.key: pool.minutes for pool in pools}
    own, common = _served(pools)
    draws: list[Draw] = []
    for work in sorted(worked, key=lambda each: each.order):
        rest = work.minutes
        for key in (*own.get(folded(work.role), ()), *common):
            taken = min(rest, left[key])
            if taken:
                left[key] -= taken
                rest -= taken
                draws.append(Draw(work.key, work.role, key, taken, None))
        if rest:
            draws += _beyond(work, rest, limit, beyond)
            limit = None if limit is None else max(limit - rest, 0)
    uses = [PoolUse(p, p.minutes - left[p.key], left[p.key]) for p in pools]
    charged, waiting = _grouped(draws)
    return Settlement(tuple(draws), tuple(uses), charged, waiting)


def _served(
    pools: Sequence[Pool],
) -> tuple[dict[str, list[Hashable]], list[Hashable]]:
    """Keys of the pools of each role, and of those that serve all of them, in order."""
    own: dict[str, list[Hashable]] = {}
    for pool in pools:
        if pool.kind == SUPPLEMENTAL:
            own.setdefault(folded(pool.role), []).append(pool.key)
    carried = [pool.key for pool in pools if pool.kind == CARRIED]
    return own, carried + [pool.key for pool in pools if pool.kind == BASE]


def _beyond(work: Worked, rest: int, limit: int | None, beyond: str) -> list[Draw]:
    """Overage of a piece of work: within the limit, and beyond it."""
    within = rest if limit is None else min(rest, limit)
    draws = []
    if within:
        draws.append(Draw(work.key, work.role, None, within, work.rate, _reason(work)))
    if rest > within:
        draws.append(Draw(work.key, work.role, None, rest - within, work.rate, beyond))
    return draws


def _reason(work: Worked) -> str:
    return work.waits or ("" if work.rate is not None else UNPRICED)


def _grouped(
    draws: Iterable[Draw],
) -> tuple[tuple[Overage, ...], tuple[Overage, ...]]:
    """Overage by role and rate, each to the cent: what is charged, and what is not."""
    minutes: dict[tuple[str, Decimal | None, str], int] = {}
    names: dict[str, str] = {}
    for draw in draws:
        if draw.pool is None:
            role = folded(draw.role)
            names[role] = min(draw.role, names.get(role, draw.role))
            group = role, draw.rate, draw.waits
            minutes[group] = minutes.get(group, 0) + draw.minutes
    found = [
        Overage(names[role], rate, sum_of, _amount(sum_of, rate, waits), waits)
        for (role, rate, waits), sum_of in sorted(minutes.items(), key=_by_role)
    ]
    charged = tuple(each for each in found if not each.waits)
    return charged, tuple(each for each in found if each.waits)


def _by_role(group: tuple[tuple[str, Decimal | None, str], int]) -> tuple[Any, ...]:
    (role, rate, waits), _ = group
    return role, rate is None, rate or NOTHING, waits


def _amount(minutes: int, rate: Decimal | None, waits: str) -> Decimal:
    return NOTHING if waits or rate is None else hourly(minutes, rate)
