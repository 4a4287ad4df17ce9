"""Working time: the laws of every calendar, and worked examples around weekends and clock changes."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.openings import ROUND_THE_CLOCK, Hours
from catalogue.worktime import NeverOpen, WorkingTime

NINE_TO_FIVE = (((540, 1020),),) * 5 + ((), ())
MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)
# Hypothesis draws plain datetimes and puts the zone on.
FIRST, LAST = dt.datetime(2010, 1, 1), dt.datetime(2013, 1, 1)  # noqa: DTZ001
ZONES = [
    "America/Chicago",
    "America/St_Johns",  # half an hour off
    "Asia/Kathmandu",  # three quarters
    "Australia/Lord_Howe",  # changes its clocks by half an hour
    "America/Sao_Paulo",  # changed them at midnight, until 2019
    "Africa/Casablanca",  # changes them around Ramadan
    "Pacific/Apia",  # left out a whole day in 2011
    "UTC",
]


def utc(*parts):
    return dt.datetime(*parts, tzinfo=dt.UTC)


def chicago(*parts):
    return dt.datetime(*parts, tzinfo=ZoneInfo("America/Chicago"))


@st.composite
def weeks(draw, least=0):
    """Windows of seven days, each in order and apart; at least `least` in all."""
    week = []
    for _ in range(7):
        edges = sorted(draw(st.lists(st.integers(0, 1440), max_size=6, unique=True)))
        week.append(tuple(zip(edges[::2], edges[1::2], strict=False)))
    if least and not any(week):
        week[draw(st.integers(0, 6))] = ((480, 1020),)
    return tuple(week)


@st.composite
def calendars(draw, least=1):
    """Hours of a zone with some closures, perhaps followed by other hours."""
    days = draw(
        st.lists(st.dates(dt.date(2009, 1, 1), dt.date(2013, 1, 1)), max_size=9)
    )
    closed = dict.fromkeys(days, "Closure")

    def closures(year):
        return {day: name for day, name in closed.items() if day.year == year}

    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    versions = [Hours(zone, draw(weeks(least)), closures=closures)]
    if draw(st.booleans()):
        other = ZoneInfo(draw(st.sampled_from(ZONES)))
        begins = draw(st.dates(dt.date(2010, 1, 1), dt.date(2012, 12, 31)))
        versions.append(Hours(other, draw(weeks(least)), begins, closures))
    return WorkingTime(versions), versions


instants = st.datetimes(FIRST, LAST, timezones=st.just(dt.UTC))
amounts = st.timedeltas(dt.timedelta(), dt.timedelta(days=40))


def open_by_the_clock(versions, at):
    """Whether the wall clock of the zone then shows an opening: the definition, written plainly."""
    in_force = versions[0]
    for version in versions[1:]:
        if at.astimezone(version.zone).date() >= version.valid_from:
            in_force = version
    local = at.astimezone(in_force.zone)
    if local.date() in in_force.closures(local.year):
        return False
    minute = local.hour * 60 + local.minute
    windows = in_force.week[local.weekday()]
    return any(opens <= minute < closes for opens, closes in windows)


@given(calendars(), instants, amounts)
def test_what_was_added_has_passed(made, start, amount):
    calendar, _ = made

    assert calendar.elapsed(start, calendar.add(start, amount)) == amount


@given(calendars(), instants, instants, instants)
def test_parts_add_up(made, one, two, three):
    calendar, _ = made

    whole = calendar.elapsed(one, three)

    assert calendar.elapsed(one, two) + calendar.elapsed(two, three) == whole


@given(calendars(), instants, amounts, amounts)
def test_adding_twice_is_adding_the_sum(made, start, one, two):
    calendar, _ = made

    twice = calendar.add(calendar.add(start, one), two)

    assert twice == calendar.add(start, one + two)


@given(calendars(), instants, instants, amounts)
def test_who_begins_later_ends_no_earlier(made, one, two, amount):
    calendar, _ = made
    earlier, later = sorted([one, two])

    assert calendar.add(earlier, amount) <= calendar.add(later, amount) or not amount
    assert calendar.elapsed(earlier, later) >= dt.timedelta()
    assert calendar.elapsed(earlier, later) <= later - earlier


@given(calendars(least=0), instants, st.integers(0, 4000))
def test_it_agrees_with_counting_minute_by_minute(made, start, minutes):
    calendar, versions = made
    start = start.replace(second=0, microsecond=0)
    span = [start + n * MINUTE for n in range(minutes)]

    counted = sum(open_by_the_clock(versions, at) for at in span)

    assert calendar.elapsed(start, start + minutes * MINUTE) == counted * MINUTE
    assert all(
        calendar.is_open(at) == open_by_the_clock(versions, at) for at in span[::97]
    )


@given(calendars(), instants)
def test_the_next_opening_is_the_first(made, at):
    calendar, _ = made

    opening = calendar.next_opening(at)

    assert opening >= at
    assert calendar.is_open(opening)
    assert calendar.elapsed(at, opening) == dt.timedelta()


@given(
    calendars(least=0), instants, st.timedeltas(dt.timedelta(), dt.timedelta(days=20))
)
def test_stretches_fill_the_time_and_add_up(made, start, length):
    calendar, _ = made
    end = start + length

    stretches = calendar.stretches(start, end)

    edges = [start, *(each.end for each in stretches)]
    assert [each.start for each in stretches] == edges[:-1]
    assert edges[-1] == end
    worked = sum(
        (each.length for each in stretches if each.kind == "open"), dt.timedelta()
    )
    assert worked == calendar.elapsed(start, end)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        # Friday 16:00 and 2 h: one hour on Friday, one on Monday.
        (chicago(2026, 3, 13, 16), 2, chicago(2026, 3, 16, 10)),
        # Over the night of 8 March 2026, when clocks go forward: 9 to 5 stays 9 to 5.
        (chicago(2026, 3, 6, 16), 2, chicago(2026, 3, 9, 10)),
        # Saturday: begins on Monday.
        (chicago(2026, 3, 14, 12), 1, chicago(2026, 3, 16, 10)),
        # Before opening: begins when it opens.
        (chicago(2026, 3, 16, 3), 1, chicago(2026, 3, 16, 10)),
        # Eight hours from opening end at closing time, not at the next opening.
        (chicago(2026, 3, 16, 9), 8, chicago(2026, 3, 16, 17)),
    ],
)
def test_hours_are_added_around_nights_and_weekends(start, hours, end):
    calendar = WorkingTime([Hours(ZoneInfo("America/Chicago"), NINE_TO_FIVE)])

    assert calendar.add(start, hours * HOUR) == end


def test_a_skipped_hour_does_not_count_and_a_repeated_one_counts_twice():
    nights = (((0, 360),),) * 7  # midnight to six
    calendar = WorkingTime([Hours(ZoneInfo("America/Chicago"), nights)])

    forward = calendar.elapsed(chicago(2026, 3, 8), chicago(2026, 3, 9))
    back = calendar.elapsed(chicago(2026, 11, 1), chicago(2026, 11, 2))

    assert (forward, back) == (5 * HOUR, 7 * HOUR)


def test_a_closure_across_midnight_closes_its_own_date_only():
    late = (((0, 120), (1320, 1440)),) * 7  # ten in the evening to two at night
    day = dt.date(2026, 12, 25)
    calendar = WorkingTime(
        [Hours(ZoneInfo("UTC"), late, closures=lambda year: {day: "Christmas"})]
    )

    stretches = calendar.stretches(utc(2026, 12, 24, 22), utc(2026, 12, 26, 2))

    assert [(s.kind, s.name, s.length / HOUR) for s in stretches] == [
        ("open", "", 2),
        ("holiday", "Christmas", 24),
        ("open", "", 2),
    ]


def test_hours_change_at_midnight_of_their_zone():
    early, late = (((480, 960),),) * 7, (((600, 1080),),) * 7
    zone = ZoneInfo("America/Chicago")
    calendar = WorkingTime(
        [Hours(zone, early), Hours(zone, late, dt.date(2026, 3, 17))]
    )

    assert calendar.next_opening(chicago(2026, 3, 16, 1)) == chicago(2026, 3, 16, 8)
    assert calendar.next_opening(chicago(2026, 3, 17, 1)) == chicago(2026, 3, 17, 10)


def test_round_the_clock_is_plain_time():
    calendar = WorkingTime([Hours(ZoneInfo("America/Chicago"), ROUND_THE_CLOCK)])
    start = utc(2026, 10, 30, 3, 7, 11, 5)

    assert calendar.add(start, 100 * HOUR) == start + 100 * HOUR


def test_a_calendar_that_never_opens_says_so():
    never = WorkingTime([Hours(ZoneInfo("UTC"), ((),) * 7)])

    with pytest.raises(NeverOpen):
        never.add(utc(2026, 1, 1), HOUR)
    with pytest.raises(NeverOpen):
        never.next_opening(utc(2026, 1, 1))
    assert never.elapsed(utc(2026, 1, 1), utc(2027, 1, 1)) == dt.timedelta()


def test_a_calendar_that_closes_for_ever_says_so():
    zone = ZoneInfo("UTC")
    ended = WorkingTime(
        [Hours(zone, NINE_TO_FIVE), Hours(zone, ((),) * 7, dt.date(2026, 2, 1))]
    )

    assert ended.add(utc(2026, 1, 30), 8 * HOUR) == utc(2026, 1, 30, 17)
    with pytest.raises(NeverOpen):
        ended.add(utc(2026, 1, 30), 9 * HOUR)


def test_ten_years_of_working_time_are_found():
    calendar = WorkingTime([Hours(ZoneInfo("America/Chicago"), NINE_TO_FIVE)])
    start = utc(2026, 1, 5, 15)

    end = calendar.add(start, 20_000 * HOUR)

    assert calendar.elapsed(start, end) == 20_000 * HOUR
    assert end.year == 2035


def test_a_negative_amount_is_refused():
    calendar = WorkingTime([Hours(ZoneInfo("UTC"), NINE_TO_FIVE)])

    with pytest.raises(ValueError, match="0 or more"):
        calendar.add(utc(2026, 1, 1), -HOUR)


def test_a_calendar_without_hours_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        WorkingTime([])
