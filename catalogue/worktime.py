"""Working time: when a calendar is open, how much of it passed, and when an amount of it is over.

A moment is open when the wall clock of the calendar's zone then shows a time within a window of
that weekday, and the date is no closure. So an hour that a change of clocks skips does not count,
and one that it repeats counts twice. Instants are aware datetimes, amounts are timedeltas.

Openings are kept as a table with running totals; a question is two binary searches in it, so that
a year costs what a week costs. The table grows with the instants that are asked for.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from catalogue.openings import (
    DAY,
    TICK,
    Hours,
    day_begins,
    instant,
    offsets,
    opened,
    ticks,
)

LAST_YEAR = 9990  # beyond, dates run out
AHEAD = 2  # years that are tabled around what was asked for
FARTHEST = 400  # years without enough opening hours that are searched


class NeverOpen(ValueError):
    """The calendar has no opening hours from then on: no amount of working time ever passes."""


@dataclass(frozen=True)
class Stretch:
    """A stretch of time and what it is: `open`, `closed`, or `holiday` with its name."""

    start: dt.datetime
    end: dt.datetime
    kind: str
    name: str = ""

    @property
    def length(self) -> dt.timedelta:
        return self.end - self.start


@dataclass(frozen=True)
class _Table:
    """Openings [start, end) in ticks, and the open ticks before each."""

    since: int
    until: int
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)

    def worked(self, at: int) -> int:
        """Open ticks between the table's beginning and `at`."""
        n = bisect_right(self.starts, at) - 1
        if n < 0:
            return 0
        end = self.ends[n]
        return self.totals[n] + (at if at < end else end) - self.starts[n]


class WorkingTime:
    """A calendar: hours that follow one another, each valid from its date.

    The first hours also hold before their date. Raises `ValueError` without any.
    """

    def __init__(self, versions: Sequence[Hours]) -> None:
        if not versions:
            raise ValueError("A calendar needs hours: give at least one version.")
        self._versions = sorted(versions, key=Hours.begins)
        self._table = _Table(0, 0)

    def elapsed(self, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
        """Working time from `start` to `end`; negative when `end` comes first."""
        first, last = ticks(start), ticks(end)
        table = self._covering(min(first, last), max(first, last))
        return TICK * (table.worked(last) - table.worked(first))

    def add(self, start: dt.datetime, amount: dt.timedelta) -> dt.datetime:
        """The first instant at which `amount` of working time has passed since `start`.

        Nothing added is `start` itself; an amount that ends at closing time ends there and not
        at the next opening. In UTC. Raises `NeverOpen`; `ValueError` for a negative amount.
        """
        wanted = amount // TICK
        if wanted <= 0:
            if wanted < 0:
                raise ValueError("Give an amount of working time of 0 or more.")
            return start.astimezone(dt.UTC)
        first = ticks(start)
        table = self._covering(first, first)
        while True:
            goal = table.worked(first) + wanted
            n = bisect_left(table.totals, goal) - 1
            # The last opening may be cut by the table's end: only what lies in it is known.
            if n >= 0 and goal <= table.totals[n] + table.ends[n] - table.starts[n]:
                return instant(table.starts[n] + goal - table.totals[n])
            table = self._further(table)

    def next_opening(self, at: dt.datetime) -> dt.datetime:
        """`at` itself when it is open, else when it opens next, in UTC. Raises `NeverOpen`."""
        when = ticks(at)
        table = self._covering(when, when)
        while True:
            n = bisect_right(table.ends, when)
            if n < len(table.starts):
                return instant(max(when, table.starts[n]))
            table = self._further(table)

    def is_open(self, at: dt.datetime) -> bool:
        """Whether working time passes at that moment."""
        when = ticks(at)
        table = self._covering(when, when)
        n = bisect_right(table.starts, when) - 1
        return n >= 0 and when < table.ends[n]

    def hours_at(self, at: dt.datetime) -> Hours:
        """The version that holds at that moment."""
        return self._hours_at(ticks(at))

    def stretches(self, start: dt.datetime, end: dt.datetime) -> list[Stretch]:
        """All of [start, end) without gaps: what was open, what was closed, and why.

        The open ones add up to `elapsed(start, end)`.
        """
        first, last = ticks(start), ticks(end)
        table = self._covering(first, last)
        found: list[Stretch] = []
        at = first
        for n in range(
            bisect_right(table.ends, first), bisect_left(table.starts, last)
        ):
            opens, closes = max(table.starts[n], first), min(table.ends[n], last)
            found += self._closed(at, opens)
            found.append(Stretch(instant(opens), instant(closes), "open"))
            at = closes
        return found + list(self._closed(at, last))

    # -- closed stretches, with their reason ------------------------------------------------------

    def _closed(self, start: int, end: int) -> Iterator[Stretch]:
        """A closed stretch, cut at the midnights around holidays."""
        while start < end:
            hours = self._hours_at(start)
            local = instant(start).astimezone(hours.zone)
            name = hours.closures(local.year).get(local.date(), "")
            until = self._midnight_after(start, end, hours, closed_for=name)
            kind = "holiday" if name else "closed"
            yield Stretch(instant(start), instant(until), kind, name)
            start = until

    def _midnight_after(
        self, start: int, end: int, hours: Hours, closed_for: str
    ) -> int:
        """Where the reason changes at the earliest: a midnight, other hours, or the end."""
        day = instant(start).astimezone(hours.zone).date()
        following = (h.begins() for h in self._versions)
        end = min([end, *(begins for begins in following if begins > start)])
        while True:
            day += dt.timedelta(days=1)
            midnight = day_begins(day, hours.zone)
            if midnight >= end:
                return end
            if hours.closures(day.year).get(day, "") != closed_for:
                return midnight

    def _hours_at(self, at: int) -> Hours:
        known = [hours for hours in self._versions if hours.begins() <= at]
        return known[-1] if known else self._versions[0]

    # -- the table --------------------------------------------------------------------------------

    def _covering(self, start: int, end: int) -> _Table:
        table = self._table
        if table.since <= start and end < table.until:
            return table
        years = instant(start).year, instant(end).year
        return self._build(years[0] - 1, years[1] + AHEAD)

    def _further(self, table: _Table) -> _Table:
        """A table that reaches twice as far. Raises `NeverOpen` when it would hold no more."""
        since, until = instant(table.since).year, instant(table.until).year
        last = self._versions[-1]
        ended = not any(last.week) and last.begins() < table.until
        if ended or until - since > FARTHEST or until >= LAST_YEAR:
            raise NeverOpen("The calendar has no opening hours from then on.")
        return self._build(since, min(LAST_YEAR, until + (until - since)))

    def _build(self, first: int, last: int) -> _Table:
        """Openings from the beginning of one year to that of another, and of all known so far."""
        if self._table.until:
            first = min(first, instant(self._table.since).year)
            last = max(last, instant(self._table.until).year)
        since = ticks(dt.datetime(max(first, 2), 1, 1, tzinfo=dt.UTC))
        until = ticks(dt.datetime(min(last, LAST_YEAR), 1, 1, tzinfo=dt.UTC))
        table = _Table(since, until)
        total = 0
        for opens, closes in self._openings(since, until):
            if table.ends and table.ends[-1] == opens:
                table.ends[-1] = closes
            else:
                table.starts.append(opens)
                table.ends.append(closes)
                table.totals.append(total)
            total += closes - opens
        # In one step: another thread sees the old table or the new one.
        self._table = table
        return table

    def _openings(self, since: int, until: int) -> Iterator[tuple[int, int]]:
        begins = [since - DAY, *(h.begins() for h in self._versions[1:]), until + DAY]
        for hours, (start, end) in zip(self._versions, pairwise(begins), strict=True):
            start, end = max(start, since), min(end, until)
            for one, other, offset in offsets(hours.zone, start, end):
                yield from opened(hours, one, other, offset)
