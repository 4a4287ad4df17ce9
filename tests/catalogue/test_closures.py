"""Closed days: public holidays from sets that are known, and a provider's own."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.closures import (
    ClosedDay,
    Span,
    UnknownSet,
    check,
    closed_days,
    known_sets,
    public_holidays,
)

JAN = dt.date(2026, 1, 1)
NEXT = dt.date(2027, 1, 1)


def days(*spans, first=JAN, last=NEXT):
    return {each.day: each for each in closed_days(spans, first, last)}


def test_a_countrys_holidays_close_the_day():
    found = days(Span(JAN, None, "US"))

    assert found[dt.date(2026, 7, 4)] == ClosedDay(
        dt.date(2026, 7, 4), "Independence Day", own=False
    )


def test_a_part_of_a_country_has_holidays_of_its_own():
    reformation = dt.date(2026, 10, 31)

    assert reformation not in days(Span(JAN, None, "DE-BY"))
    assert reformation in days(Span(JAN, None, "DE-SN"))


def test_without_a_set_only_own_closures_count():
    own = (dt.date(2026, 5, 4), "Move")

    assert list(days(Span(JAN, None, "", (own,)))) == [own[0]]


def test_the_providers_own_reason_wins():
    day = dt.date(2026, 12, 25)

    found = days(Span(JAN, None, "US", ((day, "Works outing"),)))

    assert found[day] == ClosedDay(day, "Works outing", own=True)


def test_round_the_clock_is_never_closed():
    assert not days(Span(JAN, None, "US", ((JAN, "x"),), always_open=True))


def test_each_day_is_judged_by_the_version_of_its_date():
    june = dt.date(2026, 6, 1)

    found = days(Span(JAN, june, "US"), Span(june, None, "DE"))

    assert dt.date(2026, 5, 25) in found  # Memorial Day
    assert dt.date(2026, 7, 4) not in found  # the fourth of July, no more
    assert dt.date(2026, 10, 3) in found  # Day of German Unity


def test_a_period_over_new_year_has_the_holidays_of_both():
    found = days(
        Span(JAN, None, "US"), first=dt.date(2026, 12, 1), last=dt.date(2027, 2, 1)
    )

    assert {day.year for day in found} == {2026, 2027}


@pytest.mark.parametrize("code", ["", "US", "US-CA", "DE-BY"])
def test_known_sets_pass(code):
    check(code)


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("ZZ", "Give a country such as US"),
        ("US-QQ", "US-CA"),
        ("Germany", "Did you mean DE"),
        ("us", "Did you mean US"),
        ("US-", "Did you mean US"),
        ("x" * 500, "Give a country"),
    ],
)
def test_an_unknown_set_is_refused_with_a_hint(code, hint):
    with pytest.raises(UnknownSet, match=hint):
        check(code)
    with pytest.raises(UnknownSet):
        days(Span(JAN, None, code))


@given(st.sampled_from(sorted(known_sets())), st.integers(2020, 2035))
def test_every_set_on_offer_works_and_stays_in_its_year(code, year):
    assert all(day.year == year for day in public_holidays(code, year))


@given(
    st.dates(dt.date(2024, 1, 1), dt.date(2028, 1, 1)),
    st.integers(0, 500),
    st.dates(dt.date(2024, 1, 1), dt.date(2028, 1, 1)),
)
def test_two_spans_close_what_each_closes_on_its_days(first, length, turn):
    last = first + dt.timedelta(days=length)
    whole = Span(dt.date.min, None, "US")
    before, after = Span(dt.date.min, turn, "US"), Span(turn, None, "US")

    assert closed_days([before, after], first, last) == closed_days(
        [whole], first, last
    )
