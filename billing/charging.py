"""Which rows of a month have which price, and what draws on the packages.

Sums by role suffice until several prices are in play for what is beyond the packages: then single
entries are asked for, since their order and day decide. Both ways come to the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from catalogue.money import hourly

from .month_facts import HOURLY, PACKAGE, Charged, Row, Terms
from .rates import AFTER_HOURS, OVERAGE, Price
from .settling import FINDING, NOTHING, SUPPLEMENTAL, Pool, Worked, folded


def needs_entries(rows: Sequence[Row], terms: Terms) -> bool:
    """Whether sums do not suffice: several rates are in play, and order or day decides between them."""
    if terms.approved_only:
        rows = [row for row in rows if row.is_approved]
    package = [row for row in rows if row.billable == PACKAGE]
    if _rest(package, terms)[0] and len(_in_play(package, terms)) > 1:
        return True
    return any(_is_split(row, terms) for row in rows)


def _is_split(row: Row, terms: Terms) -> bool:
    """Whether work beside the packages has one price on some of its days, another on others."""
    if row.first == row.last or row.billable not in (PACKAGE, HOURLY):
        return False
    after = row.after and terms.after_apart
    within = row.billable == HOURLY and drawn(row, terms.after_apart)
    return bool(
        (within and len(_prices(row, OVERAGE, terms)) > 1)
        or (after and len(_prices(row, AFTER_HOURS, terms)) > 1)
    )


def worked(package: Sequence[Row], terms: Terms, names: dict[str, str]) -> list[Worked]:
    """What draws on the packages. One by one only where that makes a difference.

    Otherwise each role's own packages come first, and the rest of all roles draws as one: whose
    minutes went beyond the packages is then a matter of their order alone, and costs the same.
    """
    overage, served = _rest(package, terms)
    price = Price(NOTHING)
    if overage:
        in_play = _in_play(package, terms)
        if len(in_play) > 1:
            return [_single(row, terms, names) for row in package]
        price = next(iter(in_play))
    totals = _totals(package, terms.after_apart)
    worked = [
        Worked(role, names[role], minutes, None)
        for role, minutes in served.items()
        if minutes
    ]
    rest = {
        role: total - served.get(role, 0)
        for role, total in totals.items()
        if total > served.get(role, 0)
    }
    if rest:
        role = names[next(iter(rest))] if len(rest) == 1 else ""
        # After all supplemental packages: it takes none of theirs.
        common = Worked(
            "common", role, sum(rest.values()), price.amount, ("~",), price.waits
        )
        worked.append(common)
    return worked


def _single(row: Row, terms: Terms, names: dict[str, str]) -> Worked:
    price = next(iter(_prices(row, OVERAGE, terms)))
    minutes = drawn(row, terms.after_apart)
    role = names[folded(row.role)]
    return Worked(row.key, role, minutes, price.amount, row.order, price.waits)


def _rest(package: Iterable[Row], terms: Terms) -> tuple[int, dict[str, int]]:
    """Minutes beyond all packages, and what the supplemental packages serve of each role."""
    totals = _totals(package, terms.after_apart)
    own: dict[str, int] = {}
    common = 0
    for pool in terms.pools:
        if pool.kind == SUPPLEMENTAL:
            role = folded(pool.role)
            own[role] = own.get(role, 0) + pool.minutes
        else:
            common += pool.minutes
    served = {role: min(totals.get(role, 0), minutes) for role, minutes in own.items()}
    rest = sum(totals.values()) - sum(served.values())
    return max(rest - common, 0), served


def _in_play(package: Iterable[Row], terms: Terms) -> set[Price]:
    """All prices that the overage may have: of the roles that their own packages do not hold."""
    rows = list(package)
    totals = _totals(rows, terms.after_apart)
    served = _rest(rows, terms)[1]
    return {
        price
        for row in rows
        if totals[folded(row.role)] > served.get(folded(row.role), 0)
        and drawn(row, terms.after_apart)
        for price in _prices(row, OVERAGE, terms)
    }


def _totals(package: Iterable[Row], apart: bool) -> dict[str, int]:
    totals: dict[str, int] = {}
    for row in package:
        role = folded(row.role)
        totals[role] = totals.get(role, 0) + drawn(row, apart)
    return totals


def drawn(row: Row, apart: bool) -> int:
    """Minutes of a row that count like any other."""
    return row.counted if apart else row.counted + row.after


def _prices(row: Row, kind: str, terms: Terms) -> set[Price]:
    if row.is_doubtful:
        return {Price(None, FINDING)}
    return terms.card.prices(kind, row.role, row.first, row.last)


def charged(
    rows: Sequence[Row], kind: str, terms: Terms, names: dict[str, str]
) -> tuple[Charged, ...]:
    """Work beside the packages by role and rate, each to the cent."""
    groups: dict[tuple[str, Price], list[tuple[Row, int]]] = {}
    for row in rows:
        minutes = row.after if kind == AFTER_HOURS else drawn(row, terms.after_apart)
        if minutes:
            price = next(iter(_prices(row, kind, terms)))
            groups.setdefault((folded(row.role), price), []).append((row, minutes))
    found = []
    for (role, price), parts in groups.items():
        minutes = sum(part for _, part in parts)
        found.append(
            Charged(
                role=names[role],
                rate=price.amount,
                minutes=minutes,
                amount=NOTHING
                if price.amount is None
                else hourly(minutes, price.amount),
                waits=price.waits,
                roles=tuple(sorted({row.role for row, _ in parts})),
                since=min(row.first for row, _ in parts),
                until=max(row.last for row, _ in parts),
            )
        )
    return tuple(sorted(found, key=lambda c: (c.role, c.since, c.rate or 0, c.waits)))


def by_role(
    package: Iterable[Row], apart: bool, names: dict[str, str]
) -> dict[str, int]:
    """Minutes that count of each role."""
    totals = _totals(package, apart)
    return {names[role]: totals[role] for role in sorted(totals)}


def names_of(rows: Iterable[Row], pools: Iterable[Pool]) -> dict[str, str]:
    """How each role is written: as its package does, else the first spelling by the alphabet."""
    names: dict[str, str] = {}
    for row in rows:
        role = folded(row.role)
        names[role] = min(row.role, names.get(role, row.role))
    for pool in pools:
        if pool.kind == SUPPLEMENTAL:
            names[folded(pool.role)] = pool.role
    return names
