"""What becomes of clocks when a ticket is reclassified, reopened or merged."""

import pytest

from tests.tickets.timing.told import (
    due,
    fact,
    lived,
    merged,
    one,
    opened,
    promise,
    reclassified,
    spent,
    stood,
)

# The old goal is 100 minutes. Until the 50th, 30 have counted: 20 waited for the customer.
BEFORE = [fact("ask_customer", 10), fact("begin", 30)]


@pytest.mark.parametrize(
    ("policy", "start", "until"),
    [
        ("recompute", 0, 80),  # 60 minutes from the report, without the pause
        ("", 0, 80),
        ("restart", 50, 110),  # 60 minutes from now
        ("forward", 50, 92),  # 70 % of 60 minutes from now
    ],
)
def test_another_priority(policy, start, until):
    old, new = lived(
        opened(promise("remedy", 100), on_reclassification=policy),
        *BEFORE,
        reclassified(50, promise("remedy", 60)),
        until=50,
    )

    assert (old.state, old.met, old.counts) == ("cancelled", None, False)
    assert old.reason == "The ticket was reclassified."
    assert (new.cycle, new.priority, new.state) == (2, "P1", "running")
    assert due(new) == until
    assert stood(new) == ([("customer", 10, 30)] if start == 0 else [])


def test_what_is_used_up_is_due_at_once():
    _, new = lived(
        opened(promise("remedy", 10), on_reclassification="forward"),
        reclassified(50, promise("remedy", 60)),
        until=50,
    )

    assert due(new) == 50


@pytest.mark.parametrize(("goal", "until"), [(100, 100), (50, 50)])
def test_there_and_back_gives_no_time_back(goal, until):
    facts = [opened(promise("remedy", goal), on_reclassification="forward")]
    there = reclassified(50, promise("remedy", 10))

    last = lived(*facts, there, reclassified(50, promise("remedy", goal)))[-1]

    assert due(last) == until


@pytest.mark.parametrize("policy", ["recompute", "restart", "forward"])
def test_a_result_stays_when_the_priority_changes(policy):
    facts = [opened(promise("response", 60), on_reclassification=policy)]

    timer = one(*facts, fact("replied", 20), reclassified(50, promise("response", 10)))

    assert (spent(timer), timer.met, timer.counts) == (20, True, True)


@pytest.mark.parametrize(
    ("policy", "until"), [("recompute", 90), ("restart", 140), ("forward", 140)]
)
def test_a_promise_of_the_new_priority_alone(policy, until):
    old, new = lived(
        opened(promise("response", 60), on_reclassification=policy),
        reclassified(50, promise("remedy", 90)),
        until=50,
    )

    assert (old.state, new.promise.metric, due(new)) == ("cancelled", "remedy", until)


def test_what_was_given_before_the_new_priority_is_not_asked_for_twice():
    facts = [opened(on_reclassification="recompute"), fact("workaround", 20, told=True)]
    promised = [promise(name) for name in ("response", "workaround", "update")]

    response, workaround, update = lived(*facts, reclassified(50, *promised))

    assert spent(response) == spent(workaround) == 20
    assert due(update) == 20 + 60


def test_a_promise_that_is_added_after_a_reopening_leaves_out_the_time_between():
    facts = [opened(), fact("resolve", 20), fact("reopen", 50)]

    timer = one(*facts, reclassified(60, promise("remedy", 90)), until=60)

    assert (due(timer), stood(timer)) == (120, [("resolved", 20, 50)])


def test_a_clock_begun_in_a_pause_stands_still():
    _, new = lived(
        opened(promise("remedy", 100), on_reclassification="restart"),
        fact("ask_customer", 10),
        reclassified(50, promise("remedy", 60)),
    )

    assert (new.state, stood(new)) == ("paused", [("customer", 50, None)])


def test_a_waiting_clock_waits_on_under_another_priority():
    facts = [
        opened(promise("response", 15), clock_starts="understood"),
        reclassified(20, promise("response", 5)),
    ]

    _, waiting = lived(*facts)
    _, running = lived(*facts, fact("understood", 30), until=30)

    assert (waiting.state, due(running)) == ("waiting", 35)


def test_what_can_be_counted_at_last_is_counted_from_the_report():
    vague = promise("remedy", None, hours="support", reason="Which hours?")

    old, new = lived(opened(vague), reclassified(20, promise("remedy", 60)), until=20)

    assert (old.state, new.state, due(new)) == ("cancelled", "running", 60)


REOPENED = [fact("replied", 10), fact("resolve", 40, told=True), fact("reopen", 70)]


@pytest.mark.parametrize("policy", ["continue", ""])
def test_a_reopened_clock_goes_on_where_it_was(policy):
    facts = [
        opened(promise("response"), promise("remedy", 60), on_reopening=policy),
        *REOPENED,
    ]

    responded, first, second = lived(*facts, until=70)
    *_, ended = lived(*facts, fact("resolve", 85))

    assert (responded.counts, spent(responded)) == (True, 10)
    assert (first.state, spent(first), first.counts) == ("stopped", 40, False)
    assert first.reason == "It went on after the ticket was reopened."
    assert (second.cycle, due(second), second.counts) == (2, 90, True)
    assert stood(second) == [("resolved", 40, 70)]
    assert (spent(ended), ended.met) == (55, True)


def test_reopened_twice_the_last_result_counts():
    facts = [opened(promise("remedy", 60)), *REOPENED[1:]]

    timers = lived(*facts, fact("resolve", 80), fact("reopen", 95), fact("resolve", 99))

    assert [(spent(t), t.counts) for t in timers] == [
        (40, False),
        (50, False),
        (54, True),
    ]


def test_a_closed_ticket_stood_still_since_it_was_resolved():
    facts = [opened(promise("remedy", 60)), fact("resolve", 40), fact("close", 50)]

    *_, second = lived(*facts, fact("reopen", 70), until=70)

    assert stood(second) == [("resolved", 40, 70)]


def test_a_reopened_ticket_may_begin_anew():
    timers = lived(
        opened(promise("response"), promise("remedy", 60), on_reopening="restart"),
        *REOPENED,
        until=70,
    )

    assert [(t.promise.metric, t.cycle, t.counts) for t in timers] == [
        ("response", 1, True),
        ("remedy", 1, True),
        ("response", 2, True),
        ("remedy", 2, True),
    ]
    assert [due(t) for t in timers[2:]] == [130, 130]


def test_updates_go_on_after_a_reopening():
    *_, last = lived(
        opened(promise("update", 60)),
        fact("replied", 20),
        fact("resolve", 40),
        fact("reopen", 70),
        until=70,
    )

    assert (last.cycle, due(last)) == (3, 110)


# The other ticket was reported two hours before this one, and waited for half an hour.
OTHER = [
    opened(minute=-120),
    fact("ask_customer", -100),
    fact("answer", -70),
]


def test_a_merged_ticket_brings_its_start_and_its_pauses():
    timer = one(opened(promise("remedy", 300)), merged(10, *OTHER), until=10)

    assert stood(timer) == [("customer", -100, -70)]
    assert due(timer) == -120 + 300 + 30
    assert timer.reason == "It goes on from T-7."


def test_a_merged_ticket_that_came_later_changes_nothing():
    facts = [opened(promise("remedy", 300)), merged(40, opened(minute=20))]

    assert due(one(*facts, until=40)) == 300


def test_what_the_other_ticket_was_given_is_not_asked_for_twice():
    timers = lived(
        opened(promise("response", 60), promise("remedy", 300)),
        merged(10, *OTHER, fact("replied", -60)),
        until=10,
    )

    assert [due(each) for each in timers] == [60, 210]


def test_a_ticket_that_was_not_solved_after_all_brings_its_start():
    other = [*OTHER, fact("resolve", -60), fact("reopen", -40)]

    timer = one(opened(promise("remedy", 300)), merged(10, *other), until=10)

    assert stood(timer) == [("customer", -100, -70), ("resolved", -60, -40)]
    assert due(timer) == 230


def test_a_merger_leaves_results_alone():
    replied = fact("replied", 20)

    timer = one(opened(promise("response", 60)), replied, merged(30, *OTHER))

    assert (spent(timer), timer.met, stood(timer)) == (20, True, [])


def test_an_open_pause_of_the_other_ticket_ends_where_this_one_begins():
    other = [opened(minute=-120), fact("ask_customer", -100)]

    timer = one(opened(promise("remedy", 300)), merged(10, *other), until=10)

    assert stood(timer) == [("customer", -100, 0)]


def test_a_merger_in_a_pause_leaves_the_pause_open():
    facts = [opened(promise("remedy", 300)), fact("ask_customer", 5)]
    facts.append(merged(10, *OTHER))

    paused = one(*facts, until=20)
    resumed = one(*facts, fact("answer", 25), until=30)

    assert stood(paused) == [("customer", -100, -70), ("customer", 5, None)]
    assert stood(resumed) == [("customer", -100, -70), ("customer", 5, 25)]


def test_starts_are_handed_on_through_mergers():
    middle = [opened(minute=-60), merged(-30, *OTHER)]

    timer = one(opened(promise("remedy", 300)), merged(10, *middle), until=10)

    assert (due(timer), stood(timer)) == (210, [("customer", -100, -70)])


def test_a_report_that_was_understood_there_is_understood_here():
    facts = [opened(promise("response", 300), clock_starts="understood")]
    clear = [opened(minute=-120), fact("understood", -90)]

    unclear = one(*facts, merged(10, opened(minute=-120)))
    timer = one(*facts, merged(10, *clear), until=10)

    assert unclear.state == "waiting"
    assert (timer.state, due(timer)) == ("running", -90 + 300)


def test_the_ticket_that_was_merged_is_judged_no_more():
    timer = one(opened(promise("remedy")), fact("merge", 10))

    assert (timer.state, timer.reason) == (
        "cancelled",
        "The ticket was merged into another.",
    )
