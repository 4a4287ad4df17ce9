"""Everything ordered under an agreement, judged by the rules of the guides it is ordered from.

The rules are rows of the revision: minimum, step, maximum, term, role, what an offer requires and
rules out; the limits of its section; and the findings on them. Nothing here knows a document.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import ROUND_CEILING, Decimal

from .limits import beyond_limits
from .lots import Lots, lots_of, sold_in
from .values import BASE, SUPPLEMENTAL, Context, Offer, Order, Problem, amount, measured


def problems(orders: Sequence[Order], context: Context) -> list[Problem]:
    """What is wrong with the orders, on every day from `context.since` on; each thing once.

    A problem that `needs_decision` rests on something the guide leaves open: neither refused nor
    accepted by itself.
    """
    found: dict[Problem, None] = {}
    for order in orders:
        found |= dict.fromkeys(_of_role(order))
    for day in _days(orders, context.since):
        together = [order for order in orders if order.holds(day)]
        for check in (_bases, _amounts, _terms, _required, _excluded):
            found |= dict.fromkeys(check(together, context))
        found |= dict.fromkeys(beyond_limits(together, context))
    return list(found)


def _days(orders: Sequence[Order], since: dt.date) -> list[dt.date]:
    """Days on which another set of orders is in force."""
    turns = {since}
    for order in orders:
        turns |= {order.starts_on, order.ends_on or since}
    return sorted(day for day in turns if day >= since)


def _bases(orders: Sequence[Order], context: Context) -> Iterator[Problem]:
    """One base package at a time, and none of its supplements without it (C06, C24)."""
    bases = [order for order in orders if order.kind == BASE]
    for second in bases[1:]:
        yield Problem(
            f"“{bases[0].name}” is the base package then: end it before “{second.name}” begins.",
            offer=second.name,
            field="starts_on",
        )
    for order in orders:
        needs_any = order.kind == SUPPLEMENTAL and not (
            order.offer and order.offer.requires
        )
        if needs_any and not bases:
            yield Problem(
                f"“{order.name}” is added to a base package: order one for the same time.",
                order.offer.place.text if order.offer else "",
                order.name,
                field="offer",
            )


def _of_role(order: Order) -> Iterator[Problem]:
    """A supplemental package serves the role that the guide sells it for (C07)."""
    sold_for = order.offer.role if order.offer else ""
    if order.kind != SUPPLEMENTAL or not sold_for:
        return
    if order.role.casefold() != sold_for.casefold():
        yield Problem(
            f"“{order.name}” serves {sold_for}, not {order.role or 'every role'}: "
            f"give {sold_for} as its role.",
            order.offer.place.text if order.offer else "",
            order.name,
            field="role",
        )


def _amounts(orders: Sequence[Order], context: Context) -> Iterator[Problem]:
    """Minimum, step and maximum, of all that is ordered of one offer together."""
    ordered: dict[tuple[int, str], list[Order]] = defaultdict(list)
    for order in orders:
        if order.offer and order.rules:
            ordered[order.rules.guide, order.offer.key].append(order)
    for same in ordered.values():
        last = same[-1]
        assert last.offer
        assert last.rules
        total = sum((order.quantity for order in same), Decimal(0))
        lots = lots_of(last.offer, last.rules)
        if lots:
            yield from _in_lots(last, total, lots)
        else:
            yield from _in_steps(last, total)
        offer = last.offer
        if offer.maximum is not None and total > offer.maximum:
            yield _wrong(
                last,
                f"At most {measured(offer.maximum, offer.unit)}, not {amount(total)}",
            )


def _in_steps(order: Order, total: Decimal) -> Iterator[Problem]:
    offer = order.offer
    assert offer
    least = offer.minimum or Decimal(0)
    if total < least:
        yield _wrong(
            order, f"At least {measured(least, offer.unit)}, not {amount(total)}"
        )
    elif offer.step and (total - least) % offer.step:
        steps = (total - least) / offer.step
        above = least + offer.step * steps.to_integral_value(ROUND_CEILING)
        below = above - offer.step
        choices = [amount(each) for each in (below, above) if each > 0]
        beginning = f", from {amount(least)} on" if least else ""
        yield _wrong(
            order,
            f"In steps of {measured(offer.step, offer.unit)}{beginning}: "
            f"{' or '.join(choices)}, not {amount(total)}",
        )


def _in_lots(order: Order, total: Decimal, lots: Lots) -> Iterator[Problem]:
    """Amounts of which the guide states more than one: what fits them all is beyond doubt."""
    fitting = [lot for lot in lots.amounts if sold_in(total, lot)]
    if len(fitting) == len(lots.amounts):
        return
    named = " or ".join(map(amount, lots.amounts))
    unit = order.offer.unit if order.offer else ""
    if not fitting:
        yield _wrong(order, f"In lots of {named} {unit}, not {amount(total)}".strip())
    else:
        yield Problem(
            f"{measured(total, unit)} of “{order.name}”: the guide states lots of {named}, and "
            "which of them holds is not decided yet.",
            lots.finding.place.text,
            order.name,
            needs_decision=True,
        )


def _terms(orders: Sequence[Order], context: Context) -> Iterator[Problem]:
    """An offer for so many months needs an agreement of as many (N03)."""
    for order in orders:
        wanted = order.offer.term_months if order.offer else None
        if wanted and (context.term_months or 0) < wanted:
            there = (
                f"one of {context.term_months}"
                if context.term_months
                else "one without a term"
            )
            yield Problem(
                f"“{order.name}” is for {wanted} months: make the agreement's first term as long. "
                f"This is {there}.",
                order.offer.place.text if order.offer else "",
                order.name,
                field="offer",
            )


def _required(orders: Sequence[Order], context: Context) -> Iterator[Problem]:
    """What an offer requires: one of the offers it names, in force at the same time."""
    there = _keys(orders)
    for order in orders:
        if not (order.offer and order.rules and order.offer.requires):
            continue
        if not {(order.rules.guide, key) for key in order.offer.requires} & there:
            names = " or ".join(_called(order, key) for key in order.offer.requires)
            yield Problem(
                f"“{order.name}” needs {names}: order it for the same time.",
                order.offer.place.text,
                order.name,
                field="offer",
            )


def _excluded(orders: Sequence[Order], context: Context) -> Iterator[Problem]:
    """Offers that rule each other out, whichever of them says so (N03)."""
    for at, order in enumerate(orders):
        for other in orders[at + 1 :]:
            if not (order.offer and other.offer and order.rules and other.rules):
                continue
            if order.rules.guide == other.rules.guide and (
                other.offer.key in order.offer.excludes
                or order.offer.key in other.offer.excludes
            ):
                yield Problem(
                    f"“{order.name}” and “{other.name}” rule each other out: order one of them.",
                    _saying(order.offer, other.offer).place.text,
                    other.name,
                    field="offer",
                )


def _saying(one: Offer, two: Offer) -> Offer:
    return one if two.key in one.excludes else two


def _keys(orders: Sequence[Order]) -> set[tuple[int, str]]:
    return {(o.rules.guide, o.offer.key) for o in orders if o.offer and o.rules}


def _called(order: Order, key: str) -> str:
    assert order.rules
    names = {offer.key: offer.name for offer in order.rules.offers}
    return f"“{names.get(key, key)}”"


def _wrong(order: Order, told: str) -> Problem:
    assert order.offer
    return Problem(f"{told}: “{order.name}”.", order.offer.place.text, order.name)
