"""Matrices printed another way round: parties as rows, names in RACI columns, a headerless rest."""

from __future__ import annotations

import re

from .grids import PAIRED_HEADER, Grid, transposed
from .marks import flat, is_blank, is_mark, is_symbol
from .wording import CUSTOMER, PARTNER, PROVIDER, VENDOR

_PARTY_CORNER = re.compile(
    r"\b(?:part(?:y|ies)|roles?|who|teams?|owners?|responsible|stakeholders?)\b", re.I
)
_VERB = re.compile(
    r"(?:accept|add|administer|agree|analy[sz]e|answer|apply|approve|archive|arrange|assess|assign|audit|authori[sz]e"
    r"|back|build|buy|carry|change|check|clean|close|collect|communicate|configure|confirm|connect|coordinate|correct"
    r"|create|define|deliver|deploy|describe|design|detect|develop|diagnose|document|draft|enrol|ensure|escalate"
    r"|evaluate|execute|fit|fix|fund|give|grant|handle|host|identify|image|implement|import|inform|inspect|install"
    r"|investigate|isolate|issue|keep|lead|log|maintain|make|manage|migrate|monitor|move|name|notify|obtain|open|operate"
    r"|order|own|patch|pay|perform|plan|prepare|procure|provide|publish|purchase|read|rebuild|receive|recommend|record"
    r"|recover|register|remove|renew|repair|replace|report|request|reset|resolve|respond|restore|retire|return|review"
    r"|rotate|run|schedule|secure|select|send|set|sign|submit|supply|support|swap|tell|test|track|train|transfer|triage"
    r"|tune|update|upgrade|validate|verify|watch|write)\b",
    re.I,
)
_BODY = re.compile(
    r"\b(?:desk|team|manager|management|lead|group|engineer|analyst|owner|board|office|department|staff|administrator"
    r"|architect|coordinator|specialist|technician|committee|sponsor|director|officer|centre|center|services?)s?$",
    re.I,
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
    acts = _acts(grid.headers[1:]) and not _acts(names)
    if across == 0 and acts and not down and _is_lawful(grid):
        return transposed(grid)
    if across == 0 and (down >= len(names) / 2 or corner) and _marked(grid) >= 0.6:
        return transposed(grid)
    return grid


def _acts(texts: list[str]) -> bool:
    """Most texts tell an activity: a verb and what it is done to."""
    told = sum(bool(_VERB.match(t)) and " " in t and not _BODY.search(t) for t in texts)
    return told * 2 > len(texts)


def _is_lawful(grid: Grid) -> bool:
    """Marks in every column and, of letters, one A at the most: each column is an activity."""
    columns = [
        [flat(cell) for cell in grid.column(at) if not is_blank(cell)]
        for at in range(1, grid.width)
    ]
    marks = all(cells and all(map(is_symbol, cells)) for cells in columns)
    return marks and all(
        sum("A" in cell.upper() for cell in cells) <= 1 for cells in columns
    )


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
