"""A sheet: rows and columns of plain text, as staff see and edit them. Nothing here knows Django.

A matrix and every list of lines is edited as one of these, so that what changed, what clashes and
what is wrong is worked out once for all of them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from catalogue.prose import printable

NEW = "+"  # ids of rows and columns that are not stored yet begin with this


class NotASheet(Exception):
    """What was sent is not a sheet of the expected form; only a program sends that."""


@dataclass(frozen=True)
class Column:
    """A column. `mark` columns are the parties of a matrix and can be edited; others are fixed."""

    id: str
    title: str
    kind: str = "line"  # line, text (may hold several lines), mark, choice
    side: str = ""
    longest: int = 0  # characters; 0 for no limit
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def is_party(self) -> bool:
        return self.kind == "mark"


@dataclass(frozen=True)
class Row:
    """A row: its identity, which survives renaming, and its cells by column."""

    id: str
    cells: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        return self.id.startswith(NEW)

    def given(self, **cells: str) -> Row:
        """The row with some cells replaced."""
        return replace(self, cells={**self.cells, **cells})


@dataclass(frozen=True)
class Sheet:
    """Columns and rows, in order."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()

    @property
    def parties(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.is_party)

    @property
    def naming(self) -> Column:
        """The column that rows are called by."""
        return next(column for column in self.columns if column.required)

    @property
    def by_id(self) -> dict[str, Row]:
        return {row.id: row for row in self.rows}

    def name_of(self, row: Row) -> str:
        """What messages call a row: its first words."""
        words = row.cells.get(self.naming.id, "").split("\n")[0]
        return words if len(words) <= 80 else words[:79] + "…"

    def with_parties(self, parties: Iterable[Column]) -> Sheet:
        """The sheet with other party columns, in the place of its own."""
        at = next((i for i, each in enumerate(self.columns) if each.is_party), None)
        fixed = [column for column in self.columns if not column.is_party]
        at = min(FIRST_PARTY, len(fixed)) if at is None else at
        return replace(self, columns=(*fixed[:at], *parties, *fixed[at:]))


FIRST_PARTY = 3  # group, activity and notes stand before the parties


def tidy(text: str, kind: str = "line") -> str:
    """Text as it is compared and kept: no invisible characters, one line unless `kind` is text."""
    plain = printable(text)
    return plain.strip() if kind == "text" else " ".join(plain.split())


def digest(sheet: Sheet) -> str:
    """SHA-256 of everything an editor sees in the sheet."""
    text = json.dumps(to_plain(sheet), ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def to_plain(sheet: Sheet) -> dict[str, Any]:
    """The sheet as JSON can carry it."""
    ids = [column.id for column in sheet.columns]
    return {
        "columns": [[each.id, each.title, each.side] for each in sheet.columns],
        "rows": [
            [row.id, [row.cells.get(column, "") for column in ids]]
            for row in sheet.rows
        ],
    }


def from_plain(
    plain: Any, fixed: Mapping[str, Column], *, with_parties: bool = True
) -> Sheet:
    """A sheet from what `to_plain` made and a browser sent back, tidied.

    `fixed` are the columns that may stand beside parties. Rows and columns whose id was used before
    are new ones. Raises `NotASheet`.
    """
    try:
        columns = [_column(given, fixed) for given in plain["columns"]]
        rows = [(str(key), list(map(str, cells))) for key, cells in plain["rows"]]
    except (KeyError, TypeError, ValueError) as fault:
        raise NotASheet("The sheet could not be read. Load the page again.") from fault
    if not with_parties and any(column.is_party for column in columns):
        raise NotASheet("This list has no columns of its own.")
    columns = list(_unique(columns))
    return Sheet(tuple(columns), tuple(_unique(_rows(rows, columns))))


def _column(given: Any, fixed: Mapping[str, Column]) -> Column:
    key, title, side = map(str, given)
    if key in fixed:
        return fixed[key]
    return Column(tidy(key), tidy(title), "mark", tidy(side))


def _rows(rows: list[tuple[str, list[str]]], columns: list[Column]) -> Iterable[Row]:
    for key, cells in rows:
        if len(cells) != len(columns):
            raise NotASheet("A row has another number of cells than there are columns.")
        pairs = zip(columns, cells, strict=True)
        yield Row(tidy(key), {c.id: tidy(cell, c.kind) for c, cell in pairs})


def _unique(parts: Iterable[Any]) -> Iterable[Any]:
    seen: set[str] = set()
    for number, part in enumerate(parts, 1):
        key = part.id
        if not key or key in seen:
            key = f"{NEW}again{number}"
        seen.add(key)
        yield part if key == part.id else replace(part, id=key)
