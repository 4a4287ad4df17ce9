"""The proof of a clock: every stretch from its start to its end, and what became of it.

The counted stretches add up to the figure, exactly; there are no gaps between them and the others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catalogue.worktime import WorkingTime
from tickets.timing.timers import Break, Timer, clipped

COUNTED, PAUSED, CLOSED, HOLIDAY, EXEMPT = (
    "counted",
    "paused",
    "closed",
    "holiday",
    "exempt",
)
KINDS = (COUNTED, PAUSED, EXEMPT, CLOSED, HOLIDAY)
THIRD_PARTY = "third_party"


@dataclass(frozen=True)
class Interval:
    """A stretch [start, end) of a clock: `note` is the pause's reason or the holiday's name."""

    start: dt.datetime
    end: dt.datetime
    kind: str
    note: str = ""

    @property
    def length(self) -> dt.timedelta:
        """How long it is on the wall, whether it counts or not."""
        return self.end - self.start


def intervals(
    timer: Timer, working_time: WorkingTime, until: dt.datetime
) -> list[Interval]:
    """All stretches of a timer from its start to its end, or to `until` while it goes on.

    None for one that has not begun.
    """
    if timer.started_at is None:
        return []
    end = until if timer.stopped_at is None else timer.stopped_at
    return stretches(timer.started_at, end, timer.pauses, working_time)


def stretches(
    start: dt.datetime,
    end: dt.datetime,
    pauses: Iterable[Break],
    working_time: WorkingTime,
) -> list[Interval]:
    """[start, end) without gaps, cut where it changes whether it counts, and why."""
    found: list[Interval] = []
    at = start
    for pause in clipped(pauses, start, end):
        found += _running(at, pause.began_at, working_time)
        ended = end if pause.ended_at is None else pause.ended_at
        began = max(at, pause.began_at)
        if began < ended:
            kind = EXEMPT if pause.reason == THIRD_PARTY else PAUSED
            found.append(Interval(began, ended, kind, pause.reason))
        at = max(at, ended)
    return found + _running(at, end, working_time)


def _running(
    start: dt.datetime, end: dt.datetime, working_time: WorkingTime
) -> list[Interval]:
    if start >= end:
        return []
    kinds = {"open": COUNTED, "closed": CLOSED, "holiday": HOLIDAY}
    return [
        Interval(each.start, each.end, kinds[each.kind], each.name)
        for each in working_time.stretches(start, end)
    ]


def total(found: Sequence[Interval], kind: str = COUNTED) -> dt.timedelta:
    """How long the stretches of a kind are together."""
    return sum((each.length for each in found if each.kind == kind), dt.timedelta())


def totals(found: Sequence[Interval]) -> list[tuple[str, str, dt.timedelta]]:
    """(kind, note, length) for each kind and reason that occurs, counted first."""
    sums: dict[tuple[str, str], dt.timedelta] = {}
    for each in found:
        key = each.kind, each.note
        sums[key] = sums.get(key, dt.timedelta()) + each.length
    order = sorted(sums, key=lambda key: KINDS.index(key[0]))
    return [(kind, note, sums[kind, note]) for kind, note in order]
