"""Service levels: promises without figures, clocks that disagree, examples in the wrong place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalogue.answers.words import stems
from catalogue.portable import form

from .check import Found
from .walk import statements

_PROMISED = re.compile(
    r"\b(?:defined service level agreements?|service level (?:agreements?|objectives?|commitments?)|"
    r"within (?:defined |agreed )?slas?)\b",
    re.I,
)
_DENIED = re.compile(r"\b(?:not|no|without|exceptions?|adherence|except)\b", re.I)
_FIGURE = re.compile(
    r"\d[\d.]*\s*-?\s*(?:business |working |calendar )?(?:minutes?|mins?|hours?|hrs?|days?|weeks?|months?)\b",
    re.I,
)
_FROM_CALL = re.compile(
    r"\bof (?:the )?(?:initial|first)\b[^.]{0,20}\b(?:call|report|contact|notification)",
    re.I,
)
_NEAR = 0.6  # share of an example's words found in the criteria of another priority
_FEWEST = 4  # words below which an example says too little to compare


def promised_without_times(revision: form.Revision) -> Iterator[Found]:
    """Service levels are promised, and no time is printed anywhere (W03, W40)."""
    if any(p.targets for level in revision.service_levels for p in level.priorities):
        return
    said = [
        each
        for each in statements(revision)
        if _PROMISED.search(each.text) and not _DENIED.search(each.text)
    ]
    if said:
        first = said[0]
        keys = tuple(key for each in said for key in each.keys)
        text = f"Service levels are promised, but no times are printed: {first.text}"
        yield Found(text, first.section, keys, first.line)


def time_not_understood(revision: form.Revision) -> Iterator[Found]:
    """A target that prints a time of which the minutes are not entered: nothing falls due."""
    for level in revision.service_levels:
        for priority in level.priorities:
            for target in priority.targets:
                if target.minutes is None and _FIGURE.search(target.text):
                    yield Found(
                        f"{level.name}, {priority.label}: how many minutes is “{target.text}”?",
                        level.section,
                    )


def starts_twice(revision: form.Revision) -> Iterator[Found]:
    """Times from the first call, and a clock that starts when the call is understood (P01, P03)."""
    for level in revision.service_levels:
        targets = [t for p in level.priorities for t in p.targets]
        called = next((t for t in targets if _FROM_CALL.search(t.text)), None)
        if called and level.clock_starts == "understood":
            yield Found(
                f"{level.name}: the table counts from the call (“{called.text}”), the text from "
                "the moment the call is understood. Which one starts the clock?",
                level.section,
            )


def example_of_another(revision: form.Revision) -> Iterator[Found]:
    """An example of a priority that matches the criteria of another one (E24)."""
    for level in revision.service_levels:
        criteria = {p.label: set(stems(p.criteria)) for p in level.priorities}
        for priority in level.priorities:
            for example in priority.examples:
                words = set(stems(example.text))
                if not example.applies or len(words) < _FEWEST:
                    continue
                near = {
                    label: len(words & theirs) / len(words)
                    for label, theirs in criteria.items()
                }
                best = max(near, key=lambda label: near[label])
                if near[best] >= _NEAR and near[priority.label] <= near[best] / 2:
                    yield Found(
                        f"An example of {priority.label} matches the criteria of {best}: "
                        f"{example.text}",
                        level.section,
                    )


def unknown_default(revision: form.Revision) -> Iterator[Found]:
    """A default that is none of the priorities: a ticket could not be accepted at it."""
    for level in revision.service_levels:
        labels = {priority.label for priority in level.priorities}
        if level.default_priority and labels and level.default_priority not in labels:
            yield Found(
                f"{level.name} falls back on “{level.default_priority}”, which is none of its "
                "priorities",
                level.section,
            )
