"""From a target as printed to a promise: units, hours, whom it is for, and what is not said."""

import datetime as dt

import pytest

from tickets.promises import Basis, Promise, Promised, goal, promise, promises

EIGHT_TO_SIX = (((480, 1080),),) * 5 + ((), ())
# Ten hours with a break for lunch, a shorter Friday, and Saturday morning.
UNEVEN = (((480, 720), (780, 1140)),) * 4 + (((480, 900),), ((540, 720),), ())
ALWAYS = (((0, 1440),),) * 7
NIGHT = (((0, 60), (1380, 1440)),) * 7
HOUR = dt.timedelta(hours=1)

UNITS = [  # the text, nominal minutes, the week, hours that may pass
    ("30 minutes", 30, EIGHT_TO_SIX, 0.5),
    ("4 hours", 240, EIGHT_TO_SIX, 4),
    ("24 business hours", 1440, EIGHT_TO_SIX, 24),
    ("48 h", 2880, EIGHT_TO_SIX, 48),
    ("1 Day", 1440, EIGHT_TO_SIX, 10),
    ("2 Days", 2880, EIGHT_TO_SIX, 20),
    ("two (2) business days", 2880, EIGHT_TO_SIX, 20),
    ("NBD", 1440, EIGHT_TO_SIX, 10),
    ("Next business day", 1440, EIGHT_TO_SIX, 10),
    ("1 week", 10080, EIGHT_TO_SIX, 50),
    ("1 Day", 1440, UNEVEN, 10),
    ("1 week", 10080, UNEVEN, 60),
    ("1 Day", 1440, ALWAYS, 24),
    ("1 week", 10080, ALWAYS, 168),
    ("1 Day", 1440, NIGHT, 2),
    # Elapsed time has no week: a day is 24 hours.
    ("1 Day", 1440, (), 24),
    ("30 Days, as an enhancement to the program", 43200, (), 720),
    ("6 Months, or as approved for implementation", 259200, (), 4320),
    # Of two times in a text it is the one that was entered.
    ("1 day (10 working hours)", 1440, EIGHT_TO_SIX, 10),
    ("1 day (10 working hours)", 600, EIGHT_TO_SIX, 10),
    ("half a business day", 720, EIGHT_TO_SIX, 5),
    ("4 hours, at night the next day", 240, EIGHT_TO_SIX, 4),
    # What is not understood is the time that somebody entered.
    ("as soon as possible", 90, EIGHT_TO_SIX, 1.5),
    ("", 1440, EIGHT_TO_SIX, 24),
]


@pytest.mark.parametrize(("text", "minutes", "week", "hours"), UNITS)
def test_the_unit_in_the_text_decides(text, minutes, week, hours):
    assert goal(Promised("response", text, minutes), week) == hours * HOUR


OFFICE = Basis(calendar=4, week=EIGHT_TO_SIX)
NOTHING = Basis()
CLOCKS = [  # the target's clock, the basis, hours counted, calendar, goal in hours, the reason
    ("support", OFFICE, "support", 4, 10, ""),
    ("support", NOTHING, "support", None, None, "does not say which"),
    ("support", Basis(4, has_hours=False), "support", 4, None, "no opening hours"),
    ("support", Basis(4, ((),) * 7), "support", 4, None, "no opening hours"),
    ("elapsed", OFFICE, "elapsed", None, 24, ""),
    ("elapsed", NOTHING, "elapsed", None, 24, ""),
    ("", OFFICE, "support", 4, 10, "support hours are taken"),
    ("", NOTHING, "elapsed", None, 24, "elapsed time is taken"),
]


@pytest.mark.parametrize(
    ("clock", "basis", "hours", "calendar", "goal_hours", "reason"), CLOCKS
)
def test_the_hours_that_count(clock, basis, hours, calendar, goal_hours, reason):
    made = promise(Promised("response", "1 Day", 1440, clock), basis)

    assert (made.hours, made.calendar) == (hours, calendar)
    assert made.goal == (goal_hours and goal_hours * HOUR)
    assert reason in made.reason
    assert bool(made.reason) == bool(reason)


def test_a_target_is_for_those_who_have_what_it_names():
    targets = [
        Promised("restoration", "4 hours", 240, applies_to="Cloud"),
        Promised("response", "1 hour", 60),
        Promised("update", "N/A", None),
    ]

    without = promises(targets, OFFICE)
    with_cloud = promises(targets, OFFICE, [" cloud "])

    assert [each.metric for each in without] == ["response"]
    assert [each.metric for each in with_cloud] == ["restoration", "response"]


def test_two_promises_of_a_metric_are_told_apart():
    targets = [
        Promised("response", "1 hour", 60),
        Promised("response", "30 minutes", 30, applies_to="cloud"),
    ]

    made = promises(targets, OFFICE, ["cloud"])

    assert [each.key for each in made] == [("response", ""), ("response", "cloud")]


def test_what_ends_a_clock_is_what_the_level_says_or_what_is_usual():
    basis = Basis(met_by={"restoration": ["action_plan"], "response": []})

    made = {
        metric: promise(Promised(metric, "1 hour", 60), basis).met_by
        for metric in ("restoration", "response", "escalation")
    }

    assert made == {
        "restoration": ("action_plan",),
        "response": ("reply",),
        "escalation": ("workaround", "resolved"),
    }


@pytest.mark.parametrize(
    "made",
    [
        Promise("response", "1 Day", 10 * HOUR, "support", 4, ("reply",), "", "Taken."),
        Promise("response", "1 Day", None, "support", None, ("reply",), "", "Which?"),
        Promise("escalation", "", HOUR, "elapsed", None, ("resolved",), "Duty manager"),
    ],
)
def test_an_event_keeps_a_promise_whole(made):
    assert Promise.from_json(made.as_json()) == made


def test_an_event_that_says_little_is_understood():
    made = Promise.from_json({"metric": "response"})

    assert (made.goal, made.met_by) == (None, ("reply",))
