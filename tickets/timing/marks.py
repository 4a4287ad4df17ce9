"""When a running clock has to say something: at its warnings and at its end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from catalogue.worktime import NeverOpen

from .timers import RUNNING, Timer, Times, time_of, when_counted

FULL = 100


def marks(timer: Timer, percents: Iterable[int]) -> list[int]:
    """The percentages of its goal at which a clock speaks; an escalation only at its end."""
    early = () if timer.promise.metric == "escalation" else percents
    return sorted({FULL, *(percent for percent in early if 0 < percent < FULL)})


def moment(timer: Timer, percent: int, times: Times) -> dt.datetime | None:
    """When so much of the goal is used up, as far as is known."""
    time, goal = time_of(timer.promise, times), timer.promise.goal
    if percent == FULL or time is None or goal is None or timer.started_at is None:
        return timer.due_at
    try:
        return when_counted(time, timer.started_at, goal * percent / FULL, timer.pauses)
    except NeverOpen:
        return None


def armed(
    timer: Timer,
    fired: Sequence[int],
    percents: Iterable[int],
    times: Times,
    at: dt.datetime,
) -> tuple[dt.datetime | None, list[int]]:
    """When it speaks next (None: not as it stands), and the marks it has spoken at.

    A mark that lies ahead again, because the deadline moved, is armed again.
    """
    if timer.state != RUNNING:
        return None, list(fired)
    moments = {mark: moment(timer, mark, times) for mark in marks(timer, percents)}
    spoken = [
        mark for mark in fired if (when := moments.get(mark)) is None or when <= at
    ]
    if FULL in spoken:
        return None, spoken
    ahead = [when for mark, when in moments.items() if mark not in spoken and when]
    return min(ahead, default=None), spoken
