"""Promised times: which of them differ, and whether that is longer or shorter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from catalogue.portable import form

from .difference import Act, Difference, Direction, Kind
from .fields import by
from .figures import minutes
from .pairing import Key, pair
from .wording import quoted, says_the_same

BETTER, WORSE, NEITHER = Direction.BETTER, Direction.WORSE, Direction.NEITHER
METRICS = {"update": "progress update"}
CLOCKS = {"support": "of support time", "elapsed": "round the clock"}
# A support day has 4 to 24 hours: days and hours of support time compare only beyond that.
SHORTEST_DAY = 6
LONG = 40  # characters up to which a printed time needs no quotation marks
HOURS = re.compile(r"\b(?:h|hr|hour|min|minute)s?\b", re.IGNORECASE)


def target_differences(
    old: form.Priority, new: form.Priority, place: str
) -> Iterator[Difference]:
    """Everything that differs about the times promised for a priority."""
    pairs = pair(
        old.targets, new.targets, by("metric", "applies_to"), _only_one_of(old, new)
    )
    for target in pairs.removed:
        sentence = (
            f"{_name(new, target)} is no longer promised; it was {_said(target)}."
        )
        yield _target(
            Act.REMOVED, new, target, sentence, place, old=time(target), direction=WORSE
        )
    for target in pairs.added:
        sentence = f"{_name(new, target)} is promised now: {_said(target)}."
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
                f"{_name(new, other)} was {_said(one)}, is now {_said(other)}.",
                place,
                old=before,
                new=after,
                matters=not (same and says_the_same(one.text, other.text)),
                direction=_worth(one, other),
            )
        if (one.applies_to, one.heading) != (other.applies_to, other.heading):
            yield from _headed(one, other, new, place)


def _only_one_of(old: form.Priority, new: form.Priority) -> Key[form.Target]:
    """The only target of a metric in both: what it applies to is then said in other words."""
    counts = [[target.metric for target in row.targets] for row in (old, new)]
    return lambda target: (
        target.metric if all(c.count(target.metric) == 1 for c in counts) else None
    )


def _headed(
    one: form.Target, other: form.Target, priority: form.Priority, place: str
) -> Iterator[Difference]:
    name = _name(priority, other)
    if one.applies_to != other.applies_to:
        old, new = (target.applies_to or "everything" for target in (one, other))
        sentence = f"{name} applied to {old}, now applies to {new}."
        matters = not says_the_same(old, new)
        yield _target(
            Act.CHANGED,
            priority,
            other,
            sentence,
            place,
            old=old,
            new=new,
            matters=matters,
        )
    if one.heading != other.heading:
        old, new = (quoted(target.heading) for target in (one, other))
        sentence = f"{name} was headed {old}, is now headed {new}."
        yield _target(
            Act.CHANGED,
            priority,
            other,
            sentence,
            place,
            old=old,
            new=new,
            matters=False,
        )


def _target(
    act: Act,
    priority: form.Priority,
    target: form.Target,
    sentence: str,
    place: str,
    **values: Any,
) -> Difference:
    name = _name(priority, target)
    return Difference(
        Kind.TARGETS, act, "target", name, sentence, place=place, **values
    )


def _name(priority: form.Priority, target: form.Target) -> str:
    what = f" ({target.applies_to})" if target.applies_to else ""
    return f"{metric(target).capitalize()} for {quoted(priority.label, LONG)}{what}"


def _said(target: form.Target) -> str:
    """The time inside a sentence: in quotation marks where the guide prints a sentence of its own."""
    words = time(target)
    return quoted(words) if len(words) > LONG or words.endswith(".") else words


def metric(target: form.Target) -> str:
    """What is promised, in words."""
    return METRICS.get(target.metric, target.metric)


def time(target: form.Target) -> str:
    """A promised time as printed, with the clock it runs on."""
    words = target.text or minutes(target.minutes)
    return f"{words} {CLOCKS[target.clock]}" if target.clock in CLOCKS else words


def _worth(old: form.Target, new: form.Target) -> Direction:
    """Longer is worse, where that is certain whatever the clocks.

    Support time stands still outside hours, so it takes at least as long as time round the clock;
    a clock that the guide does not name may be either.
    """
    if old.minutes is None or new.minutes is None:
        return NEITHER
    same = old.clock == new.clock
    exact = same and _in_days(old) == _in_days(new)
    before, after = _range(old, exact), _range(new, exact)
    turned = {old.clock, new.clock} == {"support", "elapsed"} and before == after
    no_faster = same or new.clock == "support" or old.clock == "elapsed"
    no_slower = same or new.clock == "elapsed" or old.clock == "support"
    if no_faster and (after[0] > before[1] or turned):
        return WORSE
    if no_slower and (after[1] < before[0] or turned):
        return BETTER
    return NEITHER


def _in_days(target: form.Target) -> bool:
    return (target.minutes or 0) >= 1440 and not HOURS.search(target.text)


def _range(target: form.Target, exact: bool) -> tuple[float, float]:
    """The shortest and the longest a promised time may be in minutes of its clock."""
    nominal = target.minutes or 0
    if exact or target.clock == "elapsed" or not _in_days(target):
        return nominal, nominal
    return nominal / SHORTEST_DAY, nominal
