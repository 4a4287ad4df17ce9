"""The service levels of the bundled guides as promises, without a database."""

import datetime as dt
from functools import cache
from zoneinfo import ZoneInfo

from catalogue.actions.bundle import FOLDER
from catalogue.openings import ROUND_THE_CLOCK, Hours
from catalogue.portable.yaml import parse
from catalogue.worktime import WorkingTime
from tickets.promises import Basis, Promised, promises
from tickets.timing import Fact, Policy, replay

CALENDAR = 7  # the key of whatever calendar a level runs on


@cache
def guide(name):
    """A bundled guide, read once."""
    return parse((FOLDER / f"{name}.yaml").read_text("utf-8"), name)


def calendar(name, key):
    """A calendar of a guide as working time; None for a blank key."""
    found = [each for each in guide(name).calendars if each.key == key]
    if not found:
        return None
    (source,) = found
    week = [[] for _ in range(7)]
    for window in source.windows:
        week[int(window.day)].append((minutes(window.opens), minutes(window.closes)))
    days = ROUND_THE_CLOCK if source.always_open else tuple(map(tuple, week))
    return WorkingTime([Hours(ZoneInfo(source.zone), days)])


def minutes(clock):
    hours, rest = clock.split(":")
    return int(hours) * 60 + int(rest)


def clocks(name, level, label, at, *, qualifies=(), understood=False, agreed=None):
    """The clocks of a ticket that is reported `at`; `agreed` are hours of the customer's own."""
    levels = guide(name).revision.service_levels
    level = next(each for each in levels if each.name == level)
    (priority,) = [each for each in level.priorities if each.label == label]
    time = agreed or calendar(name, level.calendar)
    week = time.hours_at(at).week if time else ()
    met_by = {key: value for key, value in vars(level.met_by).items() if value}
    targets = [
        Promised(each.metric, each.text, each.minutes, each.clock, each.applies_to)
        for each in priority.targets
    ] + [
        Promised("escalation", "", each.after_minutes, name=each.to)
        for each in level.escalations
        if each.priority == label
    ]
    basis = Basis(CALENDAR if time else None, week, met_by=met_by)
    policy = Policy(
        level.clock_starts,
        level.on_reclassification,
        level.on_reopening,
        any(each.reason == "third_party" for each in level.exemptions),
    )
    data = {
        "policy": policy.as_json(),
        "promises": [p.as_json() for p in promises(targets, basis, qualifies)],
        "priority": label,
        "understood": understood,
    }
    times = {CALENDAR: time} if time else {}
    return replay([Fact("opened", at, data)], times, at)


def utc(text):
    """An instant such as `2026-10-23 17:45`."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)
