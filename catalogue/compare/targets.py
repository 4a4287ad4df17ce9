"""Promised times: which of them differ, and whether that is longer or shorter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalogue.portable import form

from .difference import Act, Difference, Direction, Kind
from .fields import by
from .figures import minutes
from .pairing import pair
from .wording import says_the_same

BETTER, WORSE, NEITHER = Direction.BETTER, Direction.WORSE, Direction.NEITHER
METRICS = {"update": "progress update"}
CLOCKS = {"support": "of support time", "elapsed": "round the clock"}
# A support day has 4 to 24 hours: days and hours of support time compare only beyond that.
SHORTEST_DAY = 6
HOURS = re.compile(r"\b(?:h|hr|hour|min|minute)s?\b", re.IGNORECASE)


def target_differences(
    old: form.Priority, new: form.Priority, place: str
) -> Iterator[Difference]:
    """Everything that differs about the times promised for a priority."""
    pairs = pair(
        old.targets, new.targets, by("metric", "applies_to"), _only_one_of(old, new)
    )
    for target in pairs.removed:
        sentence = f"{_name(new, target)} is no longer promised; it was {time(target)}."
        yield _target(
            Act.REMOVED, new, target, sentence, place, old=time(target), direction=WORSE
        )
    for target in pairs.added:
        sentence = f"{_name(new, target)} is promised now: {time(target)}."
        yield _target(
            Act.ADDED, new, target, sentence, place, new=time(target), direction=BETTER
        )
    for one, other in pairs.both:
        before, after = time(one), time(other)
        if before != after or one.minutes != other.minutes:
            same = one.minutes == other.minutes and one.clock == other.clock
            yield _target(
                Act.CHANGED,
                new,
                other,
                f"{_name(new, other)} was {before}, is now {after}.",
                place,
                old=before,
                new=after,
                matters=not (same and says_the_same(one.text, other.text)),
                direction=_worth(one, other),
            )
        if (one.applies_to, one.heading) != (other.applies_to, other.heading):
            yield from _headed(one, other, new, place)


def _only_one_of(old: form.Priority, new: form.Priority):  # type: ignore[no-untyped-def]
    """The only target of a metric in both: what it applies to is then said in other words."""
    counts = [[target.metric for target in row.targets] for row in (old, new)]
    return lambda target: (
        target.metric if all(c.count(target.metric) == 1 for c in counts) else None
    )


def _headed(
    one: form.Target, other: form.Target, priority: form.Priority, place: str
) -> Iterator[Difference]:
    for words, name in (("applies to", "applies_to"), ("is headed", "heading")):
        before, after = getattr(one, name), getattr(other, name)
        if before != after:
            yield _target(
                Act.CHANGED,
                priority,
                other,
                f"{_name(priority, other)} {words} {after or 'everything'}; it was {before or 'everything'}."
                if name == "applies_to"
                else f"{_name(priority, other)} {words} “{after}”; it was “{before}”.",
                place,
                old=before,
                new=after,
                matters=name == "applies_to" and not says_the_same(before, after),
            )


def _target(
    act: Act,
    priority: form.Priority,
    target: form.Target,
    sentence: str,
    place: str,
    **values: object,
) -> Difference:
    name = _name(priority, target)
    return Difference(
        Kind.TARGETS, act, "target", name, sentence, place=place, **values
    )  # type: ignore[arg-type]


def _name(priority: form.Priority, target: form.Target) -> str:
    what = f" ({target.applies_to})" if target.applies_to else ""
    return f"{priority.label} {metric(target)}{what}"


def metric(target: form.Target) -> str:
    """What is promised, in words."""
    return METRICS.get(target.metric, target.metric)


def time(target: form.Target) -> str:
    """A promised time as printed, with the clock it runs on."""
    words = target.text or minutes(target.minutes)
    return f"{words} {CLOCKS[target.clock]}" if target.clock in CLOCKS else words


def _worth(old: form.Target, new: form.Target) -> Direction:
    """Longer is worse. Days and hours of support time compare only where no day could be so long."""
    if old.minutes is None or new.minutes is None:
        return NEITHER
    if old.clock == new.clock and _in_days(old) == _in_days(new):
        before, after = (old.minutes, old.minutes), (new.minutes, new.minutes)
    else:
        before, after = _range(old), _range(new)
    if after[0] > before[1]:
        return WORSE
    return BETTER if after[1] < before[0] else NEITHER


def _in_days(target: form.Target) -> bool:
    return (target.minutes or 0) >= 1440 and not HOURS.search(target.text)


def _range(target: form.Target) -> tuple[float, float]:
    """The shortest and the longest a promised time may be in minutes of its clock."""
    nominal = target.minutes or 0
    if target.clock == "elapsed" or not _in_days(target):
        return nominal, nominal
    return nominal / SHORTEST_DAY, nominal
