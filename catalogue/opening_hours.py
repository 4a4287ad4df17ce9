"""A week of opening hours in words, and as bars of a picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MIDNIGHT = 1440

Hours = tuple[tuple[int, int], ...]  # (opens, closes) in minutes after midnight


PICTURE = (36, 256)  # left edge and width of a day in the picture


@dataclass(frozen=True)
class Bar:
    """An open stretch of a day, in units of the picture."""

    x: str
    width: str


def by_day(
    windows: Iterable[tuple[int, int, int]], *, always_open: bool = False
) -> list[Hours]:
    """The hours of each day, Monday first, from (day, opens, closes)."""
    if always_open:
        return [((0, MIDNIGHT),)] * 7
    rows = sorted(windows)
    return [
        tuple((opens, closes) for of, opens, closes in rows if of == day)
        for day in range(7)
    ]


def in_words(week: list[Hours]) -> list[str]:
    """Lines such as `Monday to Friday 08:00–18:00`; days without hours are left out."""
    if all(hours == ((0, MIDNIGHT),) for hours in week):
        return ["Around the clock, every day of the year"]
    lines = []
    for hours, run in groupby(enumerate(week), key=lambda pair: pair[1]):
        days = [day for day, _ in run]
        if hours:
            lines.append(f"{_days(days)} {', '.join(_stretch(*one) for one in hours)}")
    return lines or ["Closed all week"]


def day_by_day(week: list[Hours]) -> list[tuple[str, str]]:
    """Each day with its hours, such as `08:00–12:00, 13:00–17:00`, or `closed`."""
    return [
        (name, ", ".join(_stretch(*one) for one in hours) or "closed")
        for name, hours in zip(DAYS, week, strict=True)
    ]


def bars(week: list[Hours]) -> list[tuple[str, list[Bar]]]:
    """For each day its name and its open stretches."""
    return [
        (name, [_bar(opens, closes) for opens, closes in hours])
        for name, hours in zip(DAYS, week, strict=True)
    ]


def _bar(opens: int, closes: int) -> Bar:
    left, width = PICTURE
    scale = width / MIDNIGHT
    return Bar(f"{left + opens * scale:.1f}", f"{(closes - opens) * scale:.1f}")


def _days(days: list[int]) -> str:
    first, last = DAYS[days[0]], DAYS[days[-1]]
    if len(days) == 1:
        return first
    return f"{first} {'and' if len(days) == 2 else 'to'} {last}"


def _stretch(opens: int, closes: int) -> str:
    return f"{_clock(opens)}–{_clock(closes)}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
