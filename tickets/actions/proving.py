"""The proof of a stored clock: its stretches, their sum, and the same in plain sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from catalogue.hours import NoHours, working_time
from catalogue.worktime import WorkingTime
from tickets import proof, words
from tickets.models import Clock
from tickets.models.clocks import PauseReason
from tickets.timing.timers import ALWAYS

from .clock_rows import breaks_of

# In lists, what still runs stands first.
FIRST = ["running", "paused", "waiting", "undetermined", "stopped", "cancelled"]
ELAPSED = "elapsed time, round the clock"
CHANGED = "The calendar has been changed since: the result is as it was reckoned then."
NOT_BEGUN = "This clock has not begun."


@dataclass(frozen=True)
class ClockProof:
    """What a clock counted and why: `counted` is the sum of the counted intervals.

    `agrees` is False when the hours have changed since a stopped clock was reckoned; its stored
    result stands.
    """

    intervals: Sequence[proof.Interval]
    counted: dt.timedelta
    goal: dt.timedelta | None
    due_at: dt.datetime | None
    calendar: str
    zone: str
    sentences: Sequence[str]
    agrees: bool = True


def proof_of(clock: Clock, *, at: dt.datetime) -> ClockProof:
    """How a clock comes to its figure, up to its end or `at`.

    Reads its `pauses` and `calendar`: prefetch them for a list of clocks.
    """
    calendar = clock.calendar
    time, zone = _hours_of(clock, at)
    begun = clock.started_at is not None and clock.state != Clock.State.UNDETERMINED
    if time is None or not begun or clock.started_at is None:
        sentences = [clock.reason or NOT_BEGUN]
        name = calendar.name if calendar else ""
        return ClockProof([], dt.timedelta(), clock.goal, None, name, zone, sentences)
    end = max(clock.started_at, clock.stopped_at or at)
    found = proof.stretches(clock.started_at, end, breaks_of(clock), time)
    counted = proof.total(found)
    agrees = clock.elapsed is None or clock.elapsed == counted
    name = calendar.name if calendar else ""
    hours = f"support hours of {name} ({zone})" if name else ELAPSED
    return ClockProof(
        found,
        counted,
        clock.goal,
        clock.due_at,
        name,
        zone,
        [*_sums(found, hours, clock.hours), *_verdict(clock), *_asides(clock, agrees)],
        agrees,
    )


def reading_of(
    clock: Clock, *, at: dt.datetime, exempt: bool
) -> tuple[words.Reading, ClockProof]:
    """A clock ready to be put into words, and the proof of its figures; `exempt` is its ticket's.

    Reads what `proof_of` reads.
    """
    found = proof_of(clock, at=at)
    left = None
    if clock.goal is not None and found.intervals:
        left = clock.goal - found.counted
    paused = (p.reason for p in clock.pauses.all() if p.ended_at is None)
    pause = next(paused, "")
    return words.Reading.of(clock, pause=pause, left=left, exempt=exempt), found


def _hours_of(clock: Clock, at: dt.datetime) -> tuple[WorkingTime | None, str]:
    calendar = clock.calendar
    if calendar is None:
        return (None if clock.hours == Clock.Hours.SUPPORT else ALWAYS), "UTC"
    try:
        time = working_time(calendar.pk, calendar.edition)
    except NoHours:
        return None, ""
    return time, time.hours_at(clock.stopped_at or at).zone.key


def _sums(found: Sequence[proof.Interval], hours: str, kind: str) -> list[str]:
    """A sentence for each kind of stretch, counted time first, even when there is none."""
    span = words.duration(proof.total(found), kind)
    sentences = [f"Counted {span} in {hours}."]
    for what, note, length in proof.totals(found):
        span = words.duration(length, "elapsed")
        if what == proof.PAUSED:
            sentences.append(f"Stood still {span}: {PauseReason(note).label}.")
        elif what == proof.EXEMPT:
            sentences.append(f"Exempt {span}: {PauseReason(note).label}.")
        elif what == proof.CLOSED:
            sentences.append(f"Closed {span}: outside support hours.")
        elif what == proof.HOLIDAY:
            sentences.append(f"Closed {span}: {note}.")
    return sentences


def _verdict(clock: Clock) -> list[str]:
    if clock.goal is None:
        return []
    allowed = words.duration(clock.goal, clock.hours)
    if clock.met is None:
        over = clock.breached_at is not None
        return [f"{allowed} may pass: {'more has passed' if over else 'it goes on'}."]
    return [f"{allowed} may pass: {'in time' if clock.met else 'late'}."]


def _asides(clock: Clock, agrees: bool) -> list[str]:
    said = [clock.reason] if clock.reason else []
    if not clock.counts and clock.metric != Clock.Metric.ESCALATION:
        said.append("It does not count in adherence.")
    return said if agrees else [*said, CHANGED]
