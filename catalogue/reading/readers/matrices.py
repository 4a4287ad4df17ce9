"""Matrices: activities or services against parties or plans, whatever the marks.

A blank stays a blank. A row without any mark is a group heading when rows with marks follow it and
such rows are few; otherwise it is a row of its own that nobody does, which is a finding.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from catalogue.portable import form
from catalogue.reading.blocks import Table

from .draft import Draft, Part, clean
from .grids import Grid, is_group_row
from .marks import flat, is_blank, is_mark, is_symbol, split_markers
from .orientation import upright
from .wording import CUSTOMER, PARTNER, PROVIDER, VENDOR, charge_of

_ASIDE = re.compile(
    r"^(?:#|no\.?|ref(?:erence)?|id|item no\.?|descriptions?|details?|notes?|comments?|remarks?"
    r"|frequency|examples?|definition|hours|deliverables?|conditions?)\b",
    re.I,
)
_GROUP_HEAD = re.compile(
    r"^(?:category|area|group|domain|phase|process|function|workstream|section|module)\b",
    re.I,
)
_NUMBERING = re.compile(r"[\d.]{1,8}[a-z]?\)?$|[A-Z]{1,4}-?\d+(?:\.\d+)*$")


@dataclass(frozen=True)
class Columns:
    """Which columns of a grid hold the group, the activity, and the marks."""

    text: int
    marks: list[int]
    group: int | None = None


def read_table(draft: Draft, part: Part, table: Table, grid: Grid) -> bool:
    """Read a grid as a matrix into the part's section; False when it is not one."""
    grid = upright(grid)
    columns = columns_of(grid)
    if columns is None or not all(grid.headers[i] for i in columns.marks):
        return False
    section = part.section
    title = grid.title or section.title or draft.revision.title
    matrix = form.Matrix(title, [grid.headers[i] for i in columns.marks])
    kind = "service" if _is_entitlement(matrix.parties, grid) else "activity"
    rows = _rows(draft, part, table, grid, columns, kind)
    before = [
        m
        for m in section.matrices
        if m.parties == matrix.parties and m.title == matrix.title
    ]
    if grid.goes_on and before:
        before[-1].rows += rows
        return True
    matrix.rows = rows
    section.matrices.append(matrix)
    return True


def columns_of(grid: Grid) -> Columns | None:
    """The columns of a matrix, or None when the grid has no column of marks."""
    if grid.width < 2 or not grid.rows:
        return None
    body = [row for row in grid.rows if not is_group_row(row)]
    shares = [_share([row[i] for row in body]) for i in range(grid.width)]
    marks = [
        i
        for i in range(1, grid.width)
        if shares[i] >= 0.6 and not _ASIDE.match(grid.headers[i])
    ]
    if not marks:
        weak = [
            i for i in range(1, grid.width) if shares[i] >= 0.34 and _short(body, i)
        ]
        marks = (
            weak
            if len(weak) > 1 and any(is_symbol(row[i]) for row in body for i in weak)
            else []
        )
    if not marks or not any(_counts(body, i) for i in marks):
        return None
    first = marks[0]
    blank = [
        i
        for i in range(1, grid.width)
        if shares[i] < 0 and grid.headers[i] and not _ASIDE.match(grid.headers[i])
    ]
    mixed = [
        i
        for i in range(first + 1, grid.width)
        if i not in marks
        and shares[i] >= 0
        and not _ASIDE.match(grid.headers[i])
        and _short(body, i)
    ]
    text, group = _text_columns(grid, body, [i for i in range(first) if i not in blank])
    if text is None:
        return None
    return Columns(
        text, sorted({*marks, *mixed, *(i for i in blank if i > text)}), group
    )


def name_of(cell: str) -> str:
    """The name of an activity: its first line when a description follows on the next."""
    return name_and_rest(cell)[0]


def name_and_rest(cell: str) -> tuple[str, str]:
    """A cell of a name and a description on a line of its own; a wrapped line is no description."""
    head, _, rest = cell.partition("\n")
    head, rest = clean(head), clean(rest)
    begins = rest[:1].isupper() or rest[:1].isdigit() or rest[:1] == "("
    if (
        rest
        and begins
        and len(head) <= 90
        and len(rest) > 25
        and not re.search(r"[,&/]$|\b(?:and|or|of|the|to|for)$", head)
    ):
        return head, rest
    return clean(cell), ""


def _share(cells: list[str]) -> float:
    """Part of the printed cells that are marks; -1 when nothing is printed."""
    filled = [cell for cell in cells if not is_blank(cell)]
    return sum(map(is_mark, filled)) / len(filled) if filled else -1.0


def _short(body: list[list[str]], index: int) -> bool:
    return all(len(flat(row[index])) <= 45 for row in body)


def _counts(body: list[list[str]], index: int) -> bool:
    return any(is_mark(row[index]) for row in body)


def _text_columns(
    grid: Grid, body: list[list[str]], candidates: list[int]
) -> tuple[int | None, int | None]:
    """The activity column and the group column among those left of the marks."""
    named = [
        i
        for i in candidates
        if not all(_NUMBERING.match(flat(row[i])) or is_blank(row[i]) for row in body)
        and not re.match(r"^(?:#|no\.?|ref|id)\b", grid.headers[i], re.I)
    ]
    if not named:
        return (candidates[0] if candidates else None), None
    if len(named) == 1:
        return named[0], None
    first, second = named[0], named[1]
    values = [flat(row[first]) for row in body]
    sparse = len({v for v in values if v}) <= len(values) * 0.7
    if (sparse or _GROUP_HEAD.match(grid.headers[first])) and not _ASIDE.match(
        grid.headers[second]
    ):
        return second, first
    return first, None


def _rows(
    draft: Draft, part: Part, table: Table, grid: Grid, columns: Columns, kind: str
) -> list[form.Provision]:
    rows, group = [], ""
    described = grid.described or _is_described(grid, columns.text)
    for index, row in enumerate(grid.rows):
        marked = [i for i in columns.marks if not is_blank(row[i])]
        if is_group_row(row) or not marked:
            text = next((flat(c) for c in row if not is_blank(c)), "")
            if _heads_group(grid.rows, index, columns):
                group = clean(text)
                continue
        if columns.group is not None:
            group = clean(row[columns.group]) or group
        text = _split_name(row[columns.text]) if described else row[columns.text]
        provision = _provision(text, row, grid, columns, kind)
        provision.group, provision.line = group, table.line
        if provision.text:
            rows.append(provision)
    return rows


def _is_described(grid: Grid, column: int) -> bool:
    described = sum(1 for row in grid.rows if name_and_rest(row[column])[1])
    return described > len(grid.rows) / 2


def _heads_group(rows: list[list[str]], index: int, columns: Columns) -> bool:
    def unmarked(row: list[str]) -> bool:
        return is_group_row(row) or all(is_blank(row[i]) for i in columns.marks)

    few = sum(map(unmarked, rows)) <= len(rows) / 2
    return (few and index + 1 < len(rows) and not unmarked(rows[index + 1])) or (
        few
        and index + 2 < len(rows)
        and is_group_row(rows[index])
        and not unmarked(rows[index + 2])
    )


def _split_name(cell: str) -> str:
    """A row that lost the break between name and description, among rows that have it."""
    if "\n" in cell:
        return cell
    match = re.match(r"(.{4,70}?\))\s+(?=[A-Z])", cell)
    return f"{match[1]}\n{cell[match.end() :]}" if match else cell


def _provision(
    text: str, row: list[str], grid: Grid, columns: Columns, kind: str
) -> form.Provision:
    name, rest = name_and_rest(text)
    _, markers = split_markers(name)
    provision = form.Provision(
        kind, f"{name}\n{rest}" if rest else name, footnotes=markers
    )
    for index in columns.marks:
        mark = flat(row[index])
        if is_blank(mark):
            continue
        provision.assignments.append(
            form.Assignment(grid.headers[index], mark, split_markers(mark)[1])
        )
    if kind == "service" and len(provision.assignments) == 1:
        provision.label = provision.assignments[0].mark
        provision.charge = charge_of(split_markers(provision.label)[0])
    return provision


def _is_entitlement(parties: list[str], grid: Grid) -> bool:
    """Columns that are plans or a single yes/no are about what is sold, not about who does it."""
    who = [
        p
        for p in parties
        if any(r.search(p) for r in (CUSTOMER, PROVIDER, VENDOR, PARTNER))
    ]
    raci = any(
        re.fullmatch(r"[RACI/, ]+", flat(c)) and "X" not in c
        for row in grid.rows
        for c in row[1:]
    )
    return not who and not raci
