"""Tables of an HTML page as rectangles of text: a cell that spans is repeated where it reaches."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from catalogue.reading.refusals import TooLarge

from .html_nodes import children, is_dropped, text_in

MAX_CELLS = 100_000
MAX_COLUMNS = 500
_SECTIONS = frozenset(("thead", "tbody", "tfoot"))
_TITLES = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_TOO_MANY = (
    "A table in this file has more cells than any guide. Leave it out, or split it."
)


def rows_of(table: LexborNode) -> list[list[LexborNode]]:
    """The cells of each row that has any."""
    rows = (
        [cell for cell in children(row) if cell.tag in ("td", "th")]
        for row in _rows(table)
        if not is_dropped(row)
    )
    return [row for row in rows if row]


def _rows(table: LexborNode) -> Iterator[LexborNode]:
    for part in children(table):
        if part.tag == "tr":
            yield part
        elif part.tag in _SECTIONS:
            yield from (row for row in children(part) if row.tag == "tr")


def caption_of(table: LexborNode) -> str:
    """The title that the source ties to the table, on one line."""
    for part in children(table):
        if part.tag == "caption":
            return " ".join(text_in(part).split())
    return ""


def is_layout(table: LexborNode, rows: list[list[LexborNode]]) -> bool:
    """A table that only arranges the page: its cells hold the text, not values."""
    if table.attributes.get("role") in ("presentation", "none"):
        return True
    if max(map(len, rows), default=0) <= 1:
        return True
    return len(rows) == 1 and any(_holds_page(cell) for cell in rows[0])


def _holds_page(cell: LexborNode) -> bool:
    return any(part.tag == "table" or part.tag in _TITLES for part in children(cell))


def grid_of(rows: list[list[LexborNode]]) -> list[list[str]]:
    """The text of each cell, spans repeated and short rows filled up.

    A column in which no cell begins is left out: it only comes from a span that claims too much.
    Raises `TooLarge`.
    """
    grid: list[dict[int, str]] = []
    reaching: dict[int, tuple[str, int]] = {}
    begun: set[int] = set()
    count = 0
    for row in rows:
        line = _line(row, reaching, begun)
        count += len(line)
        if count > MAX_CELLS:
            raise TooLarge(_TOO_MANY)
        grid.append(line)
    if len(begun) * len(grid) > MAX_CELLS:
        raise TooLarge(_TOO_MANY)
    columns = sorted(begun)
    return [[line.get(column, "") for column in columns] for line in grid]


def _line(
    row: list[LexborNode], reaching: dict[int, tuple[str, int]], begun: set[int]
) -> dict[int, str]:
    """One row by column. `reaching` holds the texts from rows above and for how many rows yet."""
    line = {column: text for column, (text, _) in reaching.items()}
    for column, (text, left) in list(reaching.items()):
        if left > 1:
            reaching[column] = (text, left - 1)
        else:
            del reaching[column]
    column = 0
    for cell in row:
        while column in line:
            column += 1
        begun.add(column)
        text = "" if is_dropped(cell) else text_in(cell)
        wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
        for at in range(column, min(column + wide, MAX_COLUMNS)):
            if at in line:
                break
            line[at] = text
            if high > 1:
                reaching[at] = (text, high - 1)
        column += 1
    return line


def _span(cell: LexborNode, name: str) -> int:
    """How far a cell spans. Zero rows means down to the end, as browsers read it."""
    text = (cell.attributes.get(name) or "1").strip()
    if not text.isascii() or not text.isdigit():
        return 1
    wanted = int(text[:9])
    if wanted == 0:
        return MAX_CELLS if name == "rowspan" else 1
    return min(wanted, MAX_COLUMNS if name == "colspan" else MAX_CELLS)
