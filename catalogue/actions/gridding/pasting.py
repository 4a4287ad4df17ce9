"""Putting a block from a spreadsheet into a sheet."""

from __future__ import annotations

from dataclasses import replace

from .cells import block_of
from .sheet import NEW, Column, Row, Sheet, tidy


class CannotPaste(Exception):
    """The block does not fit; the message says why and what to do."""


def pasted(sheet: Sheet, text: str, row: int, column: str) -> Sheet:
    """The sheet with a tab-separated block put in, its first cell at a row (from 0) and a column.

    What goes beyond the last row becomes new rows. Raises `CannotPaste` when it is wider than what is
    left, because columns are made on purpose only.
    """
    block = block_of(text)
    ids = [each.id for each in sheet.columns]
    at = ids.index(column) if column in ids else 0
    columns = sheet.columns[at:]
    widest = max((len(line) for line in block), default=0)
    if widest > len(columns):
        raise CannotPaste(
            f"The block is {widest} columns wide, but from “{sheet.columns[at].title}” on there are "
            f"{len(columns)}. Add columns first, or begin further left."
        )
    rows = list(sheet.rows)
    for number, line in enumerate(block, max(0, min(row, len(rows)))):
        if number == len(rows):
            blank = {each.id: "" for each in sheet.columns}
            rows.append(Row(f"{NEW}pasted{number}", blank))
        cells = zip(columns, line, strict=False)
        rows[number] = rows[number].given(**{c.id: cell(c, t) for c, t in cells})
    return replace(sheet, rows=tuple(rows))


def cell(column: Column, text: str) -> str:
    """A pasted cell as the column keeps it: a choice by its words, as people see it."""
    plain = tidy(text, column.kind)
    words = {title.casefold(): value for value, title in column.choices}
    return words.get(plain.casefold(), plain)
