"""What a ticket's page says of hours to who works on it, before work begins and after it."""

from __future__ import annotations

from decimal import Decimal

from catalogue.money import shown

from .words import span

POLICIES = {
    "allow": "Beyond the hours work goes on and is charged {rate}.",
    "ask": (
        "Beyond the hours {cap} a month are charged {rate} without asking; more waits for the "
        "customer’s approver, and is not charged before."
    ),
    "stop": "Beyond the hours nothing is charged: speak with the customer before you go on.",
}
NO_RATE = "at a rate that nobody has entered yet"


def policy(kind: str, cap: int, rate: Decimal | None, currency: str) -> str:
    """What becomes of work beyond an agreement's hours; `cap` in minutes, `rate` an hour."""
    costs = NO_RATE if rate is None else f"at {shown(rate, currency)} an hour"
    return POLICIES[kind].format(rate=costs, cap=span(cap))


def logged(minutes: int, charged: int, note: str = "") -> str:
    """What was logged: `Logged 20 min, charged 1 h. …`; charged only where it differs."""
    as_charged = "" if charged == minutes else f", charged {span(charged)}"
    return f"Logged {span(minutes)}{as_charged}. {note}".strip()


def time_of(minutes: int, charged: int) -> str:
    """Time as worked, with what is charged of it where that differs: `20 min (charged 1 h)`."""
    return span(minutes) + ("" if charged == minutes else f" (charged {span(charged)})")


def worked(minutes: int, charged: int, entries: int, waiting: int) -> str:
    """What was worked on a ticket in all; `waiting` of its entries nobody approved yet."""
    if not entries:
        return "No time is logged yet."
    said = f"{span(minutes)} worked"
    if charged != minutes:
        said += f", {span(charged)} charged"
    if not waiting:
        return f"{said}."
    if waiting == entries:
        return f"{said}; not approved yet."
    return f"{said}; {waiting} of {entries} entries not approved yet."


def of_role(role: str, minutes: int, charged: int) -> str:
    """What of it was worked in a role."""
    return f"{role or 'no role'}: {time_of(minutes, charged)}"
