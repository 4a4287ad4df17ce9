"""Hours in plain words: one place for pages, mail, admin and API."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

HOUR = 60  # minutes


@lru_cache(maxsize=10_000)
def span(minutes: int) -> str:
    """Minutes as people say them: `6 h 40 min`, `20 h`, `45 min`, `0 h`; `−1 h` below zero."""
    hours, rest = divmod(abs(minutes), HOUR)
    said = [f"{hours:,} h"] * bool(hours) + [f"{rest} min"] * bool(rest)
    return ("−" if minutes < 0 else "") + (" ".join(said) or "0 h")


@lru_cache(maxsize=1_000)
def month(first: dt.date) -> str:
    """A month by its first day: `October 2026`."""
    return f"{first:%B} {first.year}"


def day(date: dt.date) -> str:
    """A date: `31 October`."""
    return f"{date.day} {date:%B}"
