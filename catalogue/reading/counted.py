"""Counts in words, for people: what a section holds, with right plurals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_MANY = {
    "activity": "activities",
    "entry": "entries",
    "matrix": "matrices",
    "party": "parties",
    "priority": "priorities",
    "duty": "duties",
    "quota": "quotas",
}
_CALLED = {"scope": "scope line"}  # the kind of a provision, as people call one
# Told by name as well, and so not counted again.
_NAMED = {
    "matrices": {"matrix", "activity"},
    "components": {"component", "scope"},
    "levels": {"service level"},
}


def counted(count: int, word: str) -> str:
    """A number with its word: “1 activity”, “2 activities”."""
    word = _CALLED.get(word, word)
    return f"{count:,} {word if count == 1 else _MANY.get(word, word + 's')}"


def phrases(section: Mapping[str, Any]) -> list[str]:
    """What was recognised in a section of a report: its tables by name, then the rest by kind."""
    told = [
        f"matrix “{title}” ({counted(rows, 'row')} × {counted(parties, 'party')})"
        for title, rows, parties in section.get("matrices", ())
    ]
    told += [
        f"component “{title}” ({counted(lines, 'line')})"
        for title, lines in section.get("components", ())
    ]
    told += [
        f"service level “{name}” ({counted(priorities, 'priority')}, {counted(targets, 'target')})"
        for name, priorities, targets in section.get("levels", ())
    ]
    apart = {
        kind for name, kinds in _NAMED.items() for kind in kinds if section.get(name)
    }
    return told + [
        counted(count, kind)
        for kind, count in section["recognised"].items()
        if kind not in apart
    ]
