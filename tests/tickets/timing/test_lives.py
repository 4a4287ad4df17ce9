"""Laws that hold for the clocks of every ticket, whatever happens to it."""

import copy
import datetime as dt
import json
from collections import Counter

from hypothesis import given, note

from tests.catalogue.test_worktime import open_by_the_clock
from tests.tickets.timing.lives import MINUTE, OFFICE, lives
from tickets import proof
from tickets.states import PAUSES, RESOLVED
from tickets.timing import Fact, Life, replay
from tickets.timing.marks import armed, marks
from tickets.timing.timers import time_of

FINAL = ("stopped", "cancelled")


def shown(timer):
    """What a row keeps of a timer."""
    hidden = {"own", "from_report", "reached", "worked", "by_resolution"}
    return {name: value for name, value in vars(timer).items() if name not in hidden}


def fixed(timer):
    """What never changes any more of a timer that has ended."""
    return {k: v for k, v in shown(timer).items() if k not in ("counts", "reason")}


def prefixes(facts):
    """Each life as far as it got."""
    return [facts[:n] for n in range(1, len(facts) + 1)]


@given(lives())
def test_what_has_ended_stays_as_it_is(life):
    time, _, facts = life
    times = {OFFICE: time}
    before = []

    for some in prefixes(facts):
        note(f"{some[-1].kind} {some[-1].data.get('verb', '')} {some[-1].at}")
        after = replay(some, times, some[-1].at)

        assert len(after) >= len(before)
        for old, new in zip(before, after, strict=False):
            if old.state in FINAL:
                assert fixed(new) == fixed(old)
        before = after


@given(lives())
def test_fact_by_fact_gives_what_all_at_once_gives(life):
    time, _, facts = life
    times = {OFFICE: time}
    growing = Life(times)

    for some in prefixes(facts):
        growing.take(some[-1])
        now = growing.at + 7 * MINUTE
        settled = copy.deepcopy(growing)
        settled.settle(now)

        assert [shown(t) for t in settled.timers] == [
            shown(t) for t in replay(some, times, now)
        ]


@given(lives())
def test_facts_survive_their_keeping(life):
    time, _, facts = life
    times = {OFFICE: time}
    kept = [
        Fact(f.kind, f.at, json.loads(json.dumps(dict(f.data))), f.told) for f in facts
    ]

    assert replay(kept, times, kept[-1].at) == replay(facts, times, facts[-1].at)


@given(lives())
def test_every_result_can_be_proven(life):
    time, _, facts = life
    times = {OFFICE: time}
    now = max(fact.at for fact in facts) + 100 * MINUTE

    for timer in replay(facts, times, now):
        hours = time_of(timer.promise, times)
        found = proof.intervals(timer, hours, now)

        if timer.started_at is not None:
            edges = [timer.started_at, *(each.end for each in found)]
            assert edges[:-1] == [each.start for each in found]
            assert (
                edges[-1] == (timer.stopped_at or now) or edges[-1] == timer.started_at
            )
            assert all(each.start < each.end for each in found)
        if timer.state == "stopped":
            assert proof.total(found) == timer.elapsed
            assert timer.met == (
                timer.due_at is None or timer.stopped_at <= timer.due_at
            )
            assert not timer.met or timer.elapsed <= timer.promise.goal
            assert (timer.breached_at is None) == timer.met
        if timer.state == "running":
            passed = proof.total(found) >= timer.promise.goal
            assert passed == (timer.due_at <= now)


@given(lives())
def test_every_mark_is_told_once_in_order_and_in_time(life):
    time, _, facts = life
    times, now = {OFFICE: time}, facts[-1].at

    for timer in replay(facts, times, now):
        told, fired, when = [], [], None
        while (following := armed(timer, fired, (50, 75), times, now))[0]:
            assert following[1] == fired
            assert when is None or following[0] >= when
            when = following[0]
            mark = min(set(marks(timer, (50, 75))) - set(fired))
            told, fired = [*told, mark], [*fired, mark]
            if when > now:  # it lies ahead: what was told too early is told again
                assert armed(timer, fired, (50, 75), times, now) == (when, told[:-1])
                now = when
        running = timer.state == "running"
        assert told == (marks(timer, (50, 75)) if running else [])
        assert not running or when == timer.due_at
        now = facts[-1].at


@given(lives())
def test_clocks_follow_one_another(life):
    time, _, facts = life

    timers = replay(facts, {OFFICE: time}, facts[-1].at)

    assert max(Counter(timer.key for timer in timers).values(), default=1) == 1
    active = Counter(t.promise.key for t in timers if t.is_active)
    assert max(active.values(), default=1) == 1
    for timer in timers:
        assert timer.cycle == 1 or (*timer.promise.key, timer.cycle - 1) in {
            each.key for each in timers
        }
        assert timer.state == "stopped" or timer.met is None
        assert sum(1 for each in timer.pauses if each.ended_at is None) <= 1
        assert all(
            one.ended_at <= other.began_at
            for one, other in zip(timer.pauses, timer.pauses[1:], strict=False)
        )


def counted_slowly(versions, facts, third_party, promise):
    """Minutes from the report to the resolution in which somebody could work, one by one.

    None while it goes on. Knows nothing of timers: only of states and the clock on the wall.
    """
    changes = [(f.at, f.data["to"]) for f in facts if f.kind == "moved"]
    ends = [at for at, to in changes if to == RESOLVED]
    if not ends:
        return None
    idle = {state for state in PAUSES if third_party or "third" not in state}
    total, state, at = 0, "new", facts[0].at
    while at < ends[0]:
        while changes and changes[0][0] <= at:
            state = changes.pop(0)[1]
        is_open = promise.hours == "elapsed" or open_by_the_clock(versions, at)
        total += state not in idle and is_open
        at += MINUTE
    return total


@given(lives(simple=True))
def test_it_agrees_with_counting_minute_by_minute(life):
    time, versions, facts = life
    third_party = facts[0].data["policy"]["third_party"]

    for timer in replay(facts, {OFFICE: time}, facts[-1].at):
        promise = timer.promise
        if promise.met_by != ("resolved",) or promise.goal is None:
            continue
        if promise.metric == "response" and facts[0].data["policy"]["clock_starts"]:
            continue
        slow = counted_slowly(versions, facts, third_party, promise)

        assert (timer.elapsed is None) == (slow is None)
        if slow is not None:
            assert timer.elapsed == dt.timedelta(minutes=slow)
            if slow != promise.goal / MINUTE:
                assert timer.met == (slow * MINUTE < promise.goal)
