"""Tables whose cells are parted by tabs."""

from __future__ import annotations

import re

from .inline import cell, plain
from .lines import Found, Line

_RULE = re.compile(r"[-=_\s]*")
_MARKED = re.compile(
    r"\s*(?:(?:[-*•·▪o–]|\(?[a-zA-Z0-9]{1,3}[.)])\t+|\t[-*•·▪–] )[^\t]+\s*"
)
_NUMBERED = re.compile(r"\s*\d{1,2}(?:\.\d{1,2}){0,4}\.?\t+[^\t]+\s*")


def tabs_at(lines: list[Line], start: int) -> Found:
    """The table of tabs that starts at a line; a page may start with a lone row."""
    end = start
    while end < len(lines) and (_is_row(lines[end]) or _is_group(lines, end, start)):
        end += 1
    texts = [line.text for line in lines[start:end]]
    alone = end - start == 1 and not lines[start].new_page
    listed = all(_MARKED.fullmatch(each) or _NUMBERED.fullmatch(each) for each in texts)
    if alone or listed or _is_labels(texts):
        return Found([], max(1, end - start))
    return Found(_rows(texts), end - start)


def _rows(texts: list[str]) -> list[list[str]]:
    """The rows of a table; rules between rows are dropped."""
    rows = [
        [cell(each) for each in text.split("\t")]
        for text in texts
        if not _RULE.fullmatch(text)
    ]
    return _with_corner(_without_ends([row for row in rows if any(row)]))


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
