"""What the hours page says, in sentences; page, admin, home and API tell the same ones.

Minutes and amounts come in, words go out. `is_over` is whether the month has ended.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from billing.words import day, span
from catalogue.money import shown

POLICIES = {
    "allow": "Beyond the hours work goes on and is charged {rate}.",
    "ask": (
        "Beyond the hours work is charged {rate}: {cap} of it a month without asking, "
        "more once an approver of yours agrees. What nobody agreed to is not charged."
    ),
    "stop": "Nothing is charged beyond the hours: the agreement stops there.",
}
NO_PACKAGE = "No hours are bought for this month"


def headline(
    bought: int, used: int, left: int, beyond: int, *, is_over: bool = False
) -> str:
    """The month in a sentence: `12 h 30 min of 20 h used, 7 h 30 min left`.

    Left and beyond stand together where a supplemental package serves a role that did not need it.
    """
    if not bought:
        if not used + beyond:
            return (
                f"{NO_PACKAGE}, and nothing {'was' if is_over else 'has been'} worked."
            )
        return f"{span(used + beyond)} worked. {NO_PACKAGE}."
    said = f"{span(used)} of {span(bought)} used"
    if left:
        said += f", {span(left)} {'not used' if is_over else 'left'}"
    elif not beyond:
        said += ", nothing left"
    return said + (f", and {span(beyond)} beyond" if beyond else "") + "."


def outlook(
    expected: int, low: int, high: int, last: dt.date, *, has_begun: bool = True
) -> str:
    """Where the month leads: `At this pace 21 h by 31 October, probably 18 h to 24 h.`

    Before the month has `begun` earlier ones tell of it.
    """
    pace = "At this pace" if has_begun else "As earlier months went"
    said = f"{pace} {span(expected)} by {day(last)}"
    if low == high:
        return f"{said}."
    return f"{said}, probably {span(low)} to {span(high)}."


def expiry(left: int, last: dt.date, *, carries_over: bool, is_over: bool) -> str:
    """What becomes of unused hours (C21); empty where none are left."""
    if not left:
        return ""
    if carries_over:
        verb = "can" if is_over else "can still"
        return (
            f"Unused base hours {verb} be used in the month after; other hours expire."
        )
    if is_over:
        return f"{span(left)} expired unused at the end of {day(last)}."
    return f"What is not used by {day(last)} expires: {span(left)} so far."


def policy(
    kind: str, rates: Sequence[Decimal], currency: str, cap: int | None = None
) -> str:
    """What happens beyond the hours; `rates` are those an hour may cost."""
    return POLICIES[kind].format(rate=rate_words(rates, currency), cap=span(cap or 0))


def rate_words(rates: Sequence[Decimal], currency: str) -> str:
    """Rates an hour: `at $175.00 an hour`, `at $150.00 to $175.00 an hour, by role`."""
    amounts = sorted(set(rates))
    if not amounts:
        return "at the rate agreed, of which none is entered yet"
    least = shown(amounts[0], currency)
    if len(amounts) == 1:
        return f"at {least} an hour"
    return f"at {least} to {shown(amounts[-1], currency)} an hour, by role and day"
