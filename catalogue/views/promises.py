"""A service level as it is shown: a table of times, and its calendar in words."""

from dataclasses import dataclass

from catalogue.milestones import ends_of, in_words
from catalogue.models import Priority, ServiceLevel, Target
from catalogue.opening_hours import bars, by_day
from catalogue.opening_hours import in_words as hours_in_words

CHANNELS = {"phone": "phone", "email": "e-mail", "portal": "portal", "chat": "chat"}


@dataclass
class Week:
    """The opening hours in force."""

    zone: str
    holidays: str
    words: list
    bars: list
    closures: list


@dataclass
class PromiseRow:
    """A priority with one target, or none, per column."""

    priority: Priority
    targets: list
    share: str
    channels: list


@dataclass
class Promise:
    """A service level with its table."""

    level: ServiceLevel
    week: Week | None
    columns: list
    rows: list
    escalations: list
    ends: list


def promise_of(level, day):
    """A service level on a day; needs priorities, their parts and calendar versions prefetched."""
    priorities = list(level.priorities.all())
    columns = columns_of(priorities)
    rows = [row_of(priority, columns) for priority in priorities]
    escalations = [
        (priority, step)
        for priority in priorities
        for step in priority.escalations.all()
    ]
    week = week_of(level.calendar, day)
    return Promise(
        level, week, columns, rows, escalations, ends_of_clocks(level, columns)
    )


def ends_of_clocks(level, columns):
    """What ends the clock of each metric that is promised: (metric, words, whether stated)."""
    promised = {metric for (metric, _), _ in columns}
    return [
        (label, in_words(ends_of(level.met_by, metric)), metric in level.met_by)
        for metric, label in Target.Metric.choices
        if metric in promised
    ]


def columns_of(priorities):
    """Columns of the table: (key, heading), as printed where the guide prints a heading."""
    columns = {}
    for priority in priorities:
        for target in priority.targets.all():
            words = target.heading or target.get_metric_display().capitalize()
            if target.applies_to:
                words += f" ({target.applies_to})"
            columns.setdefault((target.metric, target.applies_to), words)
    return list(columns.items())


def row_of(priority, columns):
    """A priority's targets in the order of the columns."""
    of = {(t.metric, t.applies_to): t for t in priority.targets.all()}
    return PromiseRow(
        priority,
        [of.get(key) for key, _ in columns],
        share_of(priority),
        [CHANNELS.get(channel, channel) for channel in priority.channels],
    )


def share_of(priority):
    """The share of users that makes a case this priority, in words."""
    low, high = (
        None if value is None else f"{value.normalize():f} %"
        for value in (priority.impact_from, priority.impact_below)
    )
    if low and high:
        return f"{low} to under {high} of users"
    if low:
        return f"{low} of users or more"
    return f"under {high} of users" if high else ""


def week_of(calendar, day):
    """The version of a calendar in force on a day, newest first; None without one."""
    if calendar is None:
        return None
    versions = calendar.versions.all()
    version = next((v for v in versions if v.valid_from <= day), None)
    if version is None:
        return None
    windows = [(w.day, w.opens, w.closes) for w in version.windows.all()]
    week = by_day(windows, always_open=version.always_open)
    return Week(
        version.zone,
        version.holidays,
        hours_in_words(week),
        bars(week),
        [closure for closure in version.closures.all() if closure.day >= day],
    )
