#!/usr/bin/env python3
"""What working time costs, beside a plain loop over days, and a year of it beside a week.

usage: python -m benchmarks.worktime [CALLS]

The loop is the least that adds business hours: naive times, one window a day, a set of holidays. It
knows no zones, no clocks that change, no lunch. Ratios are taken in the same run, each as the median
of rounds that take turns, so that a busy machine does not change them.
"""

from __future__ import annotations

import datetime as dt
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from catalogue.closures import public_holidays
from catalogue.openings import Hours
from catalogue.worktime import WorkingTime

CALLS, ROUNDS = 20_000, 15
OPENS, CLOSES = 8, 18
HOUR = dt.timedelta(hours=1)
WEEK, YEAR = 50 * HOUR, 52 * 50 * HOUR
TIMES_FOR_A_YEAR = 5  # what a year may cost, in weeks
YEARS = range(2025, 2029)
CLOSED = {day for year in YEARS for day in public_holidays("GB-ENG", year)}

LONDON = WorkingTime(
    [
        Hours(
            ZoneInfo("Europe/London"),
            (((OPENS * 60, CLOSES * 60),),) * 5 + ((), ()),
            closures=lambda year: public_holidays("GB-ENG", year),
        )
    ]
)
# Lunch, a short Friday, Saturday morning.
UNEVEN = WorkingTime(
    [
        Hours(
            ZoneInfo("America/Chicago"),
            (((480, 720), (780, 1080)),) * 4 + (((480, 840),), ((540, 720),), ()),
            closures=lambda year: public_holidays("US", year),
        )
    ]
)

Starts = Sequence[dt.datetime]
Add = Callable[[dt.datetime, dt.timedelta], dt.datetime]


def main() -> None:
    """Print a line for each question, and fail when an answer is worse than what is promised."""
    calls = int(sys.argv[1]) if len(sys.argv) > 1 else CALLS
    dice = random.Random(4)
    starts = [
        dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dice.random() * 365 * 24 * HOUR
        for _ in range(calls)
    ]
    naive = [start.replace(tzinfo=None) for start in starts]
    compared = {
        "plain loop over days": lambda: run(plain_add, naive, 8 * HOUR),
        "add, one window a day": lambda: run(LONDON.add, starts, 8 * HOUR),
        "add, lunch and Saturdays": lambda: run(UNEVEN.add, starts, 8 * HOUR),
    }
    rates = medians(compared, calls)
    reference = rates["plain loop over days"]
    say(f"add 8 hours, {calls:,} calls a round, median of {ROUNDS} rounds")
    for name, rate in rates.items():
        say(f"  {name:<26} {rate:>10,.0f} calls/s   {rate / reference:5.2f} × loop")
    say("add, and elapsed over the same span, one window a day")
    spans = medians(long_and_short(starts), calls)
    for name, rate in spans.items():
        say(f"  {name:<26} {rate:>10,.0f} calls/s")
    slower = max(
        spans[f"{what} a week"] / spans[f"{what} a year"] for what in ("add", "elapsed")
    )
    say(f"  a year costs {slower:.2f} × a week, at most {TIMES_FOR_A_YEAR} ×")
    if rates["add, one window a day"] < reference or slower > TIMES_FOR_A_YEAR:
        sys.exit("Working time costs more than is promised.")


def long_and_short(starts: Starts) -> dict[str, Callable[[], None]]:
    """A week and a year of working time, added and measured."""
    ends = {
        name: [LONDON.add(start, amount) for start in starts]
        for name, amount in (("a week", WEEK), ("a year", YEAR))
    }
    return {
        "add a week": lambda: run(LONDON.add, starts, WEEK),
        "add a year": lambda: run(LONDON.add, starts, YEAR),
        "elapsed a week": lambda: measure(starts, ends["a week"]),
        "elapsed a year": lambda: measure(starts, ends["a year"]),
    }


def plain_add(start: dt.datetime, amount: dt.timedelta) -> dt.datetime:
    """The plain loop: day by day, as everybody writes it first."""
    left, at = amount, start
    while True:
        if at.weekday() < 5 and at.date() not in CLOSED:
            opens = at.replace(hour=OPENS, minute=0, second=0, microsecond=0)
            closes = opens.replace(hour=CLOSES)
            begins = max(at, opens)
            if begins < closes:
                if begins + left <= closes:
                    return begins + left
                left -= closes - begins
        at = (at + 24 * HOUR).replace(hour=0, minute=0, second=0, microsecond=0)


def run(add: Add, starts: Starts, amount: dt.timedelta) -> None:
    """Add the amount to every start."""
    for start in starts:
        add(start, amount)


def measure(starts: Starts, ends: Starts) -> None:
    """Measure every span."""
    for start, end in zip(starts, ends, strict=True):
        LONDON.elapsed(start, end)


def medians(jobs: dict[str, Callable[[], None]], calls: int) -> dict[str, float]:
    """Calls a second of each job; they take turns, so that all meet the same machine."""
    seconds: dict[str, list[float]] = {name: [] for name in jobs}
    for job in jobs.values():
        job()  # tables are built, caches filled
    for _ in range(ROUNDS):
        for name, job in jobs.items():
            begun = time.perf_counter()
            job()
            seconds[name].append(time.perf_counter() - begun)
    return {name: calls / statistics.median(took) for name, took in seconds.items()}


def say(text: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()
