"""Cells of files of time as spreadsheets write them, and what is said of those that cannot be read."""

import datetime as dt

import pytest

from billing.time_rows import BadHeadings, columns_of, date_of, moment_of, read_row
from tests.billing.time_cast import local

AT_NINE = dt.datetime.combine(dt.date(2026, 10, 5), dt.time(9))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-10-05", (10, 5)),
        ("2026-10-05 00:00:00", (10, 5)),
        ("5.10.2026", (10, 5)),
        ("46300", (10, 5)),  # 5 October 2026 in Excel's days since 30 December 1899
        ("10/15/2026", (10, 15)),
        ("15/10/2026", (10, 15)),
    ],
)
def test_a_date_is_read_as_spreadsheets_write_it(text, day):
    assert date_of(text) == dt.date(2026, *day)


def test_a_date_that_may_be_two_days_is_refused_until_somebody_says_which():
    with pytest.raises(ValueError, match="may be two days"):
        date_of("05/10/2026")

    assert date_of("05/10/2026", "day") == dt.date(2026, 10, 5)
    assert date_of("05/10/2026", "month") == dt.date(2026, 5, 10)


@pytest.mark.parametrize(
    "text", ["2026-02-30", "31/31/2026", "x", "99999", "2026-10-05T10", "٢٠٢٦-10-05"]
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match=r"2026-10-05"):
        date_of(text)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("9:00", dt.time(9)),
        ("9:05 pm", dt.time(21, 5)),
        ("12:00 AM", dt.time(0)),
        ("0.375", dt.time(9)),  # 9 of 24 hours
        ("0,5", dt.time(12)),
        ("2026-10-05T09:00", AT_NINE),
        ("5.10.2026 9:00", AT_NINE),
        ("2026-10-05T09:00-05:00", local(10, 5, 9)),
    ],
)
def test_a_time_is_read_as_spreadsheets_write_it(text, moment):
    assert moment_of(text) == moment


@pytest.mark.parametrize(
    "text", ["25:00", "13:00 pm", "9", "2026-10-05", "x", "9:60", "x " * 5000]
)
def test_what_is_no_time_is_refused(text):
    with pytest.raises(ValueError, match=r"09:00"):
        moment_of(text)


def test_headings_are_known_by_other_names_and_strange_ones_are_told():
    assert columns_of(["Date", "Duration", "Ticket", "Engineer e-mail"]) == [
        "date",
        "hours",
        "ticket",
        "engineer",
    ]
    with pytest.raises(BadHeadings, match=r"“colour”.*known are date, start"):
        columns_of(["date", "minutes", "ticket", "colour"])
    with pytest.raises(BadHeadings, match="agreement, customer, ticket"):
        columns_of(["date", "minutes"])


def test_a_row_names_each_cell_that_cannot_be_read():
    row = read_row(
        {"date": "soon", "minutes": "1.5", "ticket": "x", "billable": "free"},
        choices={"hourly": "hourly"},
    )

    assert row.errors.keys() == {"date", "minutes", "ticket", "billable"}
