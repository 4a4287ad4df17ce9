"""What a month will have used by its end."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from billing.forecast import project

OCTOBER = dt.date(2026, 10, 1)  # 22 working days; the 1st is a Thursday
minutes = st.integers(0, 900)
days = st.dictionaries(st.integers(0, 30), minutes, max_size=20).map(
    lambda found: {OCTOBER + dt.timedelta(days=n): m for n, m in found.items()}
)
todays = st.dates(dt.date(2026, 9, 20), dt.date(2026, 11, 10))
pasts = st.lists(st.integers(0, 20_000), max_size=12)


def test_the_pace_and_the_months_before_share_by_the_days_passed():
    # By Friday the 16th 11 of 22 working days are over: half pace, half history. 11 × 100 min are
    # used, 100 a day; past months had 4,400, 200 a day: 150 a day for 11 more days, 2,750 in all:
    # to the half hour 46 h.
    used = {OCTOBER + dt.timedelta(days=n): 100 for n in range(15)}
    used = {day: m for day, m in used.items() if day.weekday() < 5}

    found = project(used, OCTOBER, dt.date(2026, 10, 16), [4400, 4400])

    assert (found.used, found.passed, found.days) == (1100, 11, 22)
    assert found.expected == 46 * 60
    # Past months at 200 a day are the quick end, 150 expected is the slow one.
    assert (found.low, found.high) == (46 * 60, 1100 + 11 * 200)


def test_the_first_day_rests_on_history_alone():
    found = project({OCTOBER: 480}, OCTOBER, OCTOBER, [2200, 2200, 2200])

    # 100 a day are usual; of today's 100 all were done, and 380 more: 480 + 21 × 100.
    assert found.expected == 480 + 21 * 100


def test_late_entries_count_but_set_no_pace():
    late = {dt.date(2026, 9, 29): 600}

    found = project(late, OCTOBER, dt.date(2026, 10, 16), [])

    assert found.expected == found.used == 600


def test_a_month_that_is_over_is_what_was_used():
    found = project({OCTOBER: 480}, OCTOBER, dt.date(2026, 11, 2), [9000, 9000])

    assert (found.low, found.expected, found.high) == (480, 480, 480)


@given(days, todays, pasts)
def test_a_projection_lies_in_its_range_and_never_below_what_is_used(used, today, past):
    found = project(used, OCTOBER, today, past)

    assert found.used <= found.low <= found.expected <= found.high


@given(days, todays, pasts, st.integers(0, 600))
def test_more_work_is_never_expected_to_make_less(used, today, past, more):
    first = project(used, OCTOBER, today, past)

    again = project(used | {OCTOBER: used.get(OCTOBER, 0) + more}, OCTOBER, today, past)

    assert again.expected >= first.expected


@given(days, todays, pasts.filter(bool))
def test_busier_months_before_never_lower_it(used, today, past):
    first = project(used, OCTOBER, today, past)

    assert project(used, OCTOBER, today, [m * 2 for m in past]).expected >= (
        first.expected
    )
