"""Two revisions of a guide held against each other, in business terms; without Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from catalogue.portable import form

from .commerce import commerce_differences
from .difference import Act, Comparison, Difference, Direction, Kind, by_kind
from .frame import Frame
from .levels import level_differences
from .lines import line_differences, paired_lines
from .summary import summary
from .text import text_differences

__all__ = [
    "Act",
    "Comparison",
    "Difference",
    "Direction",
    "Kind",
    "by_kind",
    "compare",
]

NO_NAMES: Mapping[str, str] = {}


def compare(
    old: form.Revision, new: form.Revision, calendars: Mapping[str, str] = NO_NAMES
) -> Comparison:
    """Everything that `new` says otherwise than `old`; `calendars` names calendars by key.

    What is no text of the contract is left out: keys, refs, aliases, findings, and the order of
    rows. The cost grows with the size of the revisions, not with its square.
    """
    frame = Frame(old, new)
    lines = paired_lines(frame)
    found = [
        *line_differences(frame, lines),
        *level_differences(frame, calendars),
        *commerce_differences(frame, lines),
        *text_differences(frame),
    ]
    ordered = tuple(
        _stopped_once(each)
        for _, group in by_kind(found)
        for each in sorted(group, key=lambda difference: not difference.matters)
    )
    return Comparison(ordered, summary(ordered))


def _stopped_once(difference: Difference) -> Difference:
    """A sentence that ends with a quoted sentence needs no second full stop."""
    if not difference.sentence.endswith((".”.", "…”.")):
        return difference
    return replace(difference, sentence=difference.sentence[:-1])
