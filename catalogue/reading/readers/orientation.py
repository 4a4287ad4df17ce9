"""Matrices printed another way round: parties as rows, names in RACI columns, a headerless rest."""

from __future__ import annotations

import re

from .grids import PAIRED_HEADER, Grid, transposed
from .marks import flat, is_blank, is_mark, is_symbol
from .wording import CUSTOMER, PARTNER, PROVIDER, VENDOR

_PARTY_CORNER = re.compile(
    r"\b(?:part(?:y|ies)|roles?|who|teams?|owners?|responsible|stakeholders?)\b", re.I
)
_ACTIVITY_CORNER = re.compile(
    r"activit|task|service|function|item|deliverable|responsibilit", re.I
)


def without_pairs(grid: Grid) -> Grid:
    """Columns Responsible, Accountable… with names in the cells become columns of the names."""
    leaves = grid.headers[1:]
    if not (len(leaves) >= 2 and all(PAIRED_HEADER.match(leaf) for leaf in leaves)):
        return grid
    cells = [c for row in grid.rows for c in row[1:] if not is_blank(c)]
    if not cells or sum(map(is_symbol, cells)) > len(cells) / 2:
        return grid
    names: list[str] = []
    table: list[dict[str, list[str]]] = []
    for row in grid.rows:
        found: dict[str, list[str]] = {}
        for leaf, cell in zip(leaves, row[1:], strict=True):
            for name in re.split(r"\s*(?:[,;/&\n]|\band\b)\s*", cell):
                if name and not is_blank(name):
                    found.setdefault(name, []).append(leaf[0].upper())
                    names += [name] if name not in names else []
        table.append(found)
    rows = [
        [row[0], *("/".join(found.get(name, [])) for name in names)]
        for row, found in zip(grid.rows, table, strict=True)
    ]
    return Grid(
        [grid.corner, *names], rows, [""] * (len(names) + 1), grid.title, grid.source
    )


def upright(grid: Grid) -> Grid:
    """Parties printed as rows are turned to columns."""
    if grid.width < 3 or len(grid.rows) < 2:
        return grid
    names = [flat(row[0]) for row in grid.rows]
    if not all(0 < len(name) <= 40 for name in names):
        return grid
    down = sum(map(_names_party, names))
    across = sum(map(_names_party, grid.headers[1:]))
    corner = bool(_PARTY_CORNER.search(grid.corner)) and not _ACTIVITY_CORNER.search(
        grid.corner
    )
    if across == 0 and (down >= len(names) / 2 or corner) and _marked(grid) >= 0.6:
        return transposed(grid)
    return grid


def _names_party(text: str) -> bool:
    """A short name made of a party word, not an activity that mentions one."""
    words = text.split()
    return len(words) <= 4 and any(
        r.search(words[-1]) or r.match(text)
        for r in (CUSTOMER, PROVIDER, VENDOR, PARTNER)
        if words
    )


def headed_like(grid: Grid, before: Grid | None) -> Grid:
    """A table without header right after a matrix of the same width goes on with its header."""
    if before and not any(grid.headers) and before.width == grid.width:
        described = before.described or any("\n" in row[0] for row in before.rows)
        return Grid(
            before.headers,
            grid.rows,
            before.tops,
            before.title,
            grid.source,
            True,
            described,
        )
    return grid


def _marked(grid: Grid) -> float:
    """Part of the printed cells that are marks."""
    cells = [cell for row in grid.rows for cell in row[1:] if not is_blank(cell)]
    return sum(map(is_mark, cells)) / len(cells) if cells else 0.0
