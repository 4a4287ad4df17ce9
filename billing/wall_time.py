"""Start and end as somebody reads them off a clock on a wall, as instants."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from billing.typed_time import FIRST_YEAR, LAST_YEAR

A_DAY = dt.timedelta(days=1)
FAR = f"Give a day of the years {FIRST_YEAR} to {LAST_YEAR}."
SKIPPED = "The clocks skip {time} on that day: give a time that there was."


def span_at(
    day: dt.date, start: dt.time, end: dt.time, zone: str
) -> tuple[dt.datetime, dt.datetime]:
    """Start and end of work in a zone; an end at or before the start is on the next day.

    An hour that the clocks repeat is its first pass, unless the end only follows the start in the
    second. Raises `ValueError` for a time that the clocks skip, and as `require_near`.
    """
    place = ZoneInfo(zone)
    begin = instant(day, start, place)
    if end > start:
        return begin, instant(day, end, place)
    if _is_repeated(day, end, place):
        finish = instant(day, end, place, fold=1)
        if finish > begin:
            return begin, finish
    return begin, instant(day + A_DAY, end, place)


def _is_repeated(day: dt.date, time: dt.time, zone: ZoneInfo) -> bool:
    """Whether the clocks show a time twice on that day."""
    local = dt.datetime.combine(day, time, zone)
    first, second = local.utcoffset(), local.replace(fold=1).utcoffset()
    return first is not None and second is not None and first > second


def instant(day: dt.date, time: dt.time, zone: ZoneInfo, fold: int = 0) -> dt.datetime:
    """The instant at which a clock in the zone shows a time, in its first pass or its second.

    Raises `ValueError` for a time that the clocks skip, and as `require_near`.
    """
    require_near(day)
    local = dt.datetime.combine(day, time.replace(fold=fold), zone)
    at = local.astimezone(dt.UTC)
    if at.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None, fold=0):
        raise ValueError(SKIPPED.format(time=f"{time:%H:%M}"))
    return at


def require_near(day: dt.date) -> None:
    """Raises `ValueError` for a day so far away that its instants overflow in some zone."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(FAR)
