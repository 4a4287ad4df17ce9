"""Tables drawn as boxes: ASCII grids, box-drawing signs, and columns under ruled lines."""

from __future__ import annotations

import re
from itertools import pairwise

from .inline import cell
from .lines import Found, Line

_UPRIGHT, _FLAT = "│┃║╎╏┆┇┊┋", "─━═╌╍┄┅┈┉"
_BOX_SIGNS = range(0x2500, 0x2580)
_BOX = dict.fromkeys(_BOX_SIGNS, "+")
_BOX |= {ord(sign): "|" for sign in _UPRIGHT} | {ord(sign): "-" for sign in _FLAT}
_BORDER = re.compile(r"\+(?:[-=:]{1,400}\+){1,60}")
_RULES = re.compile(
    r"\s{0,20}(?:={2,}(?:\s{1,40}={2,}){1,40}|-{3,}(?:\s{1,40}-{3,}){1,40})"
)
_BULLET = re.compile(r"[-*•·▪]\s+\S")


def grid_at(lines: list[Line], start: int) -> Found:
    """The box of cells that starts at a line."""
    if not _is_border(_drawn(lines[start])):
        return Found([], 1)
    end = start
    while end < len(lines) and _drawn(lines[end])[:1] in ("+", "|"):
        end += 1
    return Found(_grid_rows(lines[start:end]), end - start)


def _grid_rows(lines: list[Line]) -> list[list[str]]:
    """The rows of a box; lines of one cell are joined, as they are wrapped text."""
    drawn = [_drawn(line) for line in lines]
    edges = sorted(
        {
            at
            for text in drawn
            if _is_border(text)
            for at, sign in enumerate(text)
            if sign == "+"
        }
    )
    rows: list[list[list[str]]] = []
    fresh, each_line = True, _is_row_a_line(drawn)
    for text in drawn:
        if _is_border(text):
            fresh = True
            continue
        cells = _cut(text, edges)
        if not any(cells):
            continue
        if fresh or not rows or (each_line and cells[0]):
            rows.append([[] for _ in cells])
        fresh = False
        for held, part in zip(rows[-1], cells, strict=True):
            held.append(part)
    return [[_joined(held) for held in row] for row in rows]


def ruled_at(lines: list[Line], start: int) -> Found:
    """The columns between rules such as "=== ===" that start at a line."""
    if not _RULES.fullmatch(lines[start].text):
        return Found([], 1)
    rule, seen, end = lines[start].text.split(), 0, start + 1
    while end < len(lines):
        before = lines[end - 1]
        if lines[end].blank and (
            before.blank or (seen and before.text.split() == rule)
        ):
            break
        seen += lines[end].text.split() == rule
        end += 1
    closed = seen and lines[end - 1].text.split() == rule
    return Found(_ruled_rows(lines[start:end]) if closed else [], end - start)


def _ruled_rows(lines: list[Line]) -> list[list[str]]:
    """The rows of columns whose places the rule tells; a blank first cell goes on above."""
    spans = [found.span() for found in re.finditer(r"[-=]+", lines[0].text)]
    starts = [start for start, _ in spans]
    rows: list[list[list[str]]] = []
    fresh = True
    for line in lines:
        if line.blank or not line.text.strip("=- "):
            fresh = True
            continue
        ends = [*starts[1:], len(line.text)]
        cells = [line.text[a:b].strip() for a, b in zip(starts, ends, strict=True)]
        if fresh or not rows or cells[0]:
            rows.append([[] for _ in cells])
        fresh = False
        for held, part in zip(rows[-1], cells, strict=True):
            held.append(part)
    return [[_joined(held) for held in row] for row in rows]


def _drawn(line: Line) -> str:
    return line.text.strip().translate(_BOX)


def _is_border(text: str) -> bool:
    return text.startswith("+") and bool(_BORDER.fullmatch(text))


def _is_row_a_line(drawn: list[str]) -> bool:
    """Only a frame and the header are ruled off, so each line below is a row."""
    borders = [at for at, text in enumerate(drawn) if _is_border(text)]
    return len(borders) <= 3 and any(b - a > 2 for a, b in pairwise(borders[-2:]))


def _cut(text: str, edges: list[int]) -> list[str]:
    """The cells of a line; a cell over several columns is told in each of them."""
    parts = text.strip("|+").split("|") if text.count("|") == len(edges) else []
    if len(parts) == len(edges) - 1:
        return [part.strip() for part in parts]
    cells: list[str] = []
    start, spanned = edges[0], 1
    for edge in edges[1:]:
        if edge < len(text) - 1 and text[edge] not in "|+":
            spanned += 1
            continue
        part = text[start + 1 : edge].strip()
        cells += [part if set(part) - set("-=+") else ""] * spanned
        start, spanned = edge, 1
    return cells + [""] * (len(edges) - 1 - len(cells))


def _joined(parts: list[str]) -> str:
    text = ""
    for part in filter(None, parts):
        text += ("\n" if _BULLET.match(part) else " ") + part if text else part
    return "\n".join(cell(line) for line in text.split("\n"))
