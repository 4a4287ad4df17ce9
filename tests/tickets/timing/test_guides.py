"""The service levels of the five bundled documents, as written: due times worked out by hand.

In 2026 the United Kingdom changes its clocks on 29 March and 25 October, the United States on
8 March and 1 November. Times are UTC, which is also the fixed GMT of Enghouse's office hours.
"""

from zoneinfo import ZoneInfo

import pytest

from catalogue.openings import Hours
from catalogue.worktime import WorkingTime
from tests.tickets.timing.bundled import clocks, guide, utc

STANDARD, PREMIUM = "Standard Support", "Premium Support"
P1, P2, P3, P4 = "P1 (Critical)", "P2 (High)", "P3 (Medium)", "P4 (Low)"
MANAGERS = "escalation"
NEW_YORK = WorkingTime(
    [Hours(ZoneInfo("America/New_York"), (((540, 1020),),) * 5 + ((), ()))]
)


def dues(found):
    """By metric, when a clock is due, or its state when that cannot be told."""
    return {each.promise.metric: each.due_at or each.state for each in found}


ENGHOUSE = [
    # Friday 17:45, a quarter of an hour before closing, and the clocks change on Sunday: GMT does
    # not. Response 30 min: 15 on Friday, 15 on Monday. Restoration and management 4 h: 15 min and
    # 3 h 45. Update 2 h: 15 min and 1 h 45.
    (
        STANDARD, P1, "2026-10-23 17:45",
        {
            "response": "2026-10-26 08:15",
            "restoration": "2026-10-26 11:45",
            "update": "2026-10-26 09:45",
            MANAGERS: "2026-10-26 11:45",
        },
    ),
    # Half an hour before closing: 30 min are over when the office closes, not when it opens.
    (
        STANDARD, P1, "2026-10-23 17:30",
        {
            "response": "2026-10-23 18:00",
            "restoration": "2026-10-26 11:30",
            "update": "2026-10-26 09:30",
            MANAGERS: "2026-10-26 11:30",
        },
    ),
    # Saturday noon, the day before summer time: all begins on Monday 08:00 GMT, 09:00 in London.
    # 1 h, 8 h, 4 h, and management at 8 h.
    (
        STANDARD, P2, "2026-03-28 12:00",
        {
            "response": "2026-03-30 09:00",
            "restoration": "2026-03-30 16:00",
            "update": "2026-03-30 12:00",
            MANAGERS: "2026-03-30 16:00",
        },
    ),
    # "1 Day" is a support day of 10 h: Friday 16–18 are 2 h, Monday 08–16 are 8 h.
    (STANDARD, P3, "2026-07-03 16:00", {"response": "2026-07-06 16:00"}),
    # "2 Days" are 20 h: Thursday 10–18 are 8 h, Friday 10 h although it is Christmas (no holidays
    # are stated), Monday 2 h.
    (STANDARD, P4, "2026-12-24 10:00", {"response": "2026-12-28 10:00"}),
    # Round the clock a day is 24 h, and nothing waits for Monday.
    (
        PREMIUM, P1, "2026-03-28 23:50",
        {
            "response": "2026-03-29 00:20",
            "restoration": "2026-03-29 03:50",
            "update": "2026-03-29 01:50",
            MANAGERS: "2026-03-29 03:50",
        },
    ),
    (
        PREMIUM, P2, "2026-10-24 20:00",
        {
            "response": "2026-10-24 21:00",
            "restoration": "2026-10-25 04:00",
            "update": "2026-10-25 00:00",
            MANAGERS: "2026-10-25 04:00",
        },
    ),
    (PREMIUM, P3, "2026-07-03 16:00", {"response": "2026-07-04 16:00"}),
    (PREMIUM, P4, "2026-12-24 10:00", {"response": "2026-12-26 10:00"}),
]  # fmt: skip


@pytest.mark.parametrize(("level", "priority", "at", "expected"), ENGHOUSE)
def test_enghouse(level, priority, at, expected):
    found = clocks("enghouse-support", level, priority, utc(at), qualifies=["cloud"])

    assert dues(found) == {metric: utc(due) for metric, due in expected.items()}


def test_enghouse_restores_for_its_cloud_alone():
    at = utc("2026-10-23 10:00")

    found = clocks("enghouse-support", STANDARD, P1, at)

    assert set(dues(found)) == {"response", "update", MANAGERS}


PROMERO = [
    # Elapsed time from the first call, at night, on weekends and while clocks change.
    (
        "One", "2026-03-08 07:30",
        {
            "workaround": "2026-03-08 08:30",  # 1 h
            "remedy": "2026-03-08 11:30",  # 4 h
            "response": "2026-03-08 07:45",  # 15 min
        },
    ),
    (
        "Two", "2026-10-31 18:00",
        {
            "workaround": "2026-10-31 22:00",  # 4 h
            "remedy": "2026-11-01 18:00",  # 24 h, over the change of clocks
            "response": "2026-10-31 19:00",  # 1 h
        },
    ),
    (
        "Three", "2026-02-27 12:00",
        {
            "workaround": "2026-03-01 12:00",  # 48 h
            "remedy": "2026-03-29 12:00",  # 30 days
            "response": "2026-02-27 14:00",  # 2 h
        },
    ),
    (
        "Four", "2026-01-01 00:00",
        {
            "workaround": "2026-01-06 00:00",  # 5 days
            "remedy": "2026-06-30 00:00",  # 6 months of 30 days: 180 days
            "response": "2026-01-02 00:00",  # 24 h
        },
    ),
]  # fmt: skip


@pytest.mark.parametrize(("severity", "at", "expected"), PROMERO)
def test_promero(severity, at, expected):
    guide_and_level = ("promero-severity", "Severity Levels")
    told = {metric: utc(due) for metric, due in expected.items()}

    understood = clocks(*guide_and_level, severity, utc(at), understood=True)
    unclear = clocks(*guide_and_level, severity, utc(at))

    assert dues(understood) == told
    assert dues(unclear) == told | {"response": "waiting"}


NET2PHONE = [
    # Hours of the customer's own: Monday to Friday 9–17 in New York. Reported on Friday at 16:30
    # EST, 21:30 UTC; on Monday it is summer time, so that 9:00 is 13:00 UTC.
    ("High", "2026-03-09 14:30"),  # 2 h: 30 min on Friday, until 10:30 on Monday
    ("Medium", "2026-03-09 20:30"),  # 8 h: 30 min, then 7 h 30 until 16:30 on Monday
    # 24 business hours are hours, not a day: 30 min, Monday 8 h, Tuesday 8 h, Wednesday 7 h 30.
    ("Low", "2026-03-11 20:30"),
]


@pytest.mark.parametrize(("priority", "due"), NET2PHONE)
def test_net2phone_is_due_in_hours_that_were_agreed(priority, due):
    guide_and_level = ("ucontact-plans", "Technical Support")
    at = utc("2026-03-06 21:30")

    agreed = clocks(*guide_and_level, priority, at, agreed=NEW_YORK)
    (silent,) = clocks(*guide_and_level, priority, at)

    assert dues(agreed) == {"response": utc(due)}
    assert (silent.state, silent.due_at) == ("undetermined", None)
    assert silent.reason == "The guide counts business hours and does not say which."


def test_webex_promises_no_times_for_priority_incidents():
    level = "Priority incident support"

    found = clocks(
        "webex-contact-center", level, "Priority incident", utc("2026-07-03 16:00")
    )

    assert found == []


def test_client_service_management_has_no_service_level():
    assert guide("client-service-management").revision.service_levels == []


def test_every_priority_of_every_document_is_in_the_tables():
    levels = [
        (name, level)
        for name in ("enghouse-support", "promero-severity", "ucontact-plans")
        for level in guide(name).revision.service_levels
    ]

    printed = {(level.name, p.label) for _, level in levels for p in level.priorities}

    assert printed == {(row[0], row[1]) for row in ENGHOUSE} | {
        ("Severity Levels", row[0]) for row in PROMERO
    } | {("Technical Support", row[0]) for row in NET2PHONE}
