"""Metering tables: what counts as an interaction, and what does not."""

from __future__ import annotations

import re

from catalogue.portable import form

from .draft import Draft, Part, clean
from .grids import Grid

_COUNTS = re.compile(
    r"\bcounts? (?:as|towards?)|what counts|\bcounted\b|billable (?:event|when)|charged when",
    re.I,
)
_NOT = re.compile(r"\bnot\b|excluded|free of charge|exempt", re.I)


def read_table(draft: Draft, part: Part, grid: Grid) -> bool:
    """Read a table with a counting and a non-counting column; False when it has none."""
    named = [
        (i, header)
        for i, header in enumerate(grid.headers)
        if i and (_COUNTS.search(header) or _NOT.search(header))
    ]
    counts = next(
        (
            i
            for i, header in named
            if _COUNTS.search(header) and not _NOT.search(header)
        ),
        None,
    )
    excludes = next((i for i, header in named if _NOT.search(header)), None)
    if counts is None or (excludes is None and grid.width > 2):
        return False
    for row in grid.rows:
        rule = form.MeteringRule(
            clean(row[0]),
            clean(row[counts]),
            clean(row[excludes]) if excludes is not None else "",
            part.name,
        )
        draft.revision.metering_rules.append(rule)
    return True
