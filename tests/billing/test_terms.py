"""Terms: when an agreement ends, by when notice is given, and what of a month is charged."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.terms import (
    Terms,
    ends_after_notice,
    fee,
    months_later,
    notice_by,
    share,
    term_end,
)

D = dt.date
YEAR = Terms(D(2026, 1, 1), term_months=12)
MONTHLY = Terms(D(2026, 1, 1), term_months=12, renewal="monthly")
OPEN = Terms(D(2026, 1, 1), renewal="monthly")
THREE_YEARS = Terms(D(2026, 3, 15), term_months=36)
ONCE = Terms(D(2026, 1, 1), term_months=12, renewal="none")
AGREED = Terms(D(2026, 1, 1), ends_on=D(2026, 9, 1), term_months=12)
SHORT = Terms(D(2025, 8, 31), term_months=6, renewal_months=1)

days = st.dates(D(2026, 1, 1), D(2040, 12, 31))
terms = st.builds(
    Terms,
    starts_on=st.dates(D(2024, 1, 1), D(2026, 1, 1)),
    term_months=st.integers(1, 40),
    renewal_months=st.integers(1, 24),
    notice_days=st.integers(0, 200),
)


@pytest.mark.parametrize(
    ("given_terms", "day", "end"),
    [
        (YEAR, D(2026, 12, 31), D(2027, 1, 1)),
        (YEAR, D(2027, 1, 1), D(2028, 1, 1)),  # renewed by 12 months (W44)
        (YEAR, D(2031, 6, 1), D(2032, 1, 1)),
        (MONTHLY, D(2026, 6, 1), D(2027, 1, 1)),
        (MONTHLY, D(2027, 6, 1), None),  # month to month by now
        (OPEN, D(2027, 6, 1), None),
        (THREE_YEARS, D(2028, 1, 1), D(2029, 3, 15)),  # N03: 36 months
        (ONCE, D(2030, 1, 1), D(2027, 1, 1)),
        (AGREED, D(2026, 2, 1), D(2026, 9, 1)),
        # Six months from 31 August are 28 February; one more is counted from August: 31 March.
        (SHORT, D(2025, 9, 1), D(2026, 2, 28)),
        (SHORT, D(2026, 2, 28), D(2026, 3, 31)),
    ],
)
def test_a_term_ends(given_terms, day, end):
    assert term_end(given_terms, day) == end


@pytest.mark.parametrize(
    ("given_terms", "day", "last"),
    [
        (YEAR, D(2026, 5, 1), D(2026, 12, 1)),  # 30 days before 31 December
        (YEAR, D(2026, 12, 1), D(2026, 12, 1)),
        (YEAR, D(2026, 12, 2), D(2027, 12, 1)),  # too late for this term
        (replace(YEAR, notice_days=0), D(2026, 5, 1), D(2026, 12, 31)),
        (replace(YEAR, notice_given_on=D(2026, 4, 1)), D(2026, 5, 1), None),
        (MONTHLY, D(2026, 5, 1), None),
        (ONCE, D(2026, 5, 1), None),
        (AGREED, D(2026, 5, 1), None),
    ],
)
def test_notice_is_given_by(given_terms, day, last):
    assert notice_by(given_terms, day) == last


@pytest.mark.parametrize(
    ("given_terms", "day", "end"),
    [
        (YEAR, D(2026, 12, 1), D(2027, 1, 1)),
        (YEAR, D(2026, 12, 2), D(2028, 1, 1)),  # it renews once more
        (OPEN, D(2026, 10, 1), D(2026, 12, 1)),  # the next calendar month: November
        (OPEN, D(2026, 10, 31), D(2026, 12, 1)),
        (OPEN, D(2026, 12, 31), D(2027, 2, 1)),
        (MONTHLY, D(2026, 5, 5), D(2027, 1, 1)),  # not before the first term ends
        (MONTHLY, D(2026, 12, 5), D(2027, 2, 1)),
        (ONCE, D(2026, 5, 5), D(2027, 1, 1)),
        (AGREED, D(2026, 5, 5), D(2026, 9, 1)),
    ],
)
def test_after_notice_it_ends(given_terms, day, end):
    assert ends_after_notice(given_terms, day) == end


@pytest.mark.parametrize(
    ("starts", "ends", "prorated", "part"),
    [
        (D(2026, 1, 1), None, False, Fraction(1)),
        (D(2026, 7, 1), None, True, Fraction(0)),
        (D(2026, 1, 1), D(2026, 6, 1), False, Fraction(0)),
        # Any use in the month is all of it (W44).
        (D(2026, 1, 1), D(2026, 6, 2), True, Fraction(1)),
        (D(2026, 6, 16), None, False, Fraction(1)),
        # The first activation by days (N03): 16 to 30 June are 15 of 30.
        (D(2026, 6, 16), None, True, Fraction(1, 2)),
        (D(2026, 6, 30), None, True, Fraction(1, 30)),
        (D(2026, 6, 16), D(2026, 6, 20), True, Fraction(1, 2)),
    ],
)
def test_of_june_is_charged(starts, ends, prorated, part):
    assert share(D(2026, 6, 1), starts, ends, prorated=prorated) == part


def test_a_fee_for_a_part_is_rounded_to_the_cent():
    assert fee(Decimal(1000), Fraction(1, 30)) == Decimal("33.33")


@given(terms, days)
def test_a_term_holds_its_day_and_terms_follow_each_other(given_terms, day):
    end = term_end(given_terms, day)

    assert end > day
    assert term_end(given_terms, end - dt.timedelta(days=1)) == end
    assert end == months_later(
        given_terms.starts_on,
        (end.year - given_terms.starts_on.year) * 12
        + end.month
        - given_terms.starts_on.month,
    )


@given(terms, days)
def test_notice_on_its_last_day_ends_a_term_and_a_day_later_the_next(given_terms, day):
    last = notice_by(given_terms, day)

    in_time = ends_after_notice(given_terms, last)
    late = ends_after_notice(given_terms, last + dt.timedelta(days=1))

    assert last >= day
    assert in_time == last + dt.timedelta(days=given_terms.notice_days + 1)
    assert late > in_time


@given(st.dates(D(2026, 1, 1), D(2027, 12, 31)), st.integers(1, 600), st.booleans())
def test_of_a_month_nothing_a_part_or_all_is_charged(starts, length, prorated):
    ends = starts + dt.timedelta(days=length)

    parts = [
        share(months_later(D(2026, 1, 1), n), starts, ends, prorated=prorated)
        for n in range(48)
    ]

    charged = [part for part in parts if part]
    assert all(0 < part <= 1 for part in charged)
    assert all(part == 1 for part in charged[1:])
