"""The proof of a clock: what was counted, what was not, and why; nothing is left out."""

import datetime as dt
from zoneinfo import ZoneInfo

from catalogue.openings import Hours
from catalogue.worktime import WorkingTime
from tests.tickets.timing.told import OFFICE, TIMES, fact, one, opened, promise
from tickets import proof
from tickets.timing import Fact, Promise, replay

HOUR = dt.timedelta(hours=1)


def test_a_day_is_told_stretch_by_stretch():
    timer = one(
        opened(promise("remedy", 900, office=True), minute=60, third_party=True),
        fact("ask_customer", 120),
        fact("answer", 180),
        fact("wait_for_third_party", 240),
        fact("begin", 1500),
        fact("resolve", 1560),
    )

    found = proof.intervals(timer, TIMES[OFFICE], timer.stopped_at)

    hours = [(f"{each.start:%H}–{each.end:%H}", each.kind, each.note) for each in found]
    assert hours == [
        ("09–10", "counted", ""),
        ("10–11", "paused", "customer"),
        ("11–12", "counted", ""),
        ("12–09", "exempt", "third_party"),
        ("09–10", "counted", ""),
    ]
    assert proof.total(found) == timer.elapsed == 3 * HOUR


def test_nights_and_holidays_are_named():
    day = dt.date(2026, 12, 25)
    time = WorkingTime(
        [
            Hours(
                ZoneInfo("Europe/London"),
                (((540, 1020),),) * 5 + ((), ()),
                closures=lambda year: {day: "Christmas Day"} if year == 2026 else {},
            )
        ]
    )
    start = dt.datetime(2026, 12, 24, 15, tzinfo=dt.UTC)
    made = Promise("remedy", goal=24 * HOUR, hours="support", calendar=OFFICE)
    begun = Fact("opened", start, {"promises": [made.as_json()]})
    (timer,) = replay([begun], {OFFICE: time}, start)

    found = proof.intervals(timer, time, start + 96 * HOUR)

    assert [(each.kind, each.note, each.length / HOUR) for each in found] == [
        ("counted", "", 2),  # Thursday 15–17
        ("closed", "", 7),
        ("holiday", "Christmas Day", 24),
        ("closed", "", 57),  # the weekend, until Monday at 9
        ("counted", "", 6),
    ]
    assert proof.totals(found) == [
        ("counted", "", 8 * HOUR),
        ("closed", "", 64 * HOUR),
        ("holiday", "Christmas Day", 24 * HOUR),
    ]


def test_an_hour_that_comes_twice_counts_twice():
    # Chicago goes back to standard time at 02:00 on 1 November.
    night = WorkingTime([Hours(ZoneInfo("America/Chicago"), (((0, 180),),) * 7)])
    start = dt.datetime(2026, 11, 1, 5, tzinfo=dt.UTC)  # midnight there

    found = proof.stretches(start, start + 5 * HOUR, [], night)

    assert proof.total(found) == 4 * HOUR


def test_a_clock_that_has_not_begun_has_nothing_to_prove():
    timer = one(opened(promise("response"), clock_starts="understood"))

    assert proof.intervals(timer, TIMES[OFFICE], timer.started_at) == []
