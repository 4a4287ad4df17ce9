"""Time as typed into cells, and weeks as named in addresses."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.typed_time import clock, minutes_of, monday_of, week_name


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("", 0),
        ("  ", 0),
        ("0", 0),
        ("1:30", 90),
        ("01:30:00", 90),  # a cell of time copied from a spreadsheet
        (":45", 45),
        ("1.5", 90),
        ("1,5", 90),
        (".25", 15),
        ("2", 120),
        ("2h", 120),
        ("90m", 90),
        ("90 min", 90),
        ("1h30", 90),
        ("1 h 30 min", 90),
        ("1H30M", 90),
        ("1.33", 80),  # 79.8 minutes
        ("24:00", 1440),
    ],
)
def test_a_cell_takes_time_as_people_type_it(typed, minutes):
    assert minutes_of(typed) == minutes


@pytest.mark.parametrize(
    "typed",
    [
        *("-1", "x", "1:75", "1h75", "25", "24:01", "1.5.5", "1e3", "٣", "½", ":"),
        *(".", "h", "0.001", "90m30", "9" * 30, "1:30:15"),
    ],
)
def test_a_cell_refuses_what_is_no_time(typed):
    with pytest.raises(ValueError, match=r"\."):
        minutes_of(typed)


@given(st.integers(0, 1440))
def test_what_a_cell_shows_it_takes_again(minutes):
    assert minutes_of(clock(minutes)) == minutes


@given(st.dates(dt.date(2000, 1, 10), dt.date(2100, 12, 1)))
def test_a_week_leads_back_to_its_monday(day):
    monday = monday_of(week_name(day))

    assert monday.weekday() == 0
    assert 0 <= (day - monday).days < 7


@pytest.mark.parametrize(
    "text", ["", "2026-42", "2026-W54", "2026-W00", "0001-W01", "x"]
)
def test_what_names_no_week_is_refused(text):
    with pytest.raises(ValueError, match="2026-W42"):
        monday_of(text)
