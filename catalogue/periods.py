"""Calendar months of a customer's zone: which one holds an instant, and where it begins and ends.

A month is named by its first day.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

MONTHS_A_YEAR = 12


def day_of(at: dt.datetime, zone: str) -> dt.date:
    """The date of an instant where the customer is."""
    return at.astimezone(ZoneInfo(zone)).date()


def month_of(day: dt.date) -> dt.date:
    """The month that holds a day."""
    return day.replace(day=1)


def moved(month: dt.date, months: int) -> dt.date:
    """The month so many months later, or earlier."""
    index = month.year * MONTHS_A_YEAR + month.month - 1 + months
    year, zero_based = divmod(index, MONTHS_A_YEAR)
    return dt.date(year, zero_based + 1, 1)


def days_in(month: dt.date) -> int:
    """How many days a month has."""
    return (moved(month, 1) - month).days


def last_day(month: dt.date) -> dt.date:
    """The last day of a month."""
    return moved(month, 1) - dt.timedelta(days=1)


def begins(day: dt.date, zone: str) -> dt.datetime:
    """The instant at which a day begins where the customer is.

    Where the clocks skip midnight, the first instant after it.
    """
    midnight = dt.datetime.combine(day, dt.time(), ZoneInfo(zone))
    return midnight.astimezone(dt.UTC)


def month_from(text: str) -> dt.date:
    """The month of a text such as `2026-10`; raises `ValueError` for another one."""
    if len(text) != len("2026-10"):
        raise ValueError(f"Write a month as 2026-10, not {text[:20]!r}.")
    try:
        return dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        raise ValueError(f"Write a month as 2026-10, not {text[:20]!r}.") from None
