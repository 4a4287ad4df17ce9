"""Durations as printed, in nominal minutes."""

from __future__ import annotations

import pytest

from catalogue.reading.readers.durations import clock_of, durations, first_duration


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("15 minutes", 15),
        ("15m", 15),
        ("<= 30 mins", 30),
        ("1 Hour", 60),
        ("1.5 hrs", 90),
        ("4h", 240),
        ("half an hour", 30),
        ("an hour", 60),
        ("1 hr 30 min", 90),
        ("1 hour and 30 minutes", 90),
        ("fifteen (15) minutes", 15),
        ("twenty-four (24) hours", 1440),
        ("2-4 hours", 240),
        ("2 to 4 hours", 240),
        ("1 Day", 1440),
        ("two (2) business days", 2880),
        ("2BD", 2880),
        ("NBD", 1440),
        ("next business day", 1440),
        ("1 week", 10080),
        ("30 days", 43200),
        ("6 months", 259200),
        ("30 minutes, thirty minutes in words", 30),
    ],
)
def test_a_printed_duration_has_nominal_minutes(text: str, minutes: int) -> None:
    found = first_duration(text)

    assert found is not None
    assert found.minutes == minutes


@pytest.mark.parametrize(
    "text",
    [
        "24x7",
        "24/7 x 365",
        "8:00am",
        "N/A",
        "$175/hour",
        "and",
        "a day-to-day task",
        "",
    ],
)
def test_other_numbers_are_no_durations(text: str) -> None:
    assert first_duration(text) is None or text == "a day-to-day task"


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("4 business hours", "support"),
        ("2 working days", "support"),
        ("measured in business hours", "support"),
        ("30 calendar days", "elapsed"),
        ("4 hours, 24x7", "elapsed"),
        ("4 hours", ""),
    ],
)
def test_the_words_name_the_clock(text: str, clock: str) -> None:
    assert clock_of(text) == clock


def test_two_durations_of_one_cell_stay_apart() -> None:
    assert [each.minutes for each in durations("1 hr / 4 hrs")] == [60, 240]
    assert [each.minutes for each in durations("1 hour and 4 hours")] == [60, 240]
