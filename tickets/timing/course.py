"""The course of a ticket's timers: how they begin, stand still, end and follow one another."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction

from tickets.promises import NO_HOURS, REPLY, RESOLVED, WORK, Promise
from tickets.states import OPEN, PAUSES

from .facts import Policy
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

TICK = dt.timedelta.resolution
UPDATE, RESPONSE, ESCALATION = "update", "response", "escalation"
FORWARD, RESTART, UNDERSTOOD = "forward", "restart", "understood"
THIRD_PARTY = "third_party"
WENT_ON = "It went on after the ticket was reopened."
UNBEGUN = "The ticket was resolved before this clock began."
RECLASSIFIED = "The ticket was reclassified."
REOPENED = "The ticket was reopened."


class Course:
    """The timers of a ticket, its pauses, and the rules of its service level.

    `at` is the instant of the last fact; every change below happens then.
    """

    def __init__(self, times: Times) -> None:
        self.times = times
        self.timers: list[Timer] = []
        self.at = dt.datetime.min.replace(tzinfo=dt.UTC)
        self.origin = (
            self.at
        )  # the report, or that of an earlier ticket merged into this one
        self.policy = Policy()
        self.promises: list[Promise] = []
        self.priority = ""
        self.state = ""
        self.breaks: list[Break] = []
        self.understood_at: dt.datetime | None = None
        self.exempt = False
        # What ends clocks, and when it was, whether one ran or not; in order.
        self.happened: list[tuple[str, dt.datetime]] = []
        self.gaps: list[Break] = []  # between a resolution and the reopening
        self.reached = self.worked = False

    def kept(self, promise: Promise) -> list[dt.datetime]:
        """When there happened what keeps a promise, in order."""
        return [at for word, at in self.happened if word in promise.met_by]

    @property
    def works(self) -> bool:
        """Whether staff are at work on it: it is open, and they have begun."""
        return self.worked and self.state == OPEN

    @property
    def active(self) -> list[Timer]:
        """The timers that go on, at this moment."""
        return [timer for timer in self.timers if timer.is_active]

    def begin(
        self,
        promise: Promise,
        start: dt.datetime | None,
        *,
        reason: str = "",
        from_report: bool = True,
    ) -> Timer:
        """A further timer of a promise; it waits where the report has to be understood first."""
        key = promise.key
        cycles = [each.cycle for each in self.timers if each.promise.key == key]
        timer = Timer(
            promise,
            self.priority,
            max(cycles, default=0) + 1,
            reason=f"{reason} {promise.reason}".strip(),
            started_at=self.origin if start is None else start,
            counts=promise.metric != ESCALATION and not self.exempt,
            from_report=from_report,
            worked=self.works,
        )
        if promise.goal is None:
            timer.state, timer.counts = UNDETERMINED, False
            timer.reason = promise.reason
        elif self.waits(promise):
            if self.understood_at is None:
                timer.state, timer.started_at = WAITING, None
            elif timer.started_at is not None:
                timer.started_at = max(timer.started_at, self.understood_at)
        self.timers.append(timer)
        return timer

    def waits(self, promise: Promise) -> bool:
        """Whether its clock begins when the report is understood."""
        return promise.metric == RESPONSE and self.policy.clock_starts == UNDERSTOOD

    def stop(self, timer: Timer) -> None:
        """End a timer: its result is final."""
        self._stop_at(timer, self.at)

    def _stop_at(self, timer: Timer, at: dt.datetime) -> None:
        timer.state, timer.stopped_at = STOPPED, at
        timer.pauses = self.pauses(timer)
        reckon(timer, at, self.times)
        if timer.elapsed is None:
            # Its calendar is not there any more: nobody can say how long it took.
            timer.state, timer.counts, timer.reason = UNDETERMINED, False, NO_HOURS

    def drop(self, timer: Timer, reason: str) -> None:
        """Cancel a timer: it is not judged."""
        timer.stopped_at = self.at
        timer.pauses = self.pauses(timer)
        reckon(timer, self.at, self.times)
        timer.state, timer.reason, timer.counts = CANCELLED, reason, False

    def pauses(self, timer: Timer) -> tuple[Break, ...]:
        """The pauses of a timer that has begun, cut at its end."""
        if timer.started_at is None:
            return ()
        return clipped([*timer.own, *self.breaks], timer.started_at, timer.stopped_at)

    def enter(
        self, state: str, *, begins: bool = False, since: dt.datetime | None = None
    ) -> None:
        """Another state of the ticket: a pause may end, another begin, work begin or go on.

        `since`: when the pause was over, where that was noticed later.
        """
        self.state = state
        self.worked = self.worked or begins
        reason = PAUSES.get(state, "")
        if reason == THIRD_PARTY and not self.policy.third_party:
            reason = ""
        last = self.breaks[-1] if self.breaks else None
        goes_on = last is not None and last.ended_at is None
        if last is None or not goes_on or last.reason != reason:
            if last is not None and goes_on:
                over = self.at if since is None else min(since, self.at)
                self.breaks[-1] = replace(last, ended_at=max(over, last.began_at))
            if reason:
                self.breaks.append(Break(reason, self.at))
        if reason == THIRD_PARTY:
            self.exempt = True
        self._note_work()
        for timer in self.active:
            timer.counts = timer.counts and not self.exempt
            timer.worked = timer.worked or self.works
            self._end_if_worked(timer)

    def told(self, *words: str) -> None:
        """Staff reached the customer. On an open ticket that is work, too, whoever opened it."""
        self.reached = True
        self.worked = self.worked or self.state == OPEN
        self._note_work()
        for timer in self.active:
            timer.reached, timer.worked = True, timer.worked or self.works
            self._end_if_worked(timer)
        self.end_by(*words)

    def _note_work(self) -> None:
        if self.reached and self.worked:
            self.happened.append((WORK, self.at))

    def _end_if_worked(self, timer: Timer) -> None:
        both = timer.reached and timer.worked
        if both and timer.state == RUNNING and WORK in timer.promise.met_by:
            self.stop(timer)

    def end_by(self, *words: str) -> None:
        """End the running timers that one of these words ends; updates begin again."""
        self.happened += [(word, self.at) for word in words]
        for timer in self.active:
            promise = timer.promise
            if timer.state != RUNNING or not set(words) & set(promise.met_by):
                continue
            if promise.metric != UPDATE:
                self.stop(timer)
            elif timer.started_at is not None and timer.started_at < self.at:
                self.stop(timer)
                self.begin(promise, self.at, from_report=False)

    def resolve(self, told: bool) -> None:
        """End all that goes on. Words that come with it are the reply to who waits for one."""
        if told:
            for timer in self.active:
                if timer.promise.metric != UPDATE and timer.state == RUNNING:
                    timer.reached = True
                    self._end_if_worked(timer)
                    if timer.state == RUNNING and REPLY in timer.promise.met_by:
                        self.stop(timer)
            self.happened.append((REPLY, self.at))
        self.happened.append((RESOLVED, self.at))
        for timer in self.active:
            timer.by_resolution = timer.state in (RUNNING, WAITING)
            if timer.state == RUNNING:
                self.stop(timer)
            elif timer.state == WAITING:
                self.drop(timer, UNBEGUN)

    def go_on(self, resolved_at: dt.datetime) -> None:
        """Reopened: what the resolution ended goes on, and the time between does not count."""
        gap = clipped([Break(RESOLVED, resolved_at)], resolved_at, self.at)
        self.gaps += gap
        # It was not solved after all.
        self.happened = [each for each in self.happened if each[0] != RESOLVED]
        for old in [timer for timer in self.timers if timer.by_resolution]:
            old.by_resolution = False
            new = self.begin(old.promise, old.started_at, reason=REOPENED)
            self._inherit(new, old)
            new.own, new.share = (*old.own, *gap), old.share
            self._end_if_worked(new)
            if old.state == STOPPED:
                old.counts, old.reason = False, WENT_ON

    def start_over(self) -> None:
        """Reopened: every promise begins anew, and earlier results stand."""
        self.happened, self.reached, self.worked = [], False, False
        for timer in self.timers:
            timer.by_resolution = False
        going = {timer.promise.key for timer in self.active}
        for promise in self.promises:
            if promise.key not in going:
                self.begin(promise, self.at, reason=REOPENED, from_report=False)

    def succeed(self, old: Timer, promise: Promise) -> None:
        """The clock of a new priority in place of one that had not ended."""
        policy = self.policy.on_reclassification
        left = self._left(old) if policy == FORWARD else Fraction(1)
        if promise.goal is not None:
            ticks = promise.goal // TICK * left
            promise = replace(promise, goal=TICK * int(ticks))
        anew = policy in (FORWARD, RESTART) and old.started_at is not None
        start = self.at if anew else old.started_at
        new = self.begin(promise, start, reason=RECLASSIFIED)
        new.share = left
        if policy != RESTART:
            self._inherit(new, old)
        if anew:
            new.from_report = False
        else:
            new.own = old.own

    def _left(self, old: Timer) -> Fraction:
        """The share of a whole promise that is not used up, whatever the priorities were until now."""
        time = time_of(old.promise, self.times)
        whole, start = old.promise.goal, old.started_at
        if not whole or start is None or time is None:
            return old.share
        used = min(counted(time, start, self.at, self.pauses(old)), whole)
        return old.share * Fraction((whole - used) // TICK, whole // TICK)

    def join(self, promise: Promise) -> None:
        """A promise that only the new priority makes, as if it had been made with the report.

        What kept it by then has kept it, and the next update is due from the last: nobody is asked
        for the same twice.
        """
        kept, recurs = self.kept(promise), promise.metric == UPDATE
        since = kept[-1] if kept and recurs else None
        new = self.begin(promise, since, reason=RECLASSIFIED, from_report=since is None)
        new.own = tuple(self.gaps)
        new.reached, new.worked = self.reached, self.worked
        start = new.started_at
        past = [at for at in kept if start is not None and at >= start]
        if past and new.state == RUNNING and not recurs:
            self._stop_at(new, past[0])

    def _inherit(self, new: Timer, old: Timer) -> None:
        new.from_report = old.from_report
        new.reached, new.worked = old.reached, old.worked or new.worked

    def settle(self, now: dt.datetime) -> None:
        """Say of each timer that goes on how it stands at `now`."""
        for timer in self.active:
            timer.pauses = self.pauses(timer)
            if timer.state != RUNNING:
                continue
            reckon(timer, max(now, self.at), self.times)
            if timer.pauses and timer.pauses[-1].ended_at is None:
                timer.state = PAUSED
            elif timer.due_at is None:
                timer.state, timer.counts = UNDETERMINED, False
                timer.reason = NO_HOURS
