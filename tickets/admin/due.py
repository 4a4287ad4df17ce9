"""When tickets fall due, short enough for a list; the ticket's page has `tickets.words`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Q

from tickets import states, words
from tickets.models import Clock

# A running clock comes first, then the one that stands still, then the one that has not begun.
URGENCY = [Clock.State.RUNNING, Clock.State.PAUSED, Clock.State.WAITING]
FAR = dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclass(frozen=True)
class Due:
    """What a list says of a ticket's next deadline. `tone` is late, risk, paused or empty."""

    text: str
    tone: str = ""
    at: dt.datetime | None = None
    metric: str = ""


def due_of(clocks: Sequence[Clock], state: str, *, at: dt.datetime) -> Due:
    """The next deadline of a ticket in `state` with these open clocks."""
    for wanted in URGENCY:
        found = [clock for clock in clocks if clock.state == wanted]
        if found:
            first = min(found, key=lambda clock: (clock.due_at or FAR, clock.pk))
            return _told(first, state, at)
    if state in states.LIVE:
        return Due("none promised")
    return Due("nothing left to do")


def _told(clock: Clock, state: str, at: dt.datetime) -> Due:
    metric = words.noun(clock.metric, clock.name)
    if clock.state == Clock.State.WAITING:
        return Due("begins when the report is understood", "paused", metric=metric)
    if clock.state == Clock.State.PAUSED or clock.due_at is None:
        why = states.STATES[state] if state in states.PAUSES else ""
        text = f"paused: {why}" if why else "paused"
        if clock.breached_at:
            return Due(f"{text}, overdue", "late", metric=metric)
        return Due(text, "paused", metric=metric)
    left = words.duration(clock.due_at - at, "elapsed")
    if clock.due_at <= at:
        return Due(f"overdue {left}", "late", clock.due_at, metric)
    tone = "risk" if is_at_risk(clock, at=at) else ""
    return Due(f"in {left}", tone, clock.due_at, metric)


def is_at_risk(clock: Clock, *, at: dt.datetime) -> bool:
    """Whether a clock runs past its last warning mark: by default, less than 25 % is left.

    `Clock.fires_at` is the next mark; behind the last one it is the deadline itself.
    """
    if clock.state != Clock.State.RUNNING or clock.due_at is None:
        return False
    if clock.metric == Clock.Metric.ESCALATION:  # nobody is warned before
        return False
    fires = clock.fires_at or clock.due_at
    return clock.due_at > at and (fires <= at or fires >= clock.due_at)


def at_risk(at: dt.datetime) -> Q:
    """The condition of `is_at_risk` on `Clock`."""
    marked = Q(fires_at=None) | Q(fires_at__lte=at) | Q(fires_at__gte=F("due_at"))
    running = Q(state=Clock.State.RUNNING, due_at__gt=at)
    return running & marked & ~Q(metric=Clock.Metric.ESCALATION)


def breached(at: dt.datetime) -> Q:
    """Condition on `Clock`: a deadline has passed, whether the sweep has told of it or not."""
    running = Q(state=Clock.State.RUNNING, due_at__lte=at)
    told = Q(breached_at__isnull=False) & ~Q(state=Clock.State.CANCELLED)
    return (running | told) & ~Q(metric=Clock.Metric.ESCALATION)
