"""Scenario tables: one column of requests, one that says who does it or what it costs."""

from __future__ import annotations

import re

from catalogue.portable import form
from catalogue.reading.blocks import Table

from .draft import Draft, Part, clean
from .grids import Grid, is_group_row
from .marks import flat, is_blank, is_mark, is_symbol, split_markers
from .wording import CUSTOMER, PARTNER, PROVIDER, VENDOR, charge_of, side_of

_OUTCOME = re.compile(
    r"responsib|owner|\bwho\b|outcome|handl(?:ed|ing)|charge|\bcost\b|cover|includ|status|treat|provided by"
    r"|performed by|done by|billing|billed|\bparty\b|entitle|result|action by|support(?:ed)?\b|fulfil|how",
    re.I,
)
_OWNER = re.compile(
    r"responsib|owner|\bwho\b|handled by|done by|provided by|performed by|\bparty\b|action by",
    re.I,
)
_REQUEST = re.compile(
    r"scenario|request|task|i want|change|activity|example|situation|work|need|item|service|what",
    re.I,
)
_NOT_OUTCOME = re.compile(
    r"time|target|response|resolution|rate|price|hours|phone|e-?mail|metric|description|date",
    re.I,
)


def read_table(draft: Draft, part: Part, table: Table, grid: Grid) -> bool:
    """Read a grid as scenarios; False when it is not such a table."""
    index = outcome_column(grid)
    if index is None:
        return False
    text = _text_column(grid, index)
    group = ""
    for row in grid.rows:
        if is_group_row(row) and is_blank(row[index]) and _is_group(grid, row, index):
            group = clean(row[0])
            continue
        provision = _provision(row[text], row[index])
        provision.group, provision.line = group, table.line
        if provision.text:
            part.section.provisions.append(provision)
    return True


def outcome_column(grid: Grid) -> int | None:
    """The column that answers, or None."""
    if grid.width < 2 or not grid.rows:
        return None
    for index in range(1, grid.width):
        cells = [flat(row[index]) for row in grid.rows if not is_blank(row[index])]
        if len(cells) < max(1, len(grid.rows) / 2) or any(
            len(cell) > 60 for cell in cells
        ):
            continue
        header = grid.headers[index]
        if _NOT_OUTCOME.search(header) and not _OUTCOME.search(header):
            continue
        known = sum(map(_is_outcome, cells)) / len(cells)
        names = [split_markers(cell)[0].lower() for cell in cells]
        repeated = len(set(names)) <= len(cells) * 0.6
        named = _OWNER.search(header) and all(len(name.split()) <= 5 for name in names)
        if sum(map(is_symbol, cells)) > len(cells) / 2:
            continue
        if (
            named
            or (_OUTCOME.search(header) and (known >= 0.5 or repeated))
            or (known >= 0.9 and (not header or bool(_REQUEST.search(grid.corner))))
        ):
            return index
    return None


def is_scenarios(grid: Grid, matrix_columns: int) -> bool:
    """Whether a grid that could be a matrix of one column is rather a list of scenarios."""
    index = outcome_column(grid)
    if index is None or matrix_columns > 1:
        return False
    cells = [flat(row[index]) for row in grid.rows if not is_blank(row[index])]
    plain = sum(1 for c in cells if is_symbol(c) or re.match(r"(?:yes|no)\b", c, re.I))
    return plain <= len(cells) / 2 and (
        bool(
            re.search(
                r"scenario|request|i want|task|change|example|situation",
                grid.corner,
                re.I,
            )
        )
        or any(not is_mark(cell) for cell in cells)
    )


def _is_outcome(cell: str) -> bool:
    name, _ = split_markers(cell)
    words = len(name.split())
    party = any(
        pattern.search(name) for pattern in (CUSTOMER, PROVIDER, VENDOR, PARTNER)
    )
    return words <= 6 and (party or is_mark(name) or charge_of(name) != "unstated")


def _is_group(grid: Grid, row: list[str], index: int) -> bool:
    blanks = sum(1 for each in grid.rows if is_blank(each[index]))
    place = grid.rows.index(row)
    more = place + 1 < len(grid.rows) and not is_blank(grid.rows[place + 1][index])
    return more and blanks > 1 and len(row[0].split()) <= 5


def _text_column(grid: Grid, outcome: int) -> int:
    """The longest text column before the outcome."""
    lengths = {i: sum(len(row[i]) for row in grid.rows) for i in range(outcome)}
    named = [
        i
        for i in lengths
        if _REQUEST.search(grid.headers[i]) and lengths[i] > 8 * len(grid.rows)
    ]
    return named[0] if named else max(lengths, key=lambda i: lengths[i])


def _provision(text: str, outcome: str) -> form.Provision:
    text, label = clean(text), flat(outcome)
    if is_blank(label):
        label = ""
    name, markers = split_markers(label)
    side = side_of(name) if len(name.split()) <= 4 else ""
    return form.Provision(
        "scenario",
        text,
        label=label,
        charge=charge_of(name, side if side in {"customer", "vendor"} else ""),
        footnotes=markers,
    )
