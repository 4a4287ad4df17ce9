"""Scope as a table: columns In scope / Out of scope, or a row per component."""

from __future__ import annotations

import re

from catalogue.portable import form

from .draft import Draft, Part, clean
from .grids import Grid
from .marks import flat, is_blank, is_mark
from .scope_words import label_sense, line_of


def read_table(draft: Draft, part: Part, grid: Grid) -> bool:
    """Read columns of scope lines; False when the cells are marks or the header says nothing."""
    senses = [label_sense(header) for header in grid.headers]
    columns = [i for i, sense in enumerate(senses) if sense is not None]
    if False not in senses or (True not in senses and len(columns) == grid.width):
        return _by_row(draft, part, grid)
    cells = [row[i] for row in grid.rows for i in columns if not is_blank(row[i])]
    if not cells or sum(map(is_mark, cells)) > len(cells) / 3:
        return False
    named = [i for i in range(columns[0]) if senses[i] is None]
    if named:
        for row in grid.rows:
            title = flat(row[named[0]])
            part.section.components.append(
                _component(
                    title or part.title or draft.revision.title,
                    [row],
                    columns,
                    senses,
                    grid.headers,
                )
            )
    else:
        part.section.components.append(
            _component(
                part.title or grid.title or draft.revision.title,
                grid.rows,
                columns,
                senses,
                grid.headers,
            )
        )
    return True


def _by_row(draft: Draft, part: Part, grid: Grid) -> bool:
    """Two rows, the first cell of which says Supported or Not supported."""
    rows = [[*grid.headers], *grid.rows] if any(grid.headers) else grid.rows
    if grid.width != 2 or len(rows) > 6:
        return False
    senses = [label_sense(flat(row[0])) for row in rows]
    if set(senses) != {True, False}:
        return False
    component = form.Component(part.title or grid.title or draft.revision.title)
    for row, sense in zip(rows, senses, strict=True):
        component.lines += [
            line_of(text, bool(sense), flat(row[0])) for text in lines_of(row[1])
        ]
    component.lines.sort(key=lambda line: not line.supported)
    part.section.components.append(component)
    return True


def lines_of(cell: str) -> list[str]:
    """The lines of a cell that holds a list."""
    pieces = [
        re.sub(r"^[\s•●▪◦‣·*\-–—✓✔✗✘❌☑→>]+(?=\S)", "", p)
        for p in re.split(r"\n|(?<=\S)\s*[•●▪‣]\s+|;\s+", cell)
    ]
    return [clean(p) for p in pieces if clean(p) and not is_blank(p)]


def _component(
    title: str,
    rows: list[list[str]],
    columns: list[int],
    senses: list[bool | None],
    heads: list[str],
) -> form.Component:
    component = form.Component(title)
    for sense in (True, False):
        for row in rows:
            for index in columns:
                if senses[index] is sense:
                    component.lines += [
                        line_of(text, sense, heads[index])
                        for text in lines_of(row[index])
                    ]
    return component
