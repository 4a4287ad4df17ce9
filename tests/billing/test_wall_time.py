"""Start and end as read off a clock on a wall."""

import datetime as dt

import pytest

from billing.splitting import MINUTE
from billing.wall_time import FAR, span_at

ZONE = "America/Chicago"


@pytest.mark.parametrize(
    ("day", "start", "end", "minutes"),
    [
        ((2026, 10, 5), (9, 0), (10, 30), 90),
        ((2026, 10, 5), (23, 30), (0, 30), 60),  # on the next day
        ((2026, 10, 5), (9, 0), (9, 0), 1440),  # the same time: a day later
        ((2026, 3, 8), (1, 30), (3, 30), 60),  # the clocks skip an hour
        ((2026, 3, 8), (22, 0), (2, 30), 270),  # skipped that day, not on the next
        ((2026, 3, 7), (22, 0), (3, 30), 270),  # the hour is skipped in between
        ((2026, 11, 1), (0, 30), (2, 30), 180),  # they repeat one
        (
            (2026, 11, 1),
            (1, 30),
            (1, 15),
            45,
        ),  # the end only follows in the second pass
    ],
)
def test_an_end_follows_its_start(day, start, end, minutes):
    begin, finish = span_at(dt.date(*day), dt.time(*start), dt.time(*end), ZONE)

    assert (finish - begin) // MINUTE == minutes


@pytest.mark.parametrize(
    ("day", "start", "end"),
    [(8, (2, 30), (4, 0)), (8, (1, 0), (2, 30)), (7, (22, 0), (2, 30))],
)
def test_a_time_that_the_clocks_skip_is_refused(day, start, end):
    with pytest.raises(ValueError, match="The clocks skip 02:30 on that day"):
        span_at(dt.date(2026, 3, day), dt.time(*start), dt.time(*end), ZONE)


@pytest.mark.parametrize("day", [dt.date.min, dt.date.max], ids=str)
def test_a_day_whose_instants_overflow_is_refused(day):
    with pytest.raises(ValueError, match=FAR):
        span_at(day, dt.time(9), dt.time(10), ZONE)
