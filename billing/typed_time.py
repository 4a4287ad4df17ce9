"""Time as people type it into a cell, and weeks as addresses name them."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal

HOUR = 60  # minutes
A_DAY = 24 * HOUR
WAYS = "Type time as 1:30, 1.5, 1,5, 90m or 1h30."
TOO_LONG = "An entry has at most 24 hours. For minutes write 90m."
FIRST_YEAR, LAST_YEAR = 2000, 2100

_CLOCK = re.compile(r"(\d{0,3}):(\d{1,2})(?::00)?")
_HOURS = re.compile(r"(\d{0,5}(?:[.,]\d{1,6})?)\s*(?:h|hrs?|hours?)?")
_MINUTES = re.compile(r"(\d{1,6})\s*(?:m|min|mins|minutes?)")
_BOTH = re.compile(r"(\d{1,3})\s*h\s*(\d{1,2})\s*(?:m|min)?")
_WEEK = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)


def minutes_of(text: str) -> int:
    """Minutes of a cell: `1:30`, `1.5`, `1,5`, `90m`, `1h30`; 0 for an empty one.

    Decimal hours go to the nearest minute. Raises `ValueError`, which says what to type.
    """
    plain = text.strip().lower()
    if not plain:
        return 0
    if not plain.isascii() or plain == ":":
        raise ValueError(WAYS)
    minutes = _clock(plain)
    if minutes is None:
        minutes = _decimal(plain)
    if minutes is None:
        raise ValueError(WAYS)
    if minutes > A_DAY:
        raise ValueError(TOO_LONG)
    return minutes


def clock(minutes: int) -> str:
    """Minutes as a cell shows them: 90 as `1:30`, none as an empty text."""
    return f"{minutes // HOUR}:{minutes % HOUR:02}" if minutes else ""


def monday_of(text: str) -> dt.date:
    """The Monday of a week such as `2026-W42`; raises `ValueError` for another text."""
    found = _WEEK.fullmatch(text.strip().upper())
    if found and FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        try:
            return dt.date.fromisocalendar(int(found[1]), int(found[2]), 1)
        except ValueError:
            pass
    raise ValueError(f"Write a week as 2026-W42, not {text[:20]!r}.")


def week_name(day: dt.date) -> str:
    """The week that holds a day, as an address names it: `2026-W42`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def monday_before(day: dt.date) -> dt.date:
    """The Monday on which the week of a day begins."""
    return day - dt.timedelta(days=day.weekday())


def _clock(plain: str) -> int | None:
    """Of hours and minutes apart, or minutes alone."""
    if found := _MINUTES.fullmatch(plain):
        return int(found[1])
    found = _CLOCK.fullmatch(plain) or _BOTH.fullmatch(plain)
    if not found:
        return None
    minutes = int(found[2])
    if minutes >= HOUR:
        raise ValueError(f"{found[2]} minutes are an hour or more. {WAYS}")
    return int(found[1] or 0) * HOUR + minutes


def _decimal(plain: str) -> int | None:
    """Of hours as a decimal number."""
    found = _HOURS.fullmatch(plain)
    if not found or not any(char.isdigit() for char in found[1]):
        return None
    exact = Decimal(found[1].replace(",", ".")) * HOUR
    minutes = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if exact and not minutes:
        raise ValueError("That is less than a minute.")
    return minutes
