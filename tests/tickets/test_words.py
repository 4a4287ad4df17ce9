"""Clocks in plain words."""

import datetime as dt

import pytest

from tickets import words
from tickets.words import Reading

CHICAGO = "America/Chicago"
NOW = dt.datetime(2026, 3, 10, 15, 0, tzinfo=dt.UTC)  # Tuesday, 10:00 in Chicago (CDT)
DUE = dt.datetime(2026, 3, 10, 21, 30, tzinfo=dt.UTC)  # 16:30 in Chicago


def span(hours=0, minutes=0, seconds=0):
    return dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)


@pytest.mark.parametrize(
    ("value", "hours", "text"),
    [
        (span(2, 10), "support", "2 h 10 min"),
        (span(3), "support", "3 h"),
        (span(0, 35, 59), "support", "35 min"),
        (span(seconds=45), "support", "45 s"),
        (span(), "support", "less than 1 s"),
        (-span(0, 35), "support", "35 min"),
        (span(50), "support", "50 h"),
        (span(50, 5), "elapsed", "2 days 2 h 5 min"),
        (span(24), "elapsed", "1 day"),
    ],
)
def test_a_duration_is_told_in_hours_and_minutes(value, hours, text):
    assert words.duration(value, hours) == text


@pytest.mark.parametrize(
    ("at", "zone", "text"),
    [
        ((2026, 3, 10, 21, 30), CHICAGO, "today 16:30 (CDT)"),
        ((2026, 3, 11, 4, 59), CHICAGO, "today 23:59 (CDT)"),
        ((2026, 3, 11, 5, 0), CHICAGO, "tomorrow 00:00 (CDT)"),
        ((2026, 3, 10, 4, 59), CHICAGO, "yesterday 23:59 (CDT)"),
        ((2026, 3, 16, 21, 30), CHICAGO, "Monday 16:30 (CDT)"),
        ((2026, 3, 17, 21, 30), CHICAGO, "17 March 2026 16:30 (CDT)"),
        ((2027, 3, 3, 22, 30), CHICAGO, "3 March 2027 16:30 (CST)"),
        ((2026, 3, 8, 15, 0), CHICAGO, "8 March 2026 10:00 (CDT)"),
        ((2026, 3, 10, 21, 30), "Asia/Kathmandu", "tomorrow 03:15 (UTC+05:45)"),
        ((2026, 3, 10, 21, 30), "America/Sao_Paulo", "today 18:30 (UTC-03:00)"),
        ((2026, 3, 10, 21, 30), "UTC", "today 21:30 (UTC)"),
    ],
)
def test_an_instant_is_told_by_the_days_of_the_zone(at, zone, text):
    at = dt.datetime(*at, tzinfo=dt.UTC)

    assert words.moment(at, now=NOW, zone=zone) == text


@pytest.mark.parametrize(
    ("at", "text"),
    [
        # The hour from 01:00 comes twice on the night of 1 November 2026.
        ((2026, 11, 1, 6, 30), "today 01:30 (CDT)"),
        ((2026, 11, 1, 7, 30), "today 01:30 (CST)"),
        ((2026, 11, 2, 5, 59), "today 23:59 (CST)"),
        ((2026, 11, 2, 6, 0), "tomorrow 00:00 (CST)"),
    ],
)
def test_the_zones_name_tells_the_two_hours_of_the_clock_change_apart(at, text):
    at, now = (
        dt.datetime(*at, tzinfo=dt.UTC),
        dt.datetime(2026, 11, 1, 6, tzinfo=dt.UTC),
    )

    assert words.moment(at, now=now, zone=CHICAGO) == text


def test_an_instant_without_a_zone_is_refused():
    naive = NOW.replace(tzinfo=None)

    with pytest.raises(ValueError, match="zone"):
        words.moment(naive, now=NOW, zone="UTC")


def reading(metric="response", state="running", **values):
    given = {"hours": "support", "goal": span(2), "due_at": DUE, "left": span(2, 10)}
    return Reading(metric=metric, state=state, **(given | values))


SAID = [
    (
        reading(),
        "Response due today 16:30 (CDT), in 2 h 10 min of support time",
    ),
    (
        reading(hours="elapsed", left=span(6, 30)),
        "Response due today 16:30 (CDT), in 6 h 30 min",
    ),
    (reading(left=None), "Response due today 16:30 (CDT), in 6 h 30 min"),
    (
        reading(due_at=NOW - span(0, 35), left=-span(0, 35)),
        "Response overdue by 35 min of support time, since today 09:25 (CDT)",
    ),
    (
        reading(due_at=NOW, left=span()),
        "Response overdue, since today 10:00 (CDT)",
    ),
    (
        reading("restoration", "paused", pause="customer", left=span(3)),
        "Restoration paused while waiting for you; 3 h of support time left",
    ),
    (
        reading("restoration", "paused", pause="approval", left=-span(1)),
        "Restoration paused while waiting for your approval; overdue by 1 h of support time",
    ),
    (
        reading("remedy", "paused", pause="scheduled", left=None),
        "Remedy paused until the scheduled work",
    ),
    (
        reading(state="stopped", elapsed=span(), met=True),
        "Response given before any of the 2 h of support time had passed: in time",
    ),
    (
        reading(state="stopped", elapsed=span(1, 5), met=True),
        "Response given after 1 h 5 min of 2 h of support time: in time",
    ),
    (
        reading(state="stopped", elapsed=span(2, 0, 30), met=False),
        "Response given after 2 h of 2 h of support time: late by 30 s",
    ),
    (
        reading(
            state="stopped",
            elapsed=span(1),
            met=True,
            counts=False,
            reason="Went on after reopening.",
        ),
        "Response given after 1 h of 2 h of support time: in time; not counted (went on after reopening)",
    ),
    (
        reading(state="waiting", due_at=None, left=None),
        "Response: 2 h of support time, starting when the report is understood",
    ),
    (
        reading(state="cancelled", reason="Reclassified."),
        "Response is no longer counted: reclassified",
    ),
    (
        reading(
            state="undetermined",
            due_at=None,
            goal=None,
            reason="The guide counts business hours and does not say which.",
        ),
        "Response: no time can be told: the guide counts business hours and does not say which",
    ),
    (
        reading(
            "restoration", "paused", pause="third_party", counts=False, exempt=True
        ),
        "Restoration not counted: the ticket waits for a third party whose time is exempt and reported on its own",
    ),
    (
        reading("escalation", name="Duty manager"),
        "Goes to Duty manager today 16:30 (CDT) unless it is solved before",
    ),
    (
        reading("escalation", name="Duty manager", breached_at=NOW - span(1)),
        "Escalated to Duty manager today 09:00 (CDT)",
    ),
    (
        reading(
            "escalation", "stopped", name="Duty manager", elapsed=span(1), met=True
        ),
        "Not escalated to Duty manager: solved before",
    ),
]


@pytest.mark.parametrize(("clock", "text"), SAID)
def test_a_clock_is_told_in_one_sentence(clock, text):
    assert words.clock(clock, now=NOW, zone=CHICAGO) == text


def test_staff_read_of_the_customer_not_of_you():
    clock = reading(state="paused", pause="customer", left=span(3))

    said = words.clock(clock, now=NOW, zone=CHICAGO, to_customer=False)

    assert (
        said
        == "Response paused while waiting for the customer; 3 h of support time left"
    )


@pytest.mark.parametrize(
    ("due_at", "why", "text"),
    [
        (DUE, "", "Response (“2 hours”): due today 16:30 (CDT)"),
        (
            None,
            "The guide names no time.",
            "Response (“2 hours”): no time is promised for this: the guide names no time",
        ),
        (None, "None promised.", "Response (“2 hours”): none promised"),
    ],
)
def test_a_promise_is_told_before_there_is_a_clock(due_at, why, text):
    said = words.promised("response", "2 hours", due_at, why, now=NOW, zone=CHICAGO)

    assert said == text


def test_a_list_tells_the_next_deadline():
    late = NOW - span(1)

    assert words.due(DUE, now=NOW, zone=CHICAGO) == "due today 16:30 (CDT)"
    assert words.due(late, now=NOW, zone=CHICAGO) == "overdue since today 09:00 (CDT)"
    assert words.due(None, now=NOW, zone=CHICAGO) == ""


def test_every_state_of_a_clock_and_of_a_ticket_has_its_words():
    from tickets.models import Clock
    from tickets.states import STATES

    told = {
        state: words.clock(reading(state=state), now=NOW, zone=CHICAGO)
        for state in Clock.State.values
    }

    assert all(told.values())
    assert set(words.STATES) == set(STATES)
    assert set(words.NOUNS) | {"escalation"} == set(Clock.Metric.values)
