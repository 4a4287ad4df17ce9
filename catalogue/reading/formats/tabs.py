"""Tables whose cells are parted by tabs."""

from __future__ import annotations

import re

from .inline import cell, plain
from .lines import Line

_RULE = re.compile(r"[-=_\s]*")
_MARKED = re.compile(r"\s*(?:[-*•·▪o–]|\(?[a-zA-Z0-9]{1,3}[.)])\t+[^\t]+\s*")
_NUMBERED = re.compile(r"\s*\d{1,2}(?:\.\d{1,2}){0,4}\.?\t+[^\t]+\s*")


def tabs_at(lines: list[Line], start: int) -> int:
    """How many lines from `start` form a table of tabs; 0 when none does."""
    end = start
    while end < len(lines) and (_is_row(lines[end]) or _is_group(lines, end, start)):
        end += 1
    rows = [line.text for line in lines[start:end]]
    if end - start == 1 and not lines[start].new_page:
        return 0
    if all(_MARKED.fullmatch(row) or _NUMBERED.fullmatch(row) for row in rows):
        return 0
    return 0 if _is_labels(rows) else end - start


def tab_rows(lines: list[Line]) -> list[list[str]]:
    """The rows of a table whose lines `tabs_at` has counted; rules between rows dropped."""
    rows = [
        [cell(each) for each in line.text.split("\t")]
        for line in lines
        if not _RULE.fullmatch(line.text)
    ]
    rows = [row for row in rows if any(row)]
    return _with_corner(_without_ends(rows))


def _is_row(line: Line) -> bool:
    return "\t" in line.text.lstrip(" ") and not line.blank


def _is_group(lines: list[Line], at: int, start: int) -> bool:
    """A title between rows that has lost its trailing tabs."""
    if at == start or at + 1 >= len(lines) or lines[at].blank:
        return False
    text = lines[at].text
    if len(text) > 60 or text.rstrip().endswith((".", ":", ";")) or lines[at].new_page:
        return False
    return _is_row(lines[at - 1]) and _is_row(lines[at + 1]) and text[:1].isupper()


def _is_labels(rows: list[str]) -> bool:
    """Labels with their values, as on a title page, are lines of text."""
    return all(row.split("\t")[0].rstrip().endswith(":") for row in rows)


def _without_ends(rows: list[list[str]]) -> list[list[str]]:
    """Columns at the end that hold nothing in any row are stray tabs."""
    width = max((len(_stripped(row)) for row in rows), default=0)
    return [row[:width] for row in rows]


def _stripped(row: list[str]) -> list[str]:
    end = len(row)
    while end and not row[end - 1]:
        end -= 1
    return row[:end]


def _with_corner(rows: list[list[str]]) -> list[list[str]]:
    """A header that has lost the tab before its first cell gets it back."""
    widths = {len(row) for row in rows[1:]}
    if (
        len(rows) > 2
        and len(widths) == 1
        and len(rows[0]) == min(widths) - 1 > 1
        and all(rows[0])
    ):
        return [["", *rows[0]], *rows[1:]]
    return rows


def tabless(text: str) -> str:
    """A line outside a table: its tabs are spaces."""
    return plain(text.replace("\t", " "))
