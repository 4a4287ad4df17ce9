"""Tables with their header found: which rows head it, what each column is called, which rows are body."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from catalogue.reading.blocks import Table

from .durations import first_duration
from .marks import flat, is_blank, is_mark, split_markers

_RULE = re.compile(r"[\s:=+|\-–—]*")
PAIRED_HEADER = re.compile(
    r"^(?:r|a|c|i|responsible|accountable|consulted|informed)(?:\s*\(\w+\))?$", re.I
)


@dataclass
class Grid:
    """A table after its header: `headers` name columns (group and leaf), `tops` the groups alone."""

    headers: list[str]
    rows: list[list[str]]
    tops: list[str] = field(default_factory=list)
    title: str = ""
    source: Table | None = None
    goes_on: bool = False  # a further part of the matrix before it
    described: bool = False  # activities are printed as name and description

    @property
    def corner(self) -> str:
        return self.headers[0] if self.headers else ""

    def column(self, index: int) -> list[str]:
        return [row[index] for row in self.rows]

    @property
    def width(self) -> int:
        return len(self.headers)


def grid_of(table: Table) -> Grid:
    """Find the header rows of a table. Without any, headers are blank."""
    rows = [[cell.strip() for cell in row] for row in table.rows]
    rows = [
        row for row in rows if any(row) and not all(_RULE.fullmatch(c) for c in row)
    ]
    rows = _without_blank_columns(rows)
    title = flat(table.caption)
    while len(rows) > 1 and _is_title(rows[0]) and not _is_title(rows[1]):
        title, rows = title or flat(next(c for c in rows[0] if c)), rows[1:]
    count = _header_rows(rows)
    head, body = rows[:count], rows[count:]
    if count == 1:
        head = [_unshifted(head[0], body)]
    headers, tops = _headers(head, len(rows[0]) if rows else 0)
    again = {tuple(map(_plain, row)) for row in head}
    body = [row for row in body if tuple(map(_plain, row)) not in again]
    return Grid(headers, body, tops, title, table)


def _unshifted(head: list[str], body: list[list[str]]) -> list[str]:
    """A header that lost its blank first cell stands one column too far left."""
    shifted = not head[-1] and all(head[:-1]) and any(row[-1] for row in body)
    return ["", *head[:-1]] if shifted and len(head) > 2 else head


def transposed(grid: Grid) -> Grid:
    """Rows become columns; the corner stays."""
    headers = [grid.corner, *(flat(row[0]) for row in grid.rows)]
    rows = [
        [grid.headers[column], *(row[column] for row in grid.rows)]
        for column in range(1, grid.width)
    ]
    return Grid(headers, rows, [""] * len(headers), grid.title, grid.source)


def is_group_row(row: list[str]) -> bool:
    """A row with one text only, printed once or over all its columns."""
    filled = [flat(cell) for cell in row if not is_blank(cell)]
    if len(filled) == 1:
        return bool(row[0].strip()) and not is_mark(row[0])
    return (
        len(filled) == len(row) > 1 and len(set(filled)) == 1 and not is_mark(filled[0])
    )


def _plain(cell: str) -> str:
    return re.sub(r"\W+", "", cell.lower())


def _without_blank_columns(rows: list[list[str]]) -> list[list[str]]:
    if not rows:
        return rows
    keep = [i for i in range(len(rows[0])) if any(row[i] for row in rows)]
    return [[row[i] for i in keep] for row in rows]


def _is_title(row: list[str]) -> bool:
    filled = {flat(cell) for cell in row if cell}
    return len(row) > 1 and len(filled) == 1 and not is_mark(next(iter(filled)))


def _is_body(row: list[str]) -> bool:
    """A row that cannot head a table: it holds marks, times, amounts or long text."""
    cells = [flat(cell) for cell in row[1:] if not is_blank(cell)]
    if cells and all(PAIRED_HEADER.match(cell) for cell in cells):
        return False
    words = [c for c in cells if is_mark(c) and len(split_markers(c)[0]) < 3]
    value = [c for c in cells if _is_value(c)]
    return bool(words or value) or any(len(c) > 90 for c in cells)


def _is_value(cell: str) -> bool:
    found = first_duration(cell)
    time = found is not None and found.start < 12 and len(found.text) > len(cell) / 3
    money = re.match(r"[$£€]\s?\d|\d[\d,.]*\s?%|\d+(?:\.\d+)?$", cell)
    return (time and "/" not in cell[:12]) or bool(money)


def _header_rows(rows: list[list[str]]) -> int:
    if not rows or _is_body(rows[0]) or len(rows) == 1:
        return 0
    if _all_marks(rows[0]) and any(_all_marks(row) for row in rows[1:]):
        return 0 if not _looks_like_names(rows[0], rows[1:]) else 1
    second = rows[1]
    if len(rows) > 2 and _is_second_header(rows[0], second):
        return 2
    return 1


def _all_marks(row: list[str]) -> bool:
    cells = [cell for cell in row[1:] if not is_blank(cell)]
    return bool(cells) and all(is_mark(cell) for cell in cells)


def _looks_like_names(head: list[str], body: list[list[str]]) -> bool:
    """Words such as Customer or Support may be names or marks: they head when they do not recur."""
    seen = {_plain(cell) for row in body for cell in row[1:]}
    cells = [_plain(cell) for cell in head[1:] if not is_blank(cell)]
    return len(set(cells)) == len(cells) and not set(cells) & seen


def _is_second_header(first: list[str], second: list[str]) -> bool:
    if _is_body(second) or is_group_row(second):
        return False
    spans = [a for a, b in pairwise(first[1:]) if a and (a == b or not b)]
    repeats = not second[0] or second[0] == first[0] or not first[0]
    short = all(len(cell) <= 40 for cell in second[1:])
    filled = sum(1 for cell in second[1:] if cell)
    return bool(spans) and repeats and short and filled >= 2 and not _all_words(second)


def _all_words(row: list[str]) -> bool:
    """Cells like Yes/Included: a body row although it is short."""
    cells = [flat(cell) for cell in row[1:] if not is_blank(cell)]
    return (
        bool(cells)
        and all(is_mark(c) and not PAIRED_HEADER.match(c) for c in cells)
        and (len(set(cells)) < len(cells))
    )


def _headers(head: list[list[str]], width: int) -> tuple[list[str], list[str]]:
    """Leaf names; a leaf that repeats carries its group, and a blank leaf takes the group's name."""
    if not head:
        return [""] * width, [""] * width
    if len(head) == 1:
        return _distinct([flat(cell) for cell in head[0]]), [""] * width
    tops, last = [], ""
    for index, cell in enumerate(head[0]):
        last = flat(cell) or (last if index > 0 and head[1][index] else "")
        tops.append(last)
    leaves = [flat(cell) for cell in head[1]]
    leaves = [
        "" if leaf == top and tops.count(top) == 1 else leaf
        for leaf, top in zip(leaves, tops, strict=True)
    ]
    names = []
    for leaf, top in zip(leaves, tops, strict=True):
        if not leaf or leaf == top:
            names.append(top or leaf)
        elif leaves.count(leaf) > 1 and top:
            names.append(f"{top} / {leaf}")
        else:
            names.append(leaf)
    return _distinct(names), tops


def _distinct(names: list[str]) -> list[str]:
    """Names that repeat without a group above them are numbered, so that no cell is lost."""
    seen: dict[str, int] = {}
    out = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        out.append(f"{name} ({seen[name]})" if name and seen[name] > 1 else name)
    return out
