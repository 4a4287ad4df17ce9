"""Clocks in plain words: the one place for pages, staff, API and mail.

Times are shown in the reader's zone with its name, durations as hours and minutes. A clock comes as
a `Reading`: its row, why it stands still, and how much of its time is left, as counted.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any
from zoneinfo import ZoneInfo

MINUTE, HOUR, DAY = 60, 3600, 86_400
SECOND = dt.timedelta(seconds=1)
# What a metric is called, and how its end is told.
NOUNS = {
    "response": "Response",
    "workaround": "Workaround",
    "restoration": "Restoration",
    "remedy": "Remedy",
    "update": "Progress update",
}
ENDS = {
    "response": "Response given",
    "workaround": "Workaround given",
    "restoration": "Service restored",
    "remedy": "Remedy given",
    "update": "Progress update given",
}
HOURS = {"support": " of support time", "elapsed": ""}
# Why a clock stands still, to the customer and to everybody else.
STILL = {
    "customer": ("while waiting for you", "while waiting for the customer"),
    "approval": ("while waiting for your approval", "while waiting for approval"),
    "third_party": ("while waiting for a third party",) * 2,
    "scheduled": ("until the scheduled work",) * 2,
    "resolved": ("while it was resolved",) * 2,
}
# A state as the customer reads it; staff read `states.STATES`.
STATES = {
    "new": "New",
    "open": "In work",
    "pending_customer": "Waiting for you",
    "pending_approval": "Waiting for approval",
    "pending_third_party": "Waiting for a third party",
    "scheduled": "Scheduled",
    "resolved": "Resolved",
    "closed": "Closed",
    "cancelled": "Cancelled",
}


@dataclass(frozen=True)
class Reading:
    """A clock as it is read: copied from its row by `of`, or put together by hand.

    `left` is the time that may still pass, as counted (working time on a support clock, negative
    when overdue; None: not known). `pause` is the reason of the open pause.
    """

    metric: str
    state: str
    name: str = ""
    hours: str = ""
    goal: dt.timedelta | None = None
    due_at: dt.datetime | None = None
    elapsed: dt.timedelta | None = None
    met: bool | None = None
    breached_at: dt.datetime | None = None
    reason: str = ""
    counts: bool = True
    exempt: bool = False
    pause: str = ""
    left: dt.timedelta | None = None

    @classmethod
    def of(
        cls,
        clock: Any,
        *,
        pause: str = "",
        left: dt.timedelta | None = None,
        exempt: bool = False,
    ) -> Reading:
        """The reading of a `Clock`; `exempt` is its ticket's."""
        given: dict[str, Any] = {"pause": pause, "left": left, "exempt": exempt}
        copied = {field.name for field in fields(cls)} - set(given)
        return cls(**given, **{name: getattr(clock, name) for name in copied})


def duration(span: dt.timedelta, hours: str = "support") -> str:
    """A span in plain words: `2 h 10 min`, `45 s`; whole minutes, rounded down, without a sign.

    Days are told of elapsed time alone: a day of support time is a matter of the calendar.
    """
    seconds = int(abs(span).total_seconds())
    if seconds < MINUTE:
        return f"{seconds} s" if seconds else "less than 1 s"
    days, rest = divmod(seconds, DAY) if hours == "elapsed" else (0, seconds)
    parts = [
        (days, "day" if days == 1 else "days"),
        (rest // HOUR, "h"),
        (rest % HOUR // MINUTE, "min"),
    ]
    return " ".join(f"{count} {unit}" for count, unit in parts if count)


def moment(at: dt.datetime, *, now: dt.datetime, zone: str) -> str:
    """An instant as the customer says it, its zone named: `today 16:30 (CST)`.

    Today, tomorrow and yesterday by the zone's own days; the five days after by their names;
    another day by its date. Raises `ValueError` for an instant without a zone.
    """
    there = _local(at, zone)
    ahead = (there.date() - _local(now, zone).date()).days
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}
    day = near.get(ahead) or (
        f"{there:%A}" if 1 < ahead <= 6 else f"{there.day} {there:%B %Y}"
    )
    return f"{day} {there:%H:%M} ({zone_name(at, zone)})"


def date(at: dt.datetime, zone: str) -> str:
    """An instant by its date, its zone named: `3 March 2027 16:30 (CET)`. For what is kept."""
    there = _local(at, zone)
    return f"{there.day} {there:%B %Y %H:%M} ({zone_name(at, zone)})"


def zone_name(at: dt.datetime, zone: str) -> str:
    """The short name of a zone at an instant: `CST`, `CDT`, or `UTC-03:00` where it has none."""
    name = _local(at, zone).tzname() or ""
    if name[:1] not in "+-":
        return name
    return f"UTC{_local(at, zone).isoformat()[-6:]}"


def due(due_at: dt.datetime | None, *, now: dt.datetime, zone: str) -> str:
    """The next deadline of a ticket, for a list: `due today 16:30 (CST)`; nothing for none."""
    if due_at is None:
        return ""
    when = moment(due_at, now=now, zone=zone)
    return f"due {when}" if due_at > now else f"overdue since {when}"


def promised(
    metric: str,
    text: str,
    due_at: dt.datetime | None,
    why: str,
    *,
    now: dt.datetime,
    zone: str,
    name: str = "",
) -> str:
    """A promise before or right after the report: when it would be due, or why nobody can say.

    `text` is the target as the guide prints it.
    """
    what = noun(metric, name)
    printed = f" (“{text}”)" if text else ""
    if due_at is None:
        why = _lower(why) or "none promised"
        lead = "" if why == "none promised" else "no time is promised for this: "
        return f"{what}{printed}: {lead}{why}"
    return f"{what}{printed}: {due(due_at, now=now, zone=zone)}"


def noun(metric: str, name: str = "") -> str:
    """What a metric is called: `Response`, `Escalation to the duty manager`."""
    if metric == "escalation":
        return f"Escalation to {name}" if name else "Escalation"
    return NOUNS.get(metric, metric.capitalize())


def clock(
    reading: Reading, *, now: dt.datetime, zone: str, to_customer: bool = True
) -> str:
    """One sentence about a clock, such as “Response due today 16:30 (CST), in 2 h 10 min of
    support time”. Without a full stop.
    """
    if not reading.counts and reading.exempt and reading.state in ("running", "paused"):
        return _exempt(reading)
    if reading.metric == "escalation":
        return _escalation(reading, now, zone)
    tell = {
        "waiting": _waiting,
        "running": _running,
        "paused": _paused,
        "stopped": _stopped,
        "cancelled": _cancelled,
        "undetermined": _undetermined,
    }[reading.state]
    return tell(reading, now, zone, to_customer)


def tone(reading: Reading, now: dt.datetime) -> str:
    """How good a clock's standing is: good, bad, open (running) or plain."""
    if reading.state == "stopped":
        return "good" if reading.met else "bad"
    if reading.state == "running":
        late = reading.due_at is not None and reading.due_at <= now
        return "bad" if late and reading.counts else "open"
    return "plain"


def _waiting(it: Reading, now: dt.datetime, zone: str, mine: bool) -> str:
    start = "when the report is understood"
    if it.goal is None:
        return f"{noun(it.metric)}: the time starts {start}"
    time = f"{duration(it.goal, it.hours)}{_hours(it)}"
    return f"{noun(it.metric)}: {time}, starting {start}"


def _running(it: Reading, now: dt.datetime, zone: str, mine: bool) -> str:
    if it.due_at is None:
        return f"{noun(it.metric)} is awaited"
    when = moment(it.due_at, now=now, zone=zone)
    left = it.left if it.left is not None else it.due_at - now
    counted = _hours(it) if it.left is not None else ""
    if it.due_at <= now:
        over = f" by {duration(left, it.hours)}{counted}" if left else ""
        return f"{noun(it.metric)} overdue{over}, since {when}"
    return f"{noun(it.metric)} due {when}, in {duration(left, it.hours)}{counted}"


def _paused(it: Reading, now: dt.datetime, zone: str, mine: bool) -> str:
    why = STILL[it.pause][0 if mine else 1] if it.pause in STILL else "for now"
    said = f"{noun(it.metric)} paused {why}"
    if it.left is None:
        return said
    if it.left < dt.timedelta(0):
        return f"{said}; overdue by {duration(it.left, it.hours)}{_hours(it)}"
    return f"{said}; {duration(it.left, it.hours)}{_hours(it)} left"


def _stopped(it: Reading, now: dt.datetime, zone: str, mine: bool) -> str:
    end = ENDS.get(it.metric, noun(it.metric))
    if it.elapsed is None or it.goal is None:
        return end
    goal = f"{duration(it.goal, it.hours)}{_hours(it)}"
    said = f"{end} after {duration(it.elapsed, it.hours)} of {goal}"
    if it.elapsed < SECOND:
        said = f"{end} before any of the {goal} had passed"
    if it.met:
        said += ": in time"
    else:
        said += f": late by {duration(it.elapsed - it.goal, it.hours)}"
    why = f" ({_lower(it.reason)})" if it.reason else ""
    return said if it.counts else f"{said}; not counted{why}"


def _cancelled(it: Reading, now: dt.datetime, zone: str, mine: bool) -> str:
    why = f": {_lower(it.reason)}" if it.reason else ""
    return f"{noun(it.metric)} is no longer counted{why}"


def _undetermined(it: Reading, now: dt.datetime, zone: str, mine: bool) -> str:
    why = _lower(it.reason) or "the guide does not say enough to count"
    return f"{noun(it.metric)}: no time can be told: {why}"


def _exempt(it: Reading) -> str:
    said = f"{noun(it.metric, it.name)} not counted: the ticket "
    waits = "waits" if it.state == "paused" else "waited"
    return (
        f"{said}{waits} for a third party whose time is exempt and reported on its own"
    )


def _escalation(it: Reading, now: dt.datetime, zone: str) -> str:
    who = it.name or "the next level"
    if it.state == "stopped" and it.met:
        return f"Not escalated to {who}: solved before"
    passed = it.breached_at or (it.due_at if it.state == "running" else None)
    if passed is not None and passed <= now:
        return f"Escalated to {who} {moment(passed, now=now, zone=zone)}"
    if it.state == "running" and it.due_at is not None:
        when = moment(it.due_at, now=now, zone=zone)
        return f"Goes to {who} {when} unless it is solved before"
    if it.state == "undetermined":
        return f"Goes to {who}, no time can be told: {_lower(it.reason)}"
    return f"Goes to {who}: {it.state}"


def _hours(it: Reading) -> str:
    return HOURS.get(it.hours, "")


def _local(at: dt.datetime, zone: str) -> dt.datetime:
    if at.tzinfo is None:
        raise ValueError("An instant carries its zone.")
    return at.astimezone(ZoneInfo(zone))


def _lower(text: str) -> str:
    """A sentence as the rest of another one: no capital before a small letter, no full stop."""
    text = text.strip().rstrip(".")
    small = text[:1].isupper() and text[1:2].islower()
    return text[:1].lower() + text[1:] if small else text
