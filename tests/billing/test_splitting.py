"""Within and after business hours: at a window's edge, over midnight, when the clocks change."""

import datetime as dt
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.splitting import MINUTE, Part, split, whole
from catalogue.openings import ROUND_THE_CLOCK, Hours
from catalogue.worktime import WorkingTime

CHICAGO = ZoneInfo("America/Chicago")
OFFICE = (((480, 1080),),) * 5 + ((), ())  # Monday to Friday 08:00 to 18:00 (W36)
THANKSGIVING = {dt.date(2026, 11, 26): "Thanksgiving"}
HOURS = WorkingTime([Hours(CHICAGO, OFFICE, closures=lambda year: THANKSGIVING)])
NIGHTS = WorkingTime([Hours(CHICAGO, ROUND_THE_CLOCK)])


def local(month, day, hour, minute=0, fold=0):
    return dt.datetime(2026, month, day, hour, minute, tzinfo=CHICAGO, fold=fold)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        # Tuesday 6 October, 17:30 to 18:45: half an hour within, 45 minutes after.
        (local(10, 6, 17, 30), local(10, 6, 18, 45), [(False, 30), (True, 45)]),
        # The minute at which a window ends is after it; one that begins there is not.
        (local(10, 6, 18), local(10, 6, 18, 1), [(True, 1)]),
        (local(10, 6, 7, 59), local(10, 6, 8, 1), [(True, 1), (False, 1)]),
        # Over night: 17:00 to 09:00 is an hour, 14 hours after hours, an hour.
        (local(10, 6, 17), local(10, 7, 9), [(False, 60), (True, 840), (False, 60)]),
        # Over midnight alone, and over a weekend.
        (local(10, 6, 23, 30), local(10, 7, 0, 30), [(True, 60)]),
        (local(10, 10, 10), local(10, 10, 12), [(True, 120)]),
        # A closure: all day after hours, though a Thursday.
        (local(11, 26, 10), local(11, 26, 11), [(True, 60)]),
        # 8 March has 23 hours: from 01:30 to 03:30 an hour passes.
        (local(3, 8, 1, 30), local(3, 8, 3, 30), [(True, 60)]),
        # 1 November has 25: from 00:30 to 02:30 three hours pass.
        (local(11, 1, 0, 30), local(11, 1, 2, 30), [(True, 180)]),
        # The night into Monday after it: 20:00 to 09:00 is 13 hours, one of them within.
        (local(11, 1, 20), local(11, 2, 9), [(True, 720), (False, 60)]),
    ],
)
def test_time_is_parted_at_the_edges_of_windows(start, end, expected):
    parts = split(start, end, HOURS)

    assert parts == [Part(*each) for each in expected]


def test_without_hours_nothing_is_after_hours():
    assert split(local(10, 6, 23), local(10, 7, 1), None) == [Part(False, 120)]


def test_round_the_clock_is_within_on_days_of_23_and_25_hours():
    assert split(local(3, 8, 0), local(3, 9, 0), NIGHTS) == [Part(False, 23 * 60)]
    assert split(local(11, 1, 0), local(11, 2, 0), NIGHTS) == [Part(False, 25 * 60)]


@pytest.mark.parametrize(("second", "expected"), [(0, 0), (29, 0), (30, 1), (59, 1)])
def test_instants_go_to_the_nearest_minute(second, expected):
    at = dt.datetime(2026, 10, 6, 9, 0, second, tzinfo=dt.UTC)

    assert whole(at) == dt.datetime(2026, 10, 6, 9, expected, tzinfo=dt.UTC)


WINDOWS = st.lists(st.integers(0, 1440), max_size=6, unique=True).map(
    lambda edges: tuple(
        zip(*[iter(sorted(edges)[: len(edges) // 2 * 2])] * 2, strict=True)
    )
)
ZONES = st.sampled_from(
    ["UTC", "America/Chicago", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Cairo"]
)
CALENDARS = st.builds(
    lambda zone, week: WorkingTime([Hours(ZoneInfo(zone), tuple(week))]),
    ZONES,
    st.lists(WINDOWS, min_size=7, max_size=7),
)
STARTS = st.integers(0, 366 * 1440).map(
    lambda minute: dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + minute * MINUTE
)


@given(CALENDARS, STARTS, st.integers(1, 1440))
def test_within_and_after_are_all_of_it_for_any_calendar(calendar, start, minutes):
    end = start + minutes * MINUTE

    parts = split(start, end, calendar)

    assert sum(part.minutes for part in parts) == minutes
    assert all(part.minutes > 0 for part in parts)
    assert all(one.is_after != two.is_after for one, two in pairwise(parts))
    within = sum(part.minutes for part in parts if not part.is_after)
    assert within == calendar.elapsed(start, end) // MINUTE
