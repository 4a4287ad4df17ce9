"""A running clock speaks at its warnings and its end, once each, and again when they lie ahead."""

import pytest

from tests.tickets.timing.told import (
    TIMES,
    at,
    fact,
    merged,
    one,
    opened,
    promise,
)
from tickets.timing.marks import armed, marks

REMEDY = opened(promise("remedy", 100))


def speaks(timer, fired, minute, percents=(75,)):
    """The minute at which it speaks next, and what it has spoken at."""
    when, spoken = armed(timer, fired, percents, TIMES, at(minute))
    return when and (when - at(0)).total_seconds() / 60, spoken


@pytest.mark.parametrize(
    ("percents", "fired", "expected"),
    [
        ((75,), [], 75),
        ((75,), [75], 100),
        ((75,), [75, 100], None),
        ((50, 90), [], 50),
        ((50, 90), [50], 90),
        ((), [], 100),
        # A mark that the settings knew once stays told.
        ((75,), [60], 75),
    ],
)
def test_the_next_mark(percents, fired, expected):
    timer = one(REMEDY, until=0)

    assert speaks(timer, fired, 100, percents) == (expected, fired)


def test_an_escalation_speaks_at_its_end_alone():
    timer = one(opened(promise("escalation", 100)), until=0)

    assert marks(timer, [50, 75]) == [100]
    assert speaks(timer, [], 0)[0] == 100


@pytest.mark.parametrize(
    "facts", [[fact("ask_customer", 10)], [fact("resolve", 10)], [fact("cancel", 10)]]
)
def test_what_does_not_run_says_nothing(facts):
    assert speaks(one(REMEDY, *facts), [75], 10) == (None, [75])


def test_marks_lie_in_counted_time():
    # 100 of the office's minutes, of which 40 fit before it closes at 18:00.
    late = opened(promise("remedy", 100, office=True), minute=560)

    assert speaks(one(late, until=560), [], 560)[0] == 24 * 60 + 35


def test_a_pause_moves_what_is_ahead_and_not_what_was_told():
    early = one(REMEDY, fact("ask_customer", 80), fact("begin", 200), until=200)
    before = one(REMEDY, fact("ask_customer", 20), fact("begin", 200), until=200)

    assert speaks(early, [75], 200) == (220, [75])
    assert speaks(before, [], 200) == (255, [])


def test_a_deadline_that_moves_later_is_warned_of_again():
    timer = one(opened(promise("remedy", 300)), until=90)

    assert speaks(timer, [75, 100], 90) == (225, [])


def test_a_deadline_that_moves_earlier_is_told_at_once_and_only_once():
    facts = [opened(promise("remedy", 100)), merged(10, opened(minute=-95))]
    timer = one(*facts, until=10)

    assert speaks(timer, [], 10)[0] == -20
    assert speaks(timer, [75], 10) == (5, [75])
    assert speaks(timer, [75, 100], 10) == (None, [75, 100])
