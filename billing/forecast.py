"""How much a month will have used by its end: from the pace so far, and from the months before.

Early in a month its own pace says little: the weight of the pace is the share of the working days
(Monday to Friday) that have passed, the rest is that of past months. All in minutes, to the nearest
half hour while work is still to come: so every figure that rests on it says the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from catalogue.periods import days_in

DAY = dt.timedelta(days=1)
WEEKEND = 5  # `weekday()` from here on
ENOUGH = 5  # months from which on the extremes are left out of the range
# Without past months: how far the rest of the month may be from the pace.
UNKNOWN = Fraction(1, 2)
HALF = 30  # minutes: what is expected is not known more closely


@dataclass(frozen=True)
class Projection:
    """Minutes of the whole month: expected, and a range that past months would have held.

    `passed` of `days` working days are over, `months` is how many past months it rests on.
    """

    expected: int
    low: int
    high: int
    used: int
    passed: int
    days: int
    months: int

    @property
    def basis(self) -> str:
        """What it rests on, in words."""
        if self.passed >= self.days:
            return "All working days are over."
        pace = f"the pace of {self.passed} of {self.days} working days"
        past = f"{self.months} earlier {'month' if self.months == 1 else 'months'}"
        if not self.months:
            return f"From {pace}; there are no earlier months to compare."
        return f"From {pace} and {past}." if self.passed else f"From {past}."


def project(
    days_used: Mapping[dt.date, int],
    month: dt.date,
    today: dt.date,
    past: Sequence[int],
) -> Projection:
    """What a month comes to, by the day `today`.

    `days_used` are minutes by the day worked; what was worked in earlier months and is charged in
    this one counts, but says nothing of the pace. `past` are the minutes of earlier months, as far
    as they are known; a month before the agreement began is none of them. Never below what is used.
    """
    used = sum(days_used.values())
    days = _working([month + n * DAY for n in range(days_in(month))])
    before = [day for day in days if day < today]
    ahead = len(days) - len(before)
    rates = sorted(Fraction(minutes, len(days)) for minutes in past)
    rate = _rate(days_used, month, today, len(before), len(days), rates)
    low, high = _range(rate, rates)
    done = Fraction(days_used.get(today, 0) if today in days else 0)

    def at(pace: Fraction) -> int:
        """With what was done today taken from what is still to come today."""
        if not ahead:
            return used
        return max(used, round((used + pace * ahead - min(pace, done)) / HALF) * HALF)

    return Projection(
        at(rate), at(low), at(high), used, len(before), len(days), len(past)
    )


def _working(days: Iterable[dt.date]) -> list[dt.date]:
    return [day for day in days if day.weekday() < WEEKEND]


def _rate(
    days_used: Mapping[dt.date, int],
    month: dt.date,
    today: dt.date,
    passed: int,
    days: int,
    past: Sequence[Fraction],
) -> Fraction:
    """Minutes a working day still to come."""
    own = sum(m for day, m in days_used.items() if month <= day < today)
    pace = Fraction(own, passed) if passed else Fraction(0)
    if not past:
        return pace
    weight = Fraction(passed, days)
    usual = sum(past, Fraction(0)) / len(past)
    return weight * pace + (1 - weight) * usual


def _range(rate: Fraction, past: Sequence[Fraction]) -> tuple[Fraction, Fraction]:
    """The slowest and the quickest pace to reckon with; `past` is sorted."""
    if not past:
        return rate * (1 - UNKNOWN), rate * (1 + UNKNOWN)
    cut = 1 if len(past) >= ENOUGH else 0
    slow, quick = past[cut], past[-1 - cut]
    return (slow if slow < rate else rate), (quick if quick > rate else rate)
