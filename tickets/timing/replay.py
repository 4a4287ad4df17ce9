"""The fold: facts in the order in which they were recorded, to timers.

A result is never touched again by what comes later, but for whether it counts: a clock that goes on
after a reopening has its result in the row that goes on. A fact that was recorded late counts from
the fact before it, so that nothing that has been judged is judged anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from tickets.promises import CALL, NO_HOURS, REPLY, RESOLVED, WORK, Promise
from tickets.states import CANCELLED as GIVEN_UP
from tickets.states import CLOSED, OPEN, PAUSES
from tickets.states import RESOLVED as SOLVED

from .facts import TELLING, Fact, Policy
from .timers import (
    CANCELLED,
    PAUSED,
    RUNNING,
    STOPPED,
    UNDETERMINED,
    WAITING,
    Break,
    Timer,
    Times,
    clipped,
    counted,
    reckon,
    time_of,
)

UPDATE, RESPONSE, ESCALATION = "update", "response", "escalation"
FORWARD, RESTART, UNDERSTOOD = "forward", "restart", "understood"
WENT_ON = "It went on after the ticket was reopened."


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


class Life:
    """A ticket on its way through its facts."""

    def __init__(self, times: Times) -> None:
        self.times = times
        self.timers: list[Timer] = []
        self.at = dt.datetime.min.replace(tzinfo=dt.UTC)
        self.reported_at = self.at
        self.policy = Policy()
        self.promises: list[Promise] = []
        self.priority = ""
        self.state = ""
        self.breaks: list[Break] = []
        self.understood_at: dt.datetime | None = None
        self.resolved_at: dt.datetime | None = None
        self.exempt = False

    # -- facts ------------------------------------------------------------------------------------

    def take(self, fact: Fact) -> None:
        """Let one more fact have happened."""
        self.at = max(self.at, fact.at)
        act = getattr(self, f"_{fact.kind}", None)
        if act is not None:
            act(fact.data)
        if fact.kind in TELLING and fact.told:
            self._told(REPLY)

    def _opened(self, data: Mapping[str, Any]) -> None:
        self.reported_at = self.at
        self.policy = Policy.from_json(data.get("policy") or {})
        self.priority = str(data.get("priority") or "")
        self.promises = promises_of(data)
        if data.get("understood"):
            self.understood_at = self.at
        self._enter(str(data.get("state") or "new"))
        for promise in self.promises:
            self._begin(promise, self.at)

    def _replied(self, data: Mapping[str, Any]) -> None:
        self._told(REPLY)

    def _called(self, data: Mapping[str, Any]) -> None:
        self._told(REPLY, CALL)

    def _workaround(self, data: Mapping[str, Any]) -> None:
        self._end_by("workaround")

    def _action_plan(self, data: Mapping[str, Any]) -> None:
        self._end_by("action_plan")

    def _understood(self, data: Mapping[str, Any]) -> None:
        if self.understood_at is not None:
            return
        self.understood_at = self.at
        for timer in self._active():
            if timer.state == WAITING:
                timer.state, timer.started_at = RUNNING, self.at
                self._end_if_worked(timer)

    def _moved(self, data: Mapping[str, Any]) -> None:
        to = str(data.get("to") or "")
        if to in (SOLVED, CLOSED):
            # The words that come with a resolution are the reply to who still waits for one.
            self._end_by(REPLY, but=UPDATE)
            self._resolve()
        elif to == GIVEN_UP:
            self._cancel(
                "The ticket was merged into another."
                if data.get("verb") == "merge"
                else "The ticket was cancelled."
            )
        was, self.resolved_at = self.resolved_at, self._resolution(to)
        self._enter(to)
        if was is not None and self.resolved_at is None and to != GIVEN_UP:
            self._reopen(was)

    def _resolution(self, to: str) -> dt.datetime | None:
        if to not in (SOLVED, CLOSED):
            return None
        return self.at if self.resolved_at is None else self.resolved_at

    def _reclassified(self, data: Mapping[str, Any]) -> None:
        self.priority = str(data.get("priority") or "")
        self.promises = promises_of(data)
        before = {timer.promise.key: timer for timer in self.timers}
        active = {key: timer for key, timer in before.items() if timer.is_active}
        for timer in active.values():
            self._drop(timer, "The ticket was reclassified.")
        if self.state in (SOLVED, CLOSED, GIVEN_UP):
            return
        for promise in self.promises:
            if promise.key in active:
                self._succeed(active[promise.key], promise)
            elif promise.key not in before or before[promise.key].state == CANCELLED:
                start = self._anew()
                self._begin(
                    promise,
                    start,
                    reason="The ticket was reclassified.",
                    from_report=start == self.reported_at,
                )

    def _merged(self, data: Mapping[str, Any]) -> None:
        facts = [Fact.from_json(each) for each in data.get("facts") or ()]
        start = dt.datetime.fromisoformat(str(data["start"]))
        if start >= self.reported_at:
            return
        source = Life({})
        for fact in facts:
            source.take(fact)
        source_breaks = clipped(source.breaks, start, self.reported_at)
        told = [
            fact for fact in facts if fact.kind in ("replied", "called") or fact.told
        ]
        for timer in self._active():
            if timer.from_report and not (told and REPLY in timer.promise.met_by):
                self._start_earlier(timer, start, source, source_breaks, data)

    def _start_earlier(
        self,
        timer: Timer,
        start: dt.datetime,
        source: Life,
        pauses: tuple[Break, ...],
        data: Mapping[str, Any],
    ) -> None:
        if self._waits(timer.promise):
            understood = [at for at in (self.understood_at, source.understood_at) if at]
            if not understood:
                return
            start = max(start, min(understood))
            timer.state = RUNNING if timer.state == WAITING else timer.state
        if timer.started_at is not None and timer.started_at <= start:
            return
        timer.started_at = start
        timer.own = (*timer.own, *pauses)
        timer.reason = f"It goes on from {data.get('reference') or 'a merged ticket'}."

    # -- what facts do to timers ------------------------------------------------------------------

    def _enter(self, state: str) -> None:
        """Another state of the ticket: its pause ends, and another may begin."""
        if self.breaks and self.breaks[-1].ended_at is None:
            self.breaks[-1] = replace(self.breaks[-1], ended_at=self.at)
        self.state = state
        reason = PAUSES.get(state, "")
        if reason == "third_party" and not self.policy.third_party:
            reason = ""
        if reason == "third_party":
            self.exempt = True
            for timer in self._active():
                timer.counts = False
        if reason:
            self.breaks.append(Break(reason, self.at))
        if state == OPEN:
            for timer in self._active():
                timer.worked = True
                self._end_if_worked(timer)

    def _told(self, *words: str) -> None:
        """Staff reached the customer."""
        for timer in self._active():
            timer.reached = True
            self._end_if_worked(timer)
        self._end_by(*words)

    def _end_if_worked(self, timer: Timer) -> None:
        running = timer.state == RUNNING
        if running and WORK in timer.promise.met_by and timer.reached and timer.worked:
            self._stop(timer)

    def _end_by(self, *words: str, but: str = "") -> None:
        for timer in self._active():
            promise = timer.promise
            if timer.state != RUNNING or promise.metric == but:
                continue
            if not set(words) & set(promise.met_by):
                continue
            if promise.metric != UPDATE:
                self._stop(timer)
            elif timer.started_at is not None and timer.started_at < self.at:
                self._stop(timer)
                self._begin(promise, self.at, from_report=False)

    def _resolve(self) -> None:
        for timer in self._active():
            timer.by_resolution = timer.state in (RUNNING, WAITING)
            if timer.state == RUNNING:
                self._stop(timer)
            elif timer.state == WAITING:
                self._drop(timer, "The ticket was resolved before this clock began.")

    def _cancel(self, reason: str) -> None:
        for timer in self._active():
            self._drop(timer, reason)

    def _reopen(self, resolved_at: dt.datetime) -> None:
        if self.policy.on_reopening == RESTART:
            self._restart()
            return
        gap = clipped([Break(RESOLVED, resolved_at)], resolved_at, self.at)
        for old in [timer for timer in self.timers if timer.by_resolution]:
            old.by_resolution = False
            promise = old.promise
            new = self._begin(
                promise, old.started_at, reason="The ticket was reopened."
            )
            self._inherit(new, old)
            new.own = (*old.own, *gap)
            if old.state == STOPPED:
                old.counts, old.reason = False, WENT_ON

    def _restart(self) -> None:
        for timer in self.timers:
            timer.by_resolution = False
        open_keys = {timer.promise.key for timer in self._active()}
        for promise in self.promises:
            if promise.key not in open_keys:
                self._begin(
                    promise,
                    self.at,
                    reason="The ticket was reopened.",
                    from_report=False,
                )

    def _succeed(self, old: Timer, promise: Promise) -> None:
        """The clock of a new priority in place of one that has not ended."""
        policy = self.policy.on_reclassification
        if policy == FORWARD:
            promise = replace(promise, goal=self._share(old, promise))
        anew = policy in (FORWARD, RESTART)
        start = self.at if anew and old.started_at is not None else old.started_at
        if old.promise.goal is None and old.started_at is None:
            start = self._anew()
        new = self._begin(promise, start, reason="The ticket was reclassified.")
        self._inherit(new, old)
        if anew:
            new.from_report = False
        else:
            new.own = old.own

    def _share(self, old: Timer, promise: Promise) -> dt.timedelta | None:
        """The new goal times the share of the old one that is not used up."""
        time = time_of(old.promise, self.times)
        whole, start = old.promise.goal, old.started_at
        if promise.goal is None or not whole or start is None or time is None:
            return promise.goal
        used = min(counted(time, start, self.at, self._pauses(old)), whole)
        tick = dt.timedelta.resolution
        return tick * (
            promise.goal // tick * ((whole - used) // tick) // (whole // tick)
        )

    def _anew(self) -> dt.datetime:
        """When a promise that the old priority did not make begins."""
        forward = self.policy.on_reclassification in (FORWARD, RESTART)
        return self.at if forward else self.reported_at

    # -- one timer --------------------------------------------------------------------------------

    def _active(self) -> list[Timer]:
        return [timer for timer in self.timers if timer.is_active]

    def _waits(self, promise: Promise) -> bool:
        return promise.metric == RESPONSE and self.policy.clock_starts == UNDERSTOOD

    def _begin(
        self,
        promise: Promise,
        start: dt.datetime | None,
        *,
        reason: str = "",
        from_report: bool = True,
    ) -> Timer:
        """A further timer of the promise; it waits where the report has to be understood first."""
        cycles = [
            timer.cycle for timer in self.timers if timer.promise.key == promise.key
        ]
        counts = promise.metric != ESCALATION and not self.exempt
        timer = Timer(
            promise,
            self.priority,
            max(cycles, default=0) + 1,
            reason=reason,
            started_at=start,
            counts=counts,
            from_report=from_report,
            worked=self.state == OPEN,
        )
        if promise.goal is None:
            timer.state, timer.counts = UNDETERMINED, False
            timer.reason = promise.reason
        elif self._waits(promise):
            if self.understood_at is None:
                timer.state, timer.started_at = WAITING, None
            elif start is not None:
                timer.started_at = max(start, self.understood_at)
        if timer.state == RUNNING and timer.started_at is None:
            timer.started_at = self.reported_at
        self.timers.append(timer)
        return timer

    def _inherit(self, new: Timer, old: Timer) -> None:
        new.from_report = old.from_report
        new.reached, new.worked = old.reached, old.worked or new.worked

    def _stop(self, timer: Timer) -> None:
        timer.state, timer.stopped_at = STOPPED, self.at
        timer.pauses = self._pauses(timer)
        reckon(timer, self.at, self.times)
        if timer.elapsed is None:
            # Its calendar is not there any more: nobody can say how long it took.
            timer.state, timer.counts, timer.reason = UNDETERMINED, False, NO_HOURS

    def _drop(self, timer: Timer, reason: str) -> None:
        timer.pauses = self._pauses(timer)
        timer.stopped_at = self.at
        reckon(timer, self.at, self.times)
        timer.state, timer.reason, timer.counts = CANCELLED, reason, False

    def _pauses(self, timer: Timer) -> tuple[Break, ...]:
        """The pauses of a timer that has begun, cut at its end."""
        if timer.started_at is None:
            return ()
        return clipped([*timer.own, *self.breaks], timer.started_at, timer.stopped_at)

    def settle(self, now: dt.datetime) -> None:
        """Say of each timer that goes on how it stands at `now`."""
        for timer in self._active():
            timer.pauses = self._pauses(timer)
            if timer.state != RUNNING:
                continue
            reckon(timer, max(now, self.at), self.times)
            if timer.pauses and timer.pauses[-1].ended_at is None:
                timer.state = PAUSED
            elif timer.due_at is None:
                timer.state, timer.counts = UNDETERMINED, False
                timer.reason = NO_HOURS


def promises_of(data: Mapping[str, Any]) -> list[Promise]:
    """The promises that an event keeps, each once."""
    found = [Promise.from_json(each) for each in data.get("promises") or ()]
    return list({promise.key: promise for promise in found}.values())
