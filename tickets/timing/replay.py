"""The fold: facts in the order in which they were recorded, to timers.

A result is never touched again by what comes later, but for whether it counts: a clock that goes on
after a reopening has its result in the row that goes on. A fact that was recorded late counts from
the fact before it, so that nothing that has been judged is judged anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from tickets.promises import ACTION_PLAN, CALL, REPLY, WORKAROUND, Promise
from tickets.states import CANCELLED as GIVEN_UP
from tickets.states import CLOSED, OPEN
from tickets.states import RESOLVED as SOLVED

from .course import FORWARD, RECLASSIFIED, RESTART, Course
from .facts import TELLING, Fact, Policy
from .timers import CANCELLED, RUNNING, UNDETERMINED, WAITING, Timer, Times, clipped

MERGED_AWAY = "The ticket was merged into another."
CALLED_OFF = "The ticket was cancelled."
SOURCE = "a merged ticket"
# They open a ticket, and nobody has begun to work on it by that.
WAKING = ("answer", "approve", "reject", "reopen", "come_due")


def replay(facts: Iterable[Fact], times: Times, now: dt.datetime) -> list[Timer]:
    """The clocks of a ticket, from its facts up to `now`, in the order in which they began.

    `times` has the working time of each calendar by key; a promise on another cannot be counted.
    """
    return lived(facts, times, now).timers


def lived(facts: Iterable[Fact], times: Times, now: dt.datetime) -> Life:
    """The same with what concerns the ticket as a whole: whether it is exempt, its pauses."""
    life = Life(times)
    for fact in facts:
        life.take(fact)
    life.settle(now)
    return life


class Life(Course):
    """A ticket on its way through its facts."""

    resolved_at: dt.datetime | None = None

    def take(self, fact: Fact) -> None:
        """Let one more fact have happened; kinds that move no clock pass by."""
        self.at = max(self.at, fact.at)
        match fact.kind:
            case "opened":
                self._open(fact.data)
            case "understood":
                self._understand()
            case "replied":
                self.told(REPLY)
            case "called" if fact.data.get("reached", True):
                self.told(REPLY, CALL)
            case "workaround":
                self.end_by(WORKAROUND)
            case "action_plan":
                self.end_by(ACTION_PLAN)
            case "moved":
                self._move(fact)
            case "reclassified":
                self._reclassify(fact.data)
            case "merged":
                self._merge(fact.data)
        if fact.told and fact.kind in TELLING:
            self.told(REPLY)

    def _open(self, data: Mapping[str, Any]) -> None:
        self.origin = self.at
        self.policy = Policy.from_json(data.get("policy") or {})
        self.priority = str(data.get("priority") or "")
        self.promises = promises_of(data)
        if data.get("understood"):
            self.understood_at = self.at
        self.enter(str(data.get("state") or "new"))
        for promise in self.promises:
            self.begin(promise, self.at)

    def _understand(self) -> None:
        if self.understood_at is not None:
            return
        self.understood_at = self.at
        for timer in self.active:
            if timer.state == WAITING:
                timer.state, timer.started_at = RUNNING, self.at
        # Who was reached and is at work when it becomes clear has responded at once.
        self.enter(self.state)

    def _move(self, fact: Fact) -> None:
        to = str(fact.data.get("to") or "")
        was = self.resolved_at
        if to in (SOLVED, CLOSED):
            self.resolve(fact.told)
            self.resolved_at = self.at if was is None else was
            self.enter(to)
            return
        if to == GIVEN_UP:
            merged = fact.data.get("verb") == "merge"
            for timer in self.active:
                self.drop(timer, MERGED_AWAY if merged else CALLED_OFF)
        self.resolved_at = None
        begins = to == OPEN and fact.data.get("verb") not in WAKING
        since = fact.data.get("since")
        over = dt.datetime.fromisoformat(str(since)) if since else None
        self.enter(to, begins=begins, since=over)
        if was is None or to == GIVEN_UP:
            return
        if self.policy.on_reopening == RESTART:
            self.start_over()
        else:
            self.go_on(was)

    def _reclassify(self, data: Mapping[str, Any]) -> None:
        self.priority = str(data.get("priority") or "")
        self.promises = promises_of(data)
        last = {timer.promise.key: timer for timer in self.timers}
        active = {key: timer for key, timer in last.items() if timer.is_active}
        for timer in self.active:
            self.drop(timer, RECLASSIFIED)
        if self.state in (SOLVED, CLOSED, GIVEN_UP):
            return
        anew = self.policy.on_reclassification in (FORWARD, RESTART)
        for promise in self.promises:
            key = promise.key
            if key in active:
                self.succeed(active[key], promise)
            elif key not in last or last[key].state == CANCELLED:
                if anew:
                    self.begin(promise, self.at, reason=RECLASSIFIED, from_report=False)
                else:
                    self.join(promise)

    def _merge(self, data: Mapping[str, Any]) -> None:
        """Another ticket goes on here: what was promised counts from the earlier report.

        A clock that the other ticket had met already stays as it is.
        """
        source = Life({})
        for each in data.get("facts") or ():
            source.take(Fact.from_json(each))
        start = dt.datetime.fromisoformat(str(data["start"]))
        if source.state:
            start = min(start, source.origin)
        if start >= self.origin:
            return
        rests = [*source.breaks, *source.gaps]
        self.breaks[:0] = clipped(rests, start, self.origin)
        self.origin = start
        both = [at for at in (self.understood_at, source.understood_at) if at]
        self.understood_at = min(both, default=None)
        for timer in self.active:
            if timer.from_report and not source.kept(timer.promise):
                self._begin_earlier(timer, str(data.get("reference") or SOURCE))

    def _begin_earlier(self, timer: Timer, reference: str) -> None:
        start = self.origin
        if self.waits(timer.promise):
            if self.understood_at is None:
                return
            start = max(start, self.understood_at)
        if timer.state == WAITING:
            timer.state = RUNNING
        elif timer.started_at is not None and timer.started_at <= start:
            return
        timer.started_at = start
        if timer.state != UNDETERMINED:
            timer.reason = (
                f"It goes on from {reference}. {timer.promise.reason}".strip()
            )


def promises_of(data: Mapping[str, Any]) -> list[Promise]:
    """The promises that an event keeps, each once."""
    found = [Promise.from_json(each) for each in data.get("promises") or ()]
    return list({promise.key: promise for promise in found}.values())
