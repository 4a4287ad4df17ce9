"""Each table goes to the first reader that knows its shape; the rest stays prose."""

from __future__ import annotations

from collections.abc import Callable

from catalogue.reading.blocks import Table

from . import (
    bands,
    definitions,
    duties,
    level_details,
    level_tables,
    matrices,
    metering,
    offers,
    orientation,
    rates,
    scenarios,
    scope_tables,
)
from .draft import Draft, Part, lead_before
from .grids import Grid, grid_of
from .levels import Levels
from .marks import flat, is_symbol


def read_tables(draft: Draft, levels: Levels) -> None:
    """Read all tables of the document."""
    before: Grid | None = None
    for part in draft.parts:
        for block in part.blocks:
            if isinstance(block, Table) and block.rows:
                before = _read(draft, part, block, levels, before)
    _criteria(draft, levels)


def _read(
    draft: Draft, part: Part, table: Table, levels: Levels, before: Grid | None
) -> Grid | None:
    grid = orientation.without_pairs(orientation.headed_like(grid_of(table), before))
    if _is_legend(grid):
        return before
    context = " / ".join((grid.title, part.title, lead_before(part, table)[-160:]))
    columns = matrices.columns_of(grid)
    many = len(columns.marks) if columns else 0
    readers: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("metering rules", lambda: metering.read_table(draft, part, grid)),
        ("scope", lambda: scope_tables.read_table(draft, part, grid)),
        (
            "service level",
            lambda: many < 2 and level_tables.read_table(part, grid, levels, context),
        ),
        ("definitions", lambda: definitions.read_table(part, grid, draft)),
        ("spend bands", lambda: bands.read_table(draft, part, grid)),
        ("rates", lambda: rates.read_table(draft, part, grid)),
        ("duties", lambda: duties.read_table(part, grid)),
        (
            "scenarios",
            lambda: (
                scenarios.is_scenarios(grid, many)
                and scenarios.read_table(draft, part, table, grid)
            ),
        ),
        ("matrix", lambda: matrices.read_table(draft, part, table, grid)),
        ("offers", lambda: offers.read_table(draft, part, grid)),
    )
    for draft.reader, reads in readers:
        if reads():
            draft.take(table)
            return grid
    return None


def _is_legend(grid: Grid) -> bool:
    """Letters and what they stand for: "R | Responsible"."""
    rows = [grid.headers, *grid.rows] if any(grid.headers) else grid.rows
    return grid.width == 2 and all(
        is_symbol(row[0]) and len(flat(row[1])) > 3 for row in rows
    )


def _criteria(draft: Draft, levels: Levels) -> None:
    """Tables that describe priorities count once it is known whether the document has levels."""
    for part in draft.parts:
        for block in part.blocks:
            if not isinstance(block, Table) or not block.rows or draft.is_taken(block):
                continue
            draft.reader = "service level"
            if level_details.read_criteria(part, grid_of(block), levels):
                draft.take(block)
