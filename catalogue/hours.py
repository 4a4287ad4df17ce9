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
    if (calendar_id, edition) not in _known:
        _load({calendar_id: edition})
    try:
        return _known[calendar_id, edition]
    except KeyError:
        raise NoHours(
            "This calendar has no opening hours yet: add a version."
        ) from None


def working_times(calendars: Iterable[Calendar]) -> dict[int, WorkingTime]:
    """The working time of each calendar by its key; those without a version are left out."""
    wanted = {calendar.pk: calendar.edition for calendar in calendars}
    missing = {
        pk: edition for pk, edition in wanted.items() if (pk, edition) not in _known
    }
    if missing:
        _load(missing)
    return {key[0]: _known[key] for key in wanted.items() if key in _known}


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


def _load(editions: Mapping[int, int]) -> None:
    versions = CalendarVersion.objects.filter(calendar__in=editions).order_by("pk")
    by_calendar: dict[int, list[Hours]] = defaultdict(list)
    for version in versions.prefetch_related("windows", "closures"):
        hours = hours_of(version, version.windows.all(), version.closures.all())
        by_calendar[version.calendar_id].append(hours)
    if len(_known) + len(by_calendar) > MOST:
        _known.clear()
    for pk, each in by_calendar.items():
        _known[pk, editions[pk]] = WorkingTime(each)
