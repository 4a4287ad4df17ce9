"""Tables that reStructuredText writes as lists, and its fields ":Name: value"."""

from __future__ import annotations

import re

from .inline import cell
from .lines import Found, Line

_LIST_TABLE = re.compile(r"\s{0,20}\.\. list-table::\s{0,20}\S?.{0,200}")
_ROW = re.compile(r"(\s{1,40})\*\s+-(?:\s+(?P<text>.*))?")
_CELL = re.compile(r"(\s{1,40})-(?:\s+(?P<text>.*))?")
_FIELD = re.compile(r":(?P<name>[^\W_][^:]{0,60}):\s+(?=\S)")


def list_table_at(lines: list[Line], start: int) -> Found:
    """The list of lists below a ".. list-table::" that starts at a line."""
    if not _LIST_TABLE.fullmatch(lines[start].text):
        return Found([], 1)
    rows: list[list[list[str]]] = []
    end = start + 1
    while end < len(lines) and (lines[end].blank or lines[end].indent):
        _take(rows, lines[end].text)
        end += 1
    while end > start + 1 and lines[end - 1].blank:
        end -= 1
    return Found(
        [["\n".join(map(cell, parts)) for parts in row] for row in rows], end - start
    )


def _take(rows: list[list[list[str]]], text: str) -> None:
    """Add a line: a row's first cell, a further cell, or more of the cell before."""
    if found := _ROW.fullmatch(text):
        rows.append([[found["text"] or ""]])
    elif rows and (found := _CELL.fullmatch(text)):
        rows[-1].append([found["text"] or ""])
    elif rows and text.strip():
        rows[-1][-1][-1] = f"{rows[-1][-1][-1]} {text.strip()}".strip()


def without_field(text: str) -> str:
    """ ":Name: value" as "Name: value"; any other text as it is."""
    found = _FIELD.match(text)
    return f"{found['name']}: {text[found.end() :]}" if found else text


def is_field(text: str) -> bool:
    """Whether a line starts a field."""
    return bool(_FIELD.match(text))
