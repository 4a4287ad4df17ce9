"""Random lives of tickets: on random calendars, in zones that change their clocks, by any verb."""

import datetime as dt

from hypothesis import strategies as st

from tests.catalogue.test_worktime import FIRST, calendars
from tickets.promises import MET_BY, Promise
from tickets.states import LIVE, NEW, PENDING_APPROVAL, VERBS
from tickets.timing import Fact, Policy

OFFICE = 1
MINUTE = dt.timedelta(minutes=1)
METRICS = sorted(MET_BY)
TALK = ("replied", "called", "understood", "workaround", "action_plan", "noted")
WORDS = ("reply", "call", "work", "workaround", "action_plan", "resolved")
minutes = st.integers(0, 900)


@st.composite
def promises(draw):
    """What a priority promises: some metrics, each in elapsed time, in hours, or unclear."""
    found = []
    for metric in draw(st.lists(st.sampled_from(METRICS), unique=True, max_size=4)):
        hours = draw(st.sampled_from(["support", "elapsed", "support"]))
        goal = draw(st.one_of(st.none(), st.integers(0, 2000), st.integers(1, 300)))
        met_by = draw(st.one_of(st.none(), st.sets(st.sampled_from(WORDS), min_size=1)))
        found.append(
            Promise(
                metric,
                goal=None if goal is None else goal * MINUTE,
                hours=hours,
                calendar=OFFICE if hours == "support" else None,
                met_by=tuple(sorted(met_by)) if met_by else MET_BY[metric],
                reason="" if goal is not None else "The guide does not say.",
            )
        )
    return found


@st.composite
def policies(draw):
    """What a service level says of its clocks."""
    return Policy(
        draw(st.sampled_from(["", "report", "understood"])),
        draw(st.sampled_from(["", "forward", "recompute", "restart"])),
        draw(st.sampled_from(["", "continue", "restart"])),
        draw(st.booleans()),
    )


def opening(at, promised, policy, *, understood=False):
    """The first fact of a life."""
    data = {
        "policy": policy.as_json(),
        "promises": [each.as_json() for each in promised],
        "priority": "P3",
        "state": NEW,
        "understood": understood,
    }
    return Fact("opened", at, data)


@st.composite
def acts(draw, state, *, simple):
    """What may happen in a state of the table: a kind of event, or a verb."""
    verbs = [verb.name for verb in VERBS.values() if state in verb.sources]
    kinds = [*TALK, "estimated"]
    if not simple and state in LIVE:
        kinds += ["reclassified", "merged"]
    if simple:
        verbs = [name for name in verbs if name not in ("reopen", "merge", "cancel")]
    return draw(st.sampled_from([*verbs, *verbs, *kinds]))


@st.composite
def lives(draw, *, simple=False):
    """A calendar's working time and its hours, and the facts of a ticket that is promised in it.

    A simple life has nobody reclassify, reopen or merge.
    """
    time, versions = draw(calendars())
    policy = draw(policies())
    start = FIRST.replace(tzinfo=dt.UTC) + draw(st.integers(0, 1_500_000)) * MINUTE
    facts = [opening(start, draw(promises()), policy, understood=draw(st.booleans()))]
    state, at = NEW, start
    for _ in range(draw(st.integers(0, 12))):
        at += draw(minutes) * MINUTE
        fact, state = draw(steps(state, at, facts[0], simple=simple))
        facts.append(fact)
    return time, versions, facts


@st.composite
def steps(draw, state, at, first, *, simple):
    """One more fact, and the state that it leaves the ticket in."""
    kind, told = draw(acts(state, simple=simple)), draw(st.booleans())
    # Now and then something is recorded late.
    at -= draw(st.sampled_from([0, 0, 0, 0, 30])) * MINUTE * (not simple)
    if kind in VERBS:
        data = {"verb": kind, "from": state, "to": VERBS[kind].target}
        if kind == "come_due" and not simple:
            data["since"] = (at - draw(minutes) * MINUTE).isoformat()
        return Fact("moved", at, data, told), VERBS[kind].target
    if kind == "called":
        return Fact(kind, at, {"reached": draw(st.booleans())}), state
    if kind == "reclassified":
        promised = [each.as_json() for each in draw(promises())]
        return Fact(kind, at, {"priority": "P1", "promises": promised}), state
    if kind == "merged":
        return Fact(kind, at, draw(mergers(first.at))), state
    state = PENDING_APPROVAL if kind == "estimated" and state in LIVE else state
    return Fact(kind, at, {}, told), state


@st.composite
def mergers(draw, start):
    """Another ticket that was reported around the same time, with a short life of its own."""
    begun = start + draw(st.integers(-3000, 500)) * MINUTE
    policy = draw(policies())
    facts, state, at = [opening(begun, [], policy)], NEW, begun
    for _ in range(draw(st.integers(0, 4))):
        at += draw(minutes) * MINUTE
        fact, state = draw(steps(state, at, facts[0], simple=True))
        facts.append(fact)
    return {
        "reference": "T-7",
        "start": begun.isoformat(),
        "facts": [each.as_json() for each in facts],
    }
