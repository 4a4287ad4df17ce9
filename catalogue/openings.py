"""Opening hours as instants: the windows of a week, in a zone that changes its clocks.

Times are whole microseconds since 1970 in UTC (“ticks”), so that amounts add up exactly.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

MINUTE = 60_000_000
DAY = 1440 * MINUTE
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
TICK = dt.timedelta(microseconds=1)
MIDNIGHT = dt.time()

Day = Mapping[dt.date, str]  # closures by date, each with its name


def no_closures(year: int) -> Day:
    """Every day of every year is as its weekday says."""
    return {}


@dataclass(frozen=True)
class Hours:
    """Opening hours from a date on (`valid_from`, in the zone), until the next ones begin.

    `week` holds for each weekday from Monday its windows [opens, closes) in minutes after
    midnight, in order and apart from each other. `closures` gives a year's closed dates.
    Round the clock is every day 0 to 1440, without closures.
    """

    zone: ZoneInfo
    week: tuple[tuple[tuple[int, int], ...], ...]
    valid_from: dt.date = dt.date.min
    closures: Callable[[int], Day] = no_closures

    def begins(self) -> int:
        """The instant from which they hold, in ticks."""
        if self.valid_from.year < 2:
            return -(2**62)
        return ticks(dt.datetime.combine(self.valid_from, MIDNIGHT, self.zone))


ROUND_THE_CLOCK = (((0, 1440),),) * 7


def opened(
    hours: Hours, start: int, end: int, offset: int
) -> Iterator[tuple[int, int]]:
    """Openings within [start, end), where the zone is `offset` ticks ahead of UTC."""
    for number in range((start + offset) // DAY, (end + offset - 1) // DAY + 1):
        date = EPOCH.date() + dt.timedelta(days=number)
        if date in hours.closures(date.year):
            continue
        midnight = number * DAY - offset
        for opens, closes in hours.week[date.weekday()]:
            one = max(midnight + opens * MINUTE, start)
            other = min(midnight + closes * MINUTE, end)
            if one < other:
                yield one, other


def offsets(zone: ZoneInfo, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """[start, end) in parts of one offset each: from, until, ticks ahead of UTC."""
    since, offset = start, _offset(zone, start)
    at = start
    while at < end:
        to = min(at + DAY, end)
        after = _offset(zone, to)
        if after != offset:
            change = _change_between(zone, at, to, offset)
            yield since, change, offset
            since, offset, to = change, _offset(zone, change), change
        at = to
    if since < end:
        yield since, end, offset


def _change_between(zone: ZoneInfo, low: int, high: int, offset: int) -> int:
    """The first tick after `low` at which the zone is no longer at `offset`."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(zone, middle) == offset else (low, middle)
    return high


def _offset(zone: ZoneInfo, at: int) -> int:
    ahead = instant(at).astimezone(zone).utcoffset()
    return ahead // TICK if ahead else 0


def day_begins(day: dt.date, zone: ZoneInfo) -> int:
    """The first tick of a local date."""
    return ticks(dt.datetime.combine(day, MIDNIGHT, zone))


def ticks(at: dt.datetime) -> int:
    """An aware datetime as ticks."""
    return (at - EPOCH) // TICK


def instant(at: int) -> dt.datetime:
    """Ticks as a datetime in UTC."""
    return EPOCH + TICK * at
