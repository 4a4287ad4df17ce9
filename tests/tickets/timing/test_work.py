"""A response that is met by work: the customer was reached, and staff have begun (P03)."""

import pytest

from tests.tickets.timing.told import (
    at,
    fact,
    lived,
    one,
    opened,
    promise,
    reclassified,
    spent,
)


@pytest.mark.parametrize(
    ("first", "second"), [("called", "begin"), ("begin", "called")]
)
def test_work_is_the_later_of_reaching_the_customer_and_beginning(first, second):
    worked = promise("response", met_by=("work",))

    early = one(opened(worked), fact(first, 10), until=20)
    timer = one(opened(worked), fact(first, 10), fact(second, 25))

    assert early.state == "running"
    assert (timer.state, spent(timer)) == ("stopped", 25)


WOKEN = [("ask_customer", "answer"), ("schedule", "come_due"), ("resolve", "reopen")]


@pytest.mark.parametrize(("rests", "wakes"), WOKEN)
def test_no_work_has_begun_by_what_others_do(rests, wakes):
    worked = promise("response", met_by=("work",))
    woken = [opened(worked), fact("called", 5), fact(rests, 10), fact(wakes, 20)]

    idle = lived(*woken, until=40)[-1]
    at_work = lived(*woken, fact("replied", 45))[-1]

    assert idle.state == "running"
    assert (at_work.state, spent(at_work)) == ("stopped", 35)


def test_work_that_has_begun_goes_on_after_an_answer():
    worked = promise("response", met_by=("work",))
    begun = [opened(on_reclassification="restart"), fact("begin", 5)]
    begun += [fact("ask_customer", 10)]

    anew = reclassified(15, worked)
    timer = one(*begun, anew, fact("called", 17), fact("answer", 20), until=30)

    assert (timer.state, timer.stopped_at) == ("stopped", at(20))


def test_after_a_reopening_that_begins_anew_both_are_wanted_again():
    worked = promise("response", met_by=("work",))
    facts = [opened(worked, on_reopening="restart"), fact("called", 5)]
    facts += [fact("begin", 10), fact("resolve", 20), fact("reopen", 30)]

    idle = lived(*facts, until=40)
    at_work = lived(*facts, fact("called", 50))

    assert [each.state for each in idle] == ["stopped", "running"]
    assert [spent(each) for each in at_work] == [10, 20]
