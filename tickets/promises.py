"""From a target as printed to a promise that can be counted: how much time, in which hours.

Minutes of a target are nominal (a day is 1440). On a clock that counts support hours a day is a
support day: the longest weekday of the calendar, ten hours of 08–18; a week is as many of those as
weekdays are open. The unit printed in the text decides, so "24 business hours" stays 24 hours.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from catalogue.reading.readers.durations import durations

SUPPORT, ELAPSED = "support", "elapsed"
REPLY, CALL, WORK = "reply", "call", "work"
WORKAROUND, ACTION_PLAN, RESOLVED = "workaround", "action_plan", "resolved"
# What ends the clock of a metric where the service level does not say it.
MET_BY: dict[str, tuple[str, ...]] = {
    "response": (REPLY,),
    "workaround": (WORKAROUND, RESOLVED),
    "restoration": (RESOLVED,),
    "remedy": (RESOLVED,),
    "update": (REPLY,),
    "escalation": (WORKAROUND, RESOLVED),
}
NO_CALENDAR = "The guide counts business hours and does not say which."
NO_HOURS = "The calendar that the promise counts in has no opening hours."
ASSUMED = {
    SUPPORT: "The guide does not say which hours count: support hours are taken.",
    ELAPSED: "The guide does not say which hours count, and names no support hours: "
    "elapsed time is taken.",
}

DAY, WEEK = 1440, 10080
_LONG_UNIT = re.compile(
    r"(day|nbd|\bbds?\b|\d\s*d\b)|(week|wk|month|mth|year|yr)", re.I
)
_SHORT_UNIT = re.compile(r"(min|hour|hr)|\d\s*[mh]\b", re.I)

Week = Sequence[Sequence[tuple[int, int]]]


@dataclass(frozen=True)
class Promise:
    """A promised time of a ticket. `goal` None: it cannot be counted, and `reason` says why.

    With a goal, `reason` may say what was taken where the guide is silent.
    """

    metric: str
    text: str = ""
    goal: dt.timedelta | None = None
    hours: str = ""
    calendar: int | None = None
    met_by: tuple[str, ...] = ()
    name: str = ""
    reason: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What a reclassified or reopened clock has in common with its successor."""
        return self.metric, self.name

    def as_json(self) -> dict[str, object]:
        """As an event keeps it; `goal` in seconds."""
        return {
            "metric": self.metric,
            "name": self.name,
            "text": self.text,
            "goal": None if self.goal is None else int(self.goal.total_seconds()),
            "hours": self.hours,
            "calendar": self.calendar,
            "met_by": list(self.met_by),
            "reason": self.reason,
        }

    @classmethod
    def from_json(cls, given: Mapping[str, object]) -> Promise:
        """The promise that an event keeps; what is not there has its default."""
        metric, seconds, pk = (
            str(given["metric"]),
            given.get("goal"),
            given.get("calendar"),
        )
        met_by = given.get("met_by") or MET_BY.get(metric, (RESOLVED,))
        return cls(
            metric=metric,
            text=str(given.get("text") or ""),
            goal=None if seconds is None else dt.timedelta(seconds=float(str(seconds))),
            hours=str(given.get("hours") or ""),
            calendar=None if pk is None else int(str(pk)),
            met_by=tuple(map(str, met_by)) if isinstance(met_by, list | tuple) else (),
            name=str(given.get("name") or ""),
            reason=str(given.get("reason") or ""),
        )


@dataclass(frozen=True)
class Promised:
    """What a guide says of one time: a target, or an escalation (metric `escalation`, `name`)."""

    metric: str
    text: str
    minutes: int | None
    clock: str = ""
    applies_to: str = ""
    name: str = ""


@dataclass(frozen=True)
class Basis:
    """The calendar that promises count in, and its week; without one, `calendar` is None."""

    calendar: int | None = None
    week: Week = ()
    has_hours: bool = True
    met_by: Mapping[str, Sequence[str]] = field(default_factory=dict)


def promises(
    targets: Sequence[Promised], basis: Basis, qualifies_for: Sequence[str] = ()
) -> list[Promise]:
    """A promise for each target with a time that applies to the customer, in their order."""
    fitting = [
        target
        for target in targets
        if target.minutes is not None and applies(target, qualifies_for)
    ]
    metrics = [target.metric for target in fitting]
    return [
        promise(target, basis, alone=metrics.count(target.metric) == 1)
        for target in fitting
    ]


def applies(target: Promised, qualifies_for: Sequence[str]) -> bool:
    """Whether a target is for this customer: for all, or for what the customer has."""
    wanted = target.applies_to.strip().casefold()
    return not wanted or wanted in {each.strip().casefold() for each in qualifies_for}


def promise(target: Promised, basis: Basis, *, alone: bool = True) -> Promise:
    """One target with a time as a promise. `alone`: its metric needs no further name."""
    met_by = tuple(
        basis.met_by.get(target.metric) or MET_BY.get(target.metric, (RESOLVED,))
    )
    name = target.name or ("" if alone else target.applies_to)
    start = Promise(target.metric, target.text, met_by=met_by, name=name[:300])
    hours = target.clock or (ELAPSED if basis.calendar is None else SUPPORT)
    reason = "" if target.clock else ASSUMED[hours]
    if hours == SUPPORT and basis.calendar is None:
        return _but(start, hours=hours, reason=NO_CALENDAR)
    if hours == SUPPORT and not (basis.has_hours and any(basis.week)):
        return _but(start, hours=hours, calendar=basis.calendar, reason=NO_HOURS)
    on = basis.calendar if hours == SUPPORT else None
    amount = goal(target, basis.week if hours == SUPPORT else ())
    return _but(start, goal=amount, hours=hours, calendar=on, reason=reason)


def _but(start: Promise, **values: object) -> Promise:
    return Promise(**{**start.__dict__, **values})


def goal(target: Promised, week: Week = ()) -> dt.timedelta:
    """The time that may pass. Without a week (elapsed time) a day is 24 hours."""
    minutes = target.minutes or 0
    unit = unit_of(target.text, minutes)
    if not week or unit == "hour":
        return dt.timedelta(minutes=minutes)
    day = max(sum(closes - opens for opens, closes in each) for each in week)
    if unit == "day":
        return dt.timedelta(minutes=minutes * day // DAY)
    open_days = sum(1 for each in week if each)
    return dt.timedelta(minutes=minutes * day * open_days // WEEK)


def unit_of(text: str, minutes: int = 0) -> str:
    """`hour` (and minutes), `day` or `week` (and longer): the unit that a time is printed in.

    Of several times in a text it is the one that was entered, "1 day (10 working hours)" as 600
    minutes is hours.
    """
    found = durations(text)
    meant = [each for each in found if each.minutes == minutes]
    words = (meant or found)[0].text if found else text
    long = _LONG_UNIT.search(words)
    if _SHORT_UNIT.search(words) or not long or (minutes % DAY and not meant):
        return "hour"
    return "day" if long[1] else "week"
