"""What a service level promises for a ticket, and what that comes to in times of day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalogue.hours import NoHours, working_time
from catalogue.models import Calendar, Priority, ServiceLevel, Subscription
from tickets.promises import SUPPORT, Basis, Promised, Week, applies, promises
from tickets.timing import Fact, Policy, Timer, replay
from tickets.timing.timers import UNDETERMINED, WAITING

from .clock_facts import known_hours

MOST = 5000  # terms kept in memory; beyond, it is emptied

NO_LEVEL = "This guide states no service level, so no times are promised."
NO_PRIORITY = "No priority is set, and the guide promises times per priority."
NO_TIMES = "This guide prints no times for this priority."
NONE_PROMISED = "None promised."

HOURS = {True: "support hours", False: "elapsed time"}
LAST = dt.datetime.max.replace(tzinfo=dt.UTC)

_known: dict[tuple[object, ...], dict[str, Any]] = {}


@dataclass(frozen=True)
class Due:
    """One promised time: `due_at` None where there is none, and why.

    `metric` is blank when the guide promises no time at all.
    """

    metric: str
    text: str
    due_at: dt.datetime | None
    why: str
    name: str = ""


def terms(
    *,
    level: ServiceLevel | None,
    priority: Priority | None,
    subscription: Subscription | None,
    at: dt.datetime | None = None,
) -> dict[str, Any]:
    """The `policy` and `promises` of a ticket, as the data of its event keeps them.

    `none` lists targets that promise no time, `why` says so where there are none at all. What a
    support day is follows from the hours in force `at` (otherwise from the calendar's last ones).
    Published revisions never change: no query when this process has asked the same before.
    """
    agreed = subscription.calendar if subscription else None
    return terms_in(
        level=level,
        priority=priority,
        calendar=agreed or (level.calendar if level else None),
        qualifies_for=subscription.qualifies_for if subscription else (),
        at=at,
    )


def terms_in(
    *,
    level: ServiceLevel | None,
    priority: Priority | None,
    calendar: Calendar | None,
    qualifies_for: Sequence[str] = (),
    at: dt.datetime | None = None,
) -> dict[str, Any]:
    """The same with the support hours and what the customer has given one by one."""
    if level is None:
        return _nothing(NO_LEVEL)
    week = _week(calendar, at)
    key = (
        level.pk,
        priority and priority.pk,
        calendar and (calendar.pk, calendar.edition),
        week,
        tuple(map(str, qualifies_for)),
    )
    if key not in _known:
        if len(_known) > MOST:
            _known.clear()
        _known[key] = _terms(level, priority, calendar, week, qualifies_for)
    # A copy: whoever adds to an event's data must not add to those of the next one.
    return {**_known[key]}


def due_times(terms: Mapping[str, Any], *, at: dt.datetime) -> list[Due]:
    """When a ticket that is reported `at` is due under these terms, and why or why not.

    `understood` in the terms (or the event's data made of them) says that the report is clear.
    """
    _, times = known_hours(terms)
    opened = Fact("opened", at, {"state": "new"} | dict(terms))
    name = (terms.get("calendar") or {}).get("name", "")
    dues = [
        Due(
            timer.promise.metric,
            timer.promise.text,
            timer.due_at,
            _why(timer, name),
            timer.promise.name,
        )
        for timer in replay([opened], times, at)
    ]
    dues += [
        Due(each["metric"], each["text"], None, NONE_PROMISED)
        for each in terms.get("none") or ()
    ]
    return dues or [Due("", "", None, str(terms.get("why") or NO_TIMES))]


def forget() -> None:
    """Empty the memory; only tests, whose keys come back with other rows, need it."""
    _known.clear()


def _nothing(why: str) -> dict[str, Any]:
    empty: dict[str, Any] = {"promises": [], "none": [], "calendar": None, "why": why}
    return {"policy": Policy().as_json(), **empty}


def _week(calendar: Calendar | None, at: dt.datetime | None) -> Week | None:
    """The week of the calendar that says what a support day is; None without any hours."""
    if calendar is None:
        return None
    try:
        time = working_time(calendar.pk, calendar.edition)
    except NoHours:
        return None
    return time.hours_at(LAST if at is None else at).week


def _terms(
    level: ServiceLevel,
    priority: Priority | None,
    calendar: Calendar | None,
    week: Week | None,
    qualifies: Sequence[str],
) -> dict[str, Any]:
    exempt = level.exemptions.filter(reason="third_party").exists()
    policy = Policy(
        clock_starts=level.clock_starts,
        on_reclassification=level.on_reclassification,
        on_reopening=level.on_reopening,
        third_party=exempt,
    )
    targets = targets_of(priority) if priority else []
    basis = Basis(
        calendar=calendar.pk if calendar else None,
        week=week or (),
        has_hours=week is not None,
        met_by=level.met_by,
    )
    kept = promises(targets, basis, qualifies)
    none = [
        {"metric": each.metric, "text": each.text}
        for each in targets
        if each.minutes is None and applies(each, qualifies)
    ]
    why = "" if kept or none else NO_TIMES if priority else NO_PRIORITY
    return {
        "policy": policy.as_json(),
        "promises": [each.as_json() for each in kept],
        "none": none,
        "calendar": calendar
        and {"id": calendar.pk, "name": calendar.name, "edition": calendar.edition},
        "why": why,
    }


def targets_of(priority: Priority) -> list[Promised]:
    """What the guide says of the times of a priority, escalations last."""
    found = [
        Promised(t.metric, t.text, t.minutes, t.clock, t.applies_to)
        for t in priority.targets.all()
    ]
    return found + [
        Promised("escalation", "", each.after_minutes, name=each.to)
        for each in priority.escalations.all()
    ]


def _why(timer: Timer, calendar: str) -> str:
    promise = timer.promise
    if timer.state == UNDETERMINED:
        return timer.reason
    support = promise.hours == SUPPORT
    hours = f"support hours of {calendar}" if support and calendar else HOURS[support]
    text = f"{promise.text} in {hours}" if promise.text else f"In {hours}"
    if timer.state == WAITING:
        text += ", counted from when the report is understood"
    return f"{text}. {promise.reason}".strip()
