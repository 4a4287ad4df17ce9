"""Stored calendars as working time, kept in memory until their edition grows."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue import hours
from catalogue.models import Calendar, CalendarVersion, Closure, Window

pytestmark = pytest.mark.django_db

MORNING = dt.datetime(
    2026, 7, 2, 6, tzinfo=dt.UTC
)  # a Thursday, before the 4th of July
HOUR = dt.timedelta(hours=1)


def calendar_of(provider, key="office", **values):
    """A calendar, Monday to Friday 08–12 and 13–17 UTC unless `values` say otherwise."""
    calendar = Calendar.objects.create(provider=provider, key=key, name=key.title())
    given = {"valid_from": dt.date(2020, 1, 1), "zone": "UTC"} | values
    version = CalendarVersion.objects.create(calendar=calendar, **given)
    Window.objects.bulk_create(
        Window(version=version, day=day, opens=opens, closes=opens + 240)
        for day in range(5)
        for opens in (480, 780)
    )
    return calendar, version


def time_of(calendar):
    calendar.refresh_from_db()
    return hours.working_time(calendar.pk, calendar.edition)


def week_from(calendar):
    return time_of(calendar).elapsed(MORNING, MORNING + dt.timedelta(days=7))


def test_every_window_of_a_day_counts(provider):
    calendar, _ = calendar_of(provider)

    assert week_from(calendar) == 5 * 8 * HOUR


def test_windows_that_overlap_count_once(provider):
    calendar, version = calendar_of(provider)

    Window.objects.create(version=version, day=3, opens=600, closes=840)  # 10–14

    assert week_from(calendar) == (5 * 8 + 1) * HOUR


def test_own_closures_and_holidays_are_closed_and_named(provider):
    calendar, version = calendar_of(provider, holidays="US")
    Closure.objects.create(version=version, day=dt.date(2026, 7, 7), name="Inventory")

    found = time_of(calendar).stretches(MORNING, MORNING + dt.timedelta(days=7))

    # The 4th of July 2026 is a Saturday: it is observed on Friday the 3rd.
    names = [each.name for each in found if each.kind == "holiday"]
    assert names == ["Independence Day (observed)", "Independence Day", "Inventory"]
    assert week_from(calendar) == 3 * 8 * HOUR


def test_round_the_clock_knows_no_closures(provider):
    calendar, version = calendar_of(provider, always_open=True, holidays="US")
    Closure.objects.create(version=version, day=dt.date(2026, 7, 7), name="Inventory")

    assert week_from(calendar) == 7 * 24 * HOUR


def test_a_holiday_set_that_is_gone_stops_nobody(provider):
    calendar, _ = calendar_of(provider, holidays="XX")

    assert week_from(calendar) == 5 * 8 * HOUR


def test_a_calendar_without_versions_says_so(provider):
    empty = Calendar.objects.create(provider=provider, key="empty", name="Empty")

    with pytest.raises(hours.NoHours, match="add a version"):
        hours.working_time(empty.pk, empty.edition)
    assert hours.working_times([empty]) == {}


def test_many_calendars_are_read_together_and_once(provider, django_assert_num_queries):
    calendars = [calendar_of(provider, key)[0] for key in ("one", "two", "three")]

    with django_assert_num_queries(3):  # versions, windows, closures
        first = hours.working_times(calendars)
    with django_assert_num_queries(0):
        again = hours.working_times(calendars)

    assert first == again
    assert len(first) == 3


@pytest.mark.parametrize(
    "change",
    [
        lambda v: Window.objects.create(version=v, day=5, opens=480, closes=540),
        lambda v: Window.objects.filter(version=v, day=0).delete(),
        lambda v: Window.objects.filter(version=v, day=0).update(closes=1000),
        lambda v: v.windows.first().delete(),
        lambda v: Closure.objects.create(version=v, day=MORNING.date(), name="Move"),
        lambda v: CalendarVersion.objects.filter(pk=v.pk).update(zone="Asia/Tokyo"),
        lambda v: v.delete(),
    ],
)
def test_every_change_of_hours_grows_the_edition(provider, change):
    calendar, version = calendar_of(provider)
    other, _ = calendar_of(provider, "other")
    calendar.refresh_from_db()
    other.refresh_from_db()
    before, others = calendar.edition, other.edition

    change(version)

    calendar.refresh_from_db()
    other.refresh_from_db()
    assert calendar.edition > before
    assert other.edition == others


def test_what_moves_to_another_calendar_changes_the_hours_of_both(provider):
    one, _ = calendar_of(provider, "one")
    two, version = calendar_of(provider, "two")
    window = one.versions.get().windows.first()
    before = week_from(one), week_from(two)

    window.version = version
    window.day = 6
    window.save()

    assert (week_from(one), week_from(two)) == (
        before[0] - 4 * HOUR,
        before[1] + 4 * HOUR,
    )


def test_rows_cost_no_query_each(provider, django_assert_num_queries):
    _, version = calendar_of(provider)
    rows = [
        Window(version_id=version.pk, day=5, opens=n * 60, closes=n * 60 + 30)
        for n in range(20)
    ]

    # The rule, the edition, the rows, the savepoint.
    with django_assert_num_queries(1 + 1 + 1 + 2):
        Window.objects.bulk_create(rows)


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 1439), st.integers(1, 1440)))
)
def test_windows_become_a_week_in_order_and_apart(drawn):
    rows = [Window(day=d, opens=min(a, b - 1), closes=b) for d, a, b in drawn]

    week = hours.week_of(rows)

    for day, windows in enumerate(week):
        minutes = {m for w in rows if w.day == day for m in range(w.opens, w.closes)}
        assert {m for one, other in windows for m in range(one, other)} == minutes
        edges = [edge for window in windows for edge in window]
        assert edges == sorted(set(edges))
