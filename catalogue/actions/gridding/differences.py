"""What differs between two states of a sheet, in words that staff understand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .sheet import Column, Sheet


@dataclass(frozen=True)
class Difference:
    """One thing that changed. `row` and `column` are ids, blank where it is about neither."""

    what: str  # cell, row-added, row-removed, rows-moved, column-added, column-removed,
    # column-named, column-side, columns-moved
    row: str = ""
    column: str = ""
    name: str = ""  # of the row
    heading: str = ""  # of the column
    before: str = ""
    after: str = ""

    @property
    def place(self) -> str:
        """Where it is: the row's name and the column's."""
        return ", ".join(filter(None, [self.name, self.heading])) or "The table"

    @property
    def words(self) -> str:
        """What happened, where no value changed into another."""
        return WORDS[self.what][0].capitalize()

    @property
    def is_value(self) -> bool:
        """Whether `before` and `after` say what happened."""
        return self.what in ("cell", "column-named", "column-side")


def differences(before: Sheet, after: Sheet) -> list[Difference]:
    """Everything that differs, columns first. A cell that `after` does not have is as before."""
    return [*_columns(before, after), *_rows(before, after), *_cells(before, after)]


def moved(before: list[str], after: list[str]) -> bool:
    """Whether what stands in both lists stands in another order."""
    left, right = set(before), set(after)
    return [x for x in before if x in right] != [x for x in after if x in left]


def _columns(before: Sheet, after: Sheet) -> Iterator[Difference]:
    old = {column.id: column for column in before.parties}
    new = {column.id: column for column in after.parties}
    for key, column in old.items():
        if key not in new:
            yield Difference("column-removed", "", key, "", column.title, column.title)
    for key, column in new.items():
        if key not in old:
            yield Difference(
                "column-added", "", key, "", column.title, "", column.title
            )
        else:
            yield from _column(old[key], column)
    if moved(list(old), list(new)):
        yield Difference("columns-moved", before=_titles(old), after=_titles(new))


def _column(old: Column, new: Column) -> Iterator[Difference]:
    if old.title != new.title:
        yield Difference(
            "column-named", "", old.id, "", old.title, old.title, new.title
        )
    if old.side != new.side:
        yield Difference("column-side", "", old.id, "", new.title, old.side, new.side)


def _titles(columns: dict[str, Column]) -> str:
    return ", ".join(column.title for column in columns.values())


def _rows(before: Sheet, after: Sheet) -> Iterator[Difference]:
    old, new = before.by_id, after.by_id
    for key, row in old.items():
        if key not in new:
            yield Difference("row-removed", key, name=before.name_of(row))
    for key, row in new.items():
        if key not in old:
            yield Difference("row-added", key, name=after.name_of(row))
    if moved(list(old), list(new)):
        yield Difference("rows-moved")


def _cells(before: Sheet, after: Sheet) -> Iterator[Difference]:
    old = before.by_id
    for row in after.rows:
        stored = old.get(row.id)
        if stored is None:
            continue
        for column in after.columns:
            if column.id not in row.cells:
                continue
            was, now = stored.cells.get(column.id, ""), row.cells[column.id]
            if was != now:
                name = before.name_of(stored)
                yield Difference(
                    "cell", row.id, column.id, name, column.title, was, now
                )


WORDS = {
    "cell": ("cell changed", "cells changed"),
    "row-added": ("row added", "rows added"),
    "row-removed": ("row removed", "rows removed"),
    "rows-moved": ("rows put in another order", "rows put in another order"),
    "column-added": ("column added", "columns added"),
    "column-removed": ("column removed", "columns removed"),
    "column-named": ("column renamed", "columns renamed"),
    "column-side": ("column put on another side", "columns put on another side"),
    "columns-moved": ("columns put in another order", "columns put in another order"),
}


def summary(found: Iterable[Difference]) -> str:
    """Differences in figures: “3 cells changed, 1 row added”."""
    counts = Counter(each.what for each in found)
    parts = []
    for what, (one, many) in WORDS.items():
        if counts[what]:
            words = one if counts[what] == 1 else many
            parts.append(words if "moved" in what else f"{counts[what]} {words}")
    return ", ".join(parts)
