"""Tables copied with one cell on each line: how many lines make a row, the marks tell.

Only a run of lines without blanks counts, in which every row has a name and then nothing but
marks or times, or a dash where a cell is empty; the header is as long as a row.
"""

from __future__ import annotations

import re

from .lines import Found, Line

_WIDEST = 7  # cells of a row
_LONGEST = 80  # characters of a cell
_MARK = re.compile(
    r"[x×✓✔✗✘●○]|yes|no|n/a|included|optional|shared|[RACIS](?:[/,] ?[RACIS]){0,3}|[-–—]+"
    r"|(?:within )?\d{1,3} ?(?:m|min|mins|minutes?|h|hrs?|hours?|(?:business |working )?(?:days?|hours?)|d|weeks?)",
    re.I,
)


def stacked_at(lines: list[Line], start: int) -> Found:
    """The table of which each line from here on is a cell."""
    width = _width(lines, start)
    if not 3 <= width <= _WIDEST:
        return Found([], 1)
    rows = [[line.text.strip() for line in lines[start : start + width]]]
    at = start + width
    while _is_row(row := lines[at : at + width], width):
        rows.append([line.text.strip() for line in row])
        at += width
    ended = at >= len(lines) or lines[at].blank
    if len(rows) < 3 or not ended:
        return Found([], 1)
    return Found([[_filled(text) for text in row] for row in rows], at - start)


def _width(lines: list[Line], start: int) -> int:
    """How many lines come before the name of the first row, by the place of its first mark."""
    for at, line in enumerate(lines[start : start + _WIDEST + 2]):
        if line.blank or len(line.text) > _LONGEST or set(line.text) & set("|\t#"):
            return 0
        if _is_mark(line):
            return at - 1
    return 0


def _is_row(row: list[Line], width: int) -> bool:
    if len(row) < width or any(line.blank for line in row):
        return False
    name = row[0]
    named = len(name.text) <= _LONGEST and not _is_mark(name)
    return named and all(map(_is_mark, row[1:]))


def _is_mark(line: Line) -> bool:
    return bool(_MARK.fullmatch(line.text.strip()))


def _filled(text: str) -> str:
    return text if text.strip("-–—") else ""
