"""The working time of stored calendars, kept in memory until their edition grows."""

from __future__ import annotations

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from catalogue.closures import UnknownSet, public_holidays
from catalogue.models import Calendar, CalendarVersion, Closure, Window
from catalogue.openings import ROUND_THE_CLOCK, Hours
from catalogue.worktime import WorkingTime

MOST = 500  # calendars kept; beyond, the memory is emptied

log = logging.getLogger(__name__)
_known: dict[tuple[int, int], WorkingTime] = {}

Days = tuple[tuple[tuple[int, int], ...], ...]


class NoHours(ValueError):
    """The calendar has no version yet: nothing can be counted in its hours."""


def working_time(calendar_id: int, edition: int) -> WorkingTime:
    """The working time of a calendar as it is at that edition. Raises `NoHours`.

    No query when this process has counted in it before.
    """
    found = _times({calendar_id: edition})
    if calendar_id not in found:
        raise NoHours("This calendar has no opening hours yet: add a version.")
    return found[calendar_id]


def working_times(calendars: Iterable[Calendar]) -> dict[int, WorkingTime]:
    """The working time of each calendar by its key; those without a version are left out."""
    return _times({calendar.pk: calendar.edition for calendar in calendars})


def forget() -> None:
    """Empty the memory; only tests, whose keys come back with other rows, need it."""
    _known.clear()


def hours_of(
    version: CalendarVersion, windows: Iterable[Window], closures: Iterable[Closure]
) -> Hours:
    """One version as opening hours. Round the clock knows no closures."""
    zone = ZoneInfo(version.zone)
    if version.always_open:
        return Hours(zone, ROUND_THE_CLOCK, version.valid_from)
    own: dict[int, dict[dt.date, str]] = defaultdict(dict)
    for closure in closures:
        own[closure.day.year][closure.day] = closure.name
    code = version.holidays

    def closed(year: int) -> Mapping[dt.date, str]:
        return _closed(code, year, own.get(year))

    return Hours(zone, week_of(windows), version.valid_from, closed)


def _closed(
    code: str, year: int, own: Mapping[dt.date, str] | None
) -> Mapping[dt.date, str]:
    try:
        public = public_holidays(code, year) if code else {}
    except UnknownSet:
        # Forms refuse such a set; one that a later release no longer knows must not stop intake.
        log.warning(
            "Holiday set %r is not known: its days count as working days.", code
        )
        public = {}
    return {**public, **own} if own else public


def week_of(windows: Iterable[Window]) -> Days:
    """The windows of each weekday in order; those that overlap or touch become one."""
    week: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    for window in sorted(windows, key=lambda each: (each.day, each.opens)):
        day = week[window.day]
        if day and window.opens <= day[-1][1]:
            day[-1] = (day[-1][0], max(day[-1][1], window.closes))
        else:
            day.append((window.opens, window.closes))
    return tuple(tuple(day) for day in week)


def _times(editions: Mapping[int, int]) -> dict[int, WorkingTime]:
    """What is known of these calendars at these editions; the rest is read, all at once."""
    known = {key: _known.get(key) for key in editions.items()}
    found = {key[0]: time for key, time in known.items() if time is not None}
    missing = editions.keys() - found.keys()
    if missing:
        read = _read(missing)
        found |= read
        if len(_known) + len(read) > MOST:
            _known.clear()
        _known.update({(pk, editions[pk]): time for pk, time in read.items()})
    return found


def _read(calendars: Iterable[int]) -> dict[int, WorkingTime]:
    versions = CalendarVersion.objects.filter(calendar__in=calendars).order_by("pk")
    found: dict[int, list[Hours]] = defaultdict(list)
    for version in versions.prefetch_related("windows", "closures"):
        hours = hours_of(version, version.windows.all(), version.closures.all())
        found[version.calendar_id].append(hours)
    return {pk: WorkingTime(each) for pk, each in found.items()}
