"""Clocks follow from the timeline: what begins them, holds them and ends them."""

import pytest

from tests.tickets.timing.told import (
    at,
    due,
    fact,
    lived,
    one,
    opened,
    promise,
    spent,
    stood,
)

ENDS = [  # the metric, what happens, and whether that ends its clock
    ("response", fact("replied", 10), True),
    ("response", fact("called", 10, reached=True), True),
    ("response", fact("called", 10, reached=False), False),
    ("response", fact("ask_customer", 10, told=True), True),
    ("response", fact("ask_customer", 10), False),
    ("response", fact("begin", 10), False),
    ("response", fact("workaround", 10, told=True), True),
    ("response", fact("resolve", 10, told=True), True),
    ("workaround", fact("workaround", 10), True),
    ("workaround", fact("action_plan", 10), False),
    ("workaround", fact("resolve", 10), True),
    ("restoration", fact("workaround", 10), False),
    ("restoration", fact("replied", 10), False),
    ("restoration", fact("resolve", 10), True),
    ("remedy", fact("resolve", 10), True),
    ("remedy", fact("workaround", 10), False),
    ("escalation", fact("workaround", 10), True),
    ("escalation", fact("replied", 10), False),
    ("restoration", fact("noted", 10), False),
    ("restoration", fact("breached", 10), False),
]


@pytest.mark.parametrize(("metric", "happens", "ends"), ENDS)
def test_what_ends_a_clock(metric, happens, ends):
    timer = one(opened(promise(metric)), happens, until=11)

    assert timer.state != "running" or not ends
    assert (timer.state == "stopped") == ends
    assert not ends or (spent(timer), timer.met) == (10, True)


def test_a_service_level_may_say_what_ends_a_clock():
    restored = promise("restoration", met_by=("resolved", "workaround", "action_plan"))

    timer = one(opened(restored), fact("action_plan", 10))

    assert (timer.state, spent(timer)) == ("stopped", 10)


ON_TIME = [(59, True), (60, True), (60.001, False), (61, False)]


@pytest.mark.parametrize(("minute", "met"), ON_TIME)
def test_ended_exactly_at_the_deadline_is_in_time(minute, met):
    timer = one(opened(promise("response", 60)), fact("replied", minute))

    assert timer.met is met
    assert timer.breached_at == (None if met else at(60))


def test_after_closing_time_the_deadline_has_passed():
    # The hour ends with the office, at 18:00; the reply comes in the evening.
    eleven_hours = promise("response", 600, office=True)

    timer = one(opened(eleven_hours), fact("replied", 700))

    assert (due(timer), spent(timer), timer.met) == (600, 600, False)


PAUSES = [
    ("ask_customer", "customer"),
    ("ask_approval", "approval"),
    ("schedule", "scheduled"),
]


@pytest.mark.parametrize(("verb", "reason"), PAUSES)
def test_a_state_in_which_nobody_can_work_is_a_pause(verb, reason):
    facts = [opened(promise("restoration", 60)), fact(verb, 20)]

    paused = one(*facts)
    resumed = one(*facts, fact("begin", 50), until=60)
    ended = one(*facts, fact("begin", 50), fact("resolve", 90))

    assert (paused.state, paused.due_at) == ("paused", None)
    assert stood(paused) == [(reason, 20, None)]
    assert (resumed.state, due(resumed)) == ("running", 90)
    assert (spent(ended), ended.met) == (60, True)


def test_a_weekend_in_a_pause_is_no_gift():
    # Friday 17:00 until Monday 9:00 waits for the customer: two hours of the office, not 64.
    friday = 4 * 1440 + 9 * 60
    facts = [
        opened(promise("restoration", 180, office=True), minute=friday - 60),
        fact("ask_customer", friday),
        fact("answer", friday + 64 * 60),
    ]

    timer = one(*facts, until=friday + 64 * 60)

    assert due(timer) == friday + 64 * 60 + 120


def test_one_state_after_another_is_one_pause_each_without_gap():
    facts = [
        opened(promise("restoration", 60)),
        fact("ask_customer", 10),
        fact("schedule", 20),
        fact("schedule", 30),
        fact("begin", 40),
    ]

    assert stood(one(*facts)) == [("customer", 10, 20), ("scheduled", 20, 40)]


def test_a_pause_of_no_length_is_none():
    facts = [opened(promise("restoration")), fact("ask_customer", 5), fact("begin", 5)]

    assert stood(one(*facts, until=6)) == []


def test_a_deadline_that_has_passed_stays_through_a_pause():
    facts = [opened(promise("restoration", 10)), fact("ask_customer", 20)]

    timer = one(*facts)

    assert (timer.state, due(timer), timer.breached_at) == ("paused", 10, at(10))


def test_third_parties_pause_only_where_their_time_is_exempt():
    facts = [promise("restoration", 60), promise("response", 60)]
    waits = fact("wait_for_third_party", 20)

    restored, responded = lived(
        opened(*facts, third_party=True), fact("replied", 5), waits, fact("begin", 99)
    )
    others = lived(opened(*facts), fact("replied", 5), waits, until=30)

    assert stood(restored) == [("third_party", 20, 99)]
    assert (restored.counts, responded.counts) == (False, True)
    assert [(t.counts, stood(t)) for t in others] == [(True, []), (True, [])]


def test_what_begins_after_a_third_party_does_not_count_either():
    updates = lived(
        opened(promise("update", 60), third_party=True),
        fact("wait_for_third_party", 20),
        fact("replied", 30),
    )

    assert [(each.cycle, each.counts) for each in updates] == [(1, False), (2, False)]


def test_every_update_begins_the_next_one():
    first, second, third = lived(
        opened(promise("update", 60)),
        fact("replied", 50),
        fact("called", 120),
        until=130,
    )

    assert [(spent(t), t.met) for t in (first, second)] == [(50, True), (70, False)]
    assert (third.cycle, third.state, due(third)) == (3, "running", 180)


def test_two_replies_at_once_are_one_update():
    timers = lived(
        opened(promise("update", 60)), fact("replied", 50), fact("called", 50), until=51
    )

    assert [each.cycle for each in timers] == [1, 2]


def test_a_resolution_ends_the_last_update_and_begins_none():
    timer = one(opened(promise("update", 60)), fact("resolve", 30, told=True))

    assert (timer.state, spent(timer)) == ("stopped", 30)


def test_a_clock_that_begins_when_it_is_understood_waits_until_then():
    facts = [
        opened(
            promise("response", 15), promise("remedy", 60), clock_starts="understood"
        ),
        fact("replied", 10),
    ]

    waiting, remedy = lived(*facts, until=20)
    running, _ = lived(*facts, fact("understood", 30), until=30)
    again, _ = lived(*facts, fact("understood", 30), fact("understood", 40), until=40)

    assert (waiting.state, waiting.started_at) == ("waiting", None)
    assert due(remedy) == 60
    assert (running.state, due(running)) == ("running", 45)
    assert due(again) == 45


def test_a_report_understood_at_once_begins_at_once():
    facts = [
        opened(promise("response", 15), clock_starts="understood", understood=True)
    ]

    assert due(one(*facts, until=0)) == 15


def test_a_clock_that_never_began_is_not_judged():
    facts = [opened(promise("response", 15), clock_starts="understood")]

    timer = one(*facts, fact("resolve", 20))

    assert (timer.state, timer.met, timer.counts) == ("cancelled", None, False)


def test_a_cancelled_ticket_is_judged_no_more():
    stopped, open_one = lived(
        opened(promise("response"), promise("remedy")),
        fact("replied", 10),
        fact("cancel", 20),
    )

    assert (stopped.state, stopped.met) == ("stopped", True)
    assert (open_one.state, open_one.met, open_one.counts) == ("cancelled", None, False)
    assert open_one.reason == "The ticket was cancelled."


def test_what_cannot_be_counted_says_why_and_is_not_judged():
    vague = promise("response", None, hours="support", reason="Which hours?")
    lost = promise("remedy", 60, hours="support", calendar=99)

    first, second = lived(opened(vague, lost), fact("resolve", 20))

    assert (first.state, first.reason, first.counts) == (
        "undetermined",
        "Which hours?",
        False,
    )
    assert (second.state, second.met, second.counts) == ("undetermined", None, False)
    assert "no opening hours" in second.reason


def test_a_fact_recorded_late_changes_no_result():
    facts = [
        opened(promise("remedy", 60)),
        fact("ask_customer", 20),
        fact("resolve", 40),
    ]
    late = [fact("begin", 25), fact("replied", 3), fact("reopen", 30)]

    before = one(*facts)
    after = lived(*facts, *late, until=50)

    assert (after[0].elapsed, after[0].met) == (before.elapsed, before.met)


def test_a_fact_recorded_late_counts_from_the_one_before():
    facts = [opened(promise("response", 60)), fact("ask_customer", 20)]

    timer = one(*facts, fact("called", 5))

    assert (spent(timer), timer.stopped_at) == (20, at(20))


def test_nothing_promised_is_nothing_to_judge():
    assert lived(opened(), fact("resolve", 20), fact("reopen", 30)) == []
    assert lived(fact("replied", 3)) == []
