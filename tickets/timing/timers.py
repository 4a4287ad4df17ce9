"""A timer: one promised time on its way, and the sums over its hours and pauses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from zoneinfo import ZoneInfo

from catalogue.openings import ROUND_THE_CLOCK, Hours
from catalogue.worktime import NeverOpen, WorkingTime
from tickets.promises import Promise

WAITING, RUNNING, PAUSED = "waiting", "running", "paused"
STOPPED, CANCELLED, UNDETERMINED = "stopped", "cancelled", "undetermined"
ACTIVE = (WAITING, RUNNING, PAUSED, UNDETERMINED)
ZERO = dt.timedelta()
# Elapsed time is the working time of a calendar that never closes.
ALWAYS = WorkingTime([Hours(ZoneInfo("UTC"), ROUND_THE_CLOCK)])

Times = Mapping[int, WorkingTime]


@dataclass(frozen=True)
class Break:
    """A stretch [began_at, ended_at) in which a clock stood still, and why."""

    reason: str
    began_at: dt.datetime
    ended_at: dt.datetime | None = None


@dataclass
class Timer:
    """One promised time: the row of a clock as the timeline gives it."""

    promise: Promise
    priority: str = ""
    cycle: int = 1
    state: str = RUNNING
    reason: str = ""
    started_at: dt.datetime | None = None
    stopped_at: dt.datetime | None = None
    due_at: dt.datetime | None = None
    elapsed: dt.timedelta | None = None
    met: bool | None = None
    breached_at: dt.datetime | None = None
    counts: bool = True
    pauses: tuple[Break, ...] = ()
    # What the fold needs to go on; no row keeps it.
    own: tuple[Break, ...] = field(default=(), repr=False)
    from_report: bool = field(default=True, repr=False)
    reached: bool = field(default=False, repr=False)
    worked: bool = field(default=False, repr=False)
    share: Fraction = field(default=Fraction(1), repr=False)  # of a whole promise
    by_resolution: bool = field(default=False, repr=False)

    @property
    def key(self) -> tuple[str, str, int]:
        """What tells the clocks of a ticket apart."""
        return self.promise.metric, self.promise.name, self.cycle

    @property
    def is_active(self) -> bool:
        """Whether it may still go on."""
        return self.state in ACTIVE


def time_of(promise: Promise, times: Times) -> WorkingTime | None:
    """The hours that a promise counts in; None when they are not known."""
    if promise.hours != "support":
        return ALWAYS
    return None if promise.calendar is None else times.get(promise.calendar)


def clipped(
    breaks: Iterable[Break], start: dt.datetime, end: dt.datetime | None
) -> tuple[Break, ...]:
    """The parts of the breaks that lie in [start, end), without empty ones, in order."""
    found = []
    for each in breaks:
        began = max(each.began_at, start)
        ended = each.ended_at
        if end is not None:
            ended = end if ended is None else min(ended, end)
        if ended is None or began < ended:
            found.append(replace(each, began_at=began, ended_at=ended))
    return tuple(sorted(found, key=lambda each: each.began_at))


def stretches(
    start: dt.datetime, pauses: Iterable[Break]
) -> Iterator[tuple[dt.datetime, dt.datetime | None]]:
    """The stretches between the pauses in which a clock runs; the last one may have no end."""
    at = start
    for pause in pauses:
        if at < pause.began_at:
            yield at, pause.began_at
        if pause.ended_at is None:
            return
        at = max(at, pause.ended_at)
    yield at, None


def counted(
    time: WorkingTime, start: dt.datetime, until: dt.datetime, pauses: Iterable[Break]
) -> dt.timedelta:
    """The time that counts between two instants."""
    total = ZERO
    for begins, ends in stretches(start, pauses):
        end = until if ends is None else min(ends, until)
        if begins < end:
            total += time.elapsed(begins, end)
    return total


def when_counted(
    time: WorkingTime,
    start: dt.datetime,
    amount: dt.timedelta,
    pauses: Iterable[Break],
) -> dt.datetime | None:
    """The first instant at which so much has counted; None while a pause without end is in the way.

    Raises `NeverOpen`.
    """
    left = amount
    for begins, ends in stretches(start, pauses):
        part = (
            left + dt.timedelta.resolution
            if ends is None
            else time.elapsed(begins, ends)
        )
        if left <= part:
            return time.add(begins, left)
        left -= part
    # Nothing left to count when the pause began: it was over by then.
    return None


def reckon(timer: Timer, until: dt.datetime, times: Times) -> None:
    """Set the timer's deadline, and its result if it is stopped, as of `until`."""
    time = time_of(timer.promise, times)
    goal, start = timer.promise.goal, timer.started_at
    if goal is None or start is None or time is None:
        return
    try:
        timer.due_at = when_counted(time, start, goal, timer.pauses)
    except NeverOpen:
        timer.due_at = None
    due, ended = timer.due_at, timer.state == STOPPED
    # Ended exactly at the deadline is in time; still running then is late.
    late = due is not None and (until > due or (until == due and not ended))
    timer.breached_at = due if late else None
    if ended:
        timer.elapsed = counted(time, start, until, timer.pauses)
        timer.met = not late
