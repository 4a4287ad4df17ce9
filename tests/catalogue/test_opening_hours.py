"""A week of opening hours in words and bars."""

from catalogue.opening_hours import bars, by_day, in_words

OFFICE = [(day, 480, 1080) for day in range(5)]


def test_days_alike_are_said_together():
    assert in_words(by_day(OFFICE)) == ["Monday to Friday 08:00–18:00"]


def test_days_apart_are_said_apart():
    week = by_day(
        [(0, 480, 720), (0, 780, 1020), (1, 480, 720), (1, 780, 1020), (5, 540, 1440)]
    )

    assert in_words(week) == [
        "Monday and Tuesday 08:00–12:00, 13:00–17:00",
        "Saturday 09:00–24:00",
    ]


def test_always_open_is_said_in_words():
    assert in_words(by_day([], always_open=True)) == [
        "Around the clock, every day of the year"
    ]


def test_a_week_without_hours_is_closed():
    assert in_words(by_day([])) == ["Closed all week"]


def test_bars_are_to_scale():
    (name, (bar,)), *_, (sunday, none) = bars(by_day(OFFICE))

    assert (name, bar.x, bar.width) == ("Monday", "121.3", "106.7")
    assert (sunday, none) == ("Sunday", [])
