"""Service-level tables in every orientation: what a cell promises follows from its row and column.

Each header piece and each row label is a metric, a priority or something else (a plan, a scope). A
cell's target takes the metric from one side and the priority from the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from catalogue.portable import form

from .draft import Part, clean
from .durations import clock_of, first_duration
from .grids import Grid, is_group_row
from .level_details import read_extras
from .levels import Levels, targets_of
from .marks import flat, is_blank
from .wording import PRIORITY, is_priority, metrics_in

_CORNER = re.compile(
    r"priorit|severit|\blevel|class|urgency|impact|incident|request|\bsla\b|ticket|issue|category|fault|problem|type",
    re.I,
)
_CRITERIA = re.compile(
    r"descri|defini|criteria|meaning|impact|condition|situation|explan|characteri|scope|\bwhen\b|\bappl(?:y|ies)\b|means|what (?:it|this|that) is",
    re.I,
)
_EXAMPLE = re.compile(r"example", re.I)
_COVERAGE = re.compile(
    r"coverage|hours of|service hours|support hours|availab|clock|measured|operat", re.I
)
_NOT_PLAN = re.compile(
    r"target|time|sla|metric|measure|hours|value|commitment|objective|notes?|comments?|%",
    re.I,
)


@dataclass(frozen=True)
class Place:
    """What a row or a column says about its cells."""

    metrics: tuple[str, ...] = ()
    priority: str = ""
    plan: str = ""
    note: str = ""


def read_table(part: Part, grid: Grid, levels: Levels, context: str) -> bool:
    """Read targets, criteria, channels and goals; False when the grid states no targets."""
    grid = _headed_by_priorities(grid)
    heads = _heads_of_rows(grid)
    grid = _without_group_rows(grid)
    if grid.width < 2 or not grid.rows:
        return False
    columns = [_place_of_column(grid, i) for i in range(grid.width)]
    labels = _label_columns(grid, columns)
    rows = [
        _under(head, _place_of_row(grid, row, labels))
        for head, row in zip(heads, grid.rows, strict=True)
    ]
    around = tuple(metrics_in(context)[:1])
    hits = list(_targets(grid, columns, rows, labels, around))
    if not hits or not _is_about_levels(grid, columns, rows):
        return False
    for plan, label, target in hits:
        levels.add(plan, label, target, part)
    metrics = any(column.metrics for column in columns)
    read_extras(
        grid,
        [row.priority or (row.plan if metrics else "") for row in rows],
        [column.priority for column in columns],
        levels,
    )
    return True


def _without_group_rows(grid: Grid) -> Grid:
    return replace(grid, rows=[row for row in grid.rows if not is_group_row(row)])


def _headed_by_priorities(grid: Grid) -> Grid:
    """A row of priorities below a header of impacts is the header; the impacts describe it."""
    if any(map(is_priority, grid.headers[1:])) or not all(grid.headers):
        return grid
    for at, row in enumerate(grid.rows[:2]):
        if grid.width > 2 and all(is_priority(flat(cell)) for cell in row[1:]):
            rows = [grid.headers, *grid.rows[:at], *grid.rows[at + 1 :]]
            return replace(grid, headers=["", *map(flat, row[1:])], rows=rows, tops=[])
    return grid


def _heads_of_rows(grid: Grid) -> list[Place]:
    """What the group row above each row says: a metric ("Time to respond") or a priority."""
    out, head = [], Place()
    for row in grid.rows:
        if not is_group_row(row):
            out.append(head)
            continue
        text = next(flat(cell) for cell in row if not is_blank(cell))
        metrics = tuple(metrics_in(text)) if len(text) <= 60 else ()
        if is_priority(text):
            head = Place(priority=text)
        else:
            head = Place(metrics=metrics, note=text if metrics else "")
    return out


def _under(head: Place, row: Place) -> Place:
    """A row's place, with what its group row adds to it."""
    if head.metrics and not row.metrics:
        row = replace(row, metrics=head.metrics, note=head.note)
    if head.priority and not row.priority and row.metrics:
        row = replace(row, priority=head.priority)
    return row


def _place_of_column(grid: Grid, index: int) -> Place:
    top = grid.tops[index] if index < len(grid.tops) else ""
    header = grid.headers[index]
    leaf = header.removeprefix(f"{top} / ") if top else header
    place = Place()
    for piece in dict.fromkeys(filter(None, (top, leaf))):
        place = _with_piece(place, piece)
    return place


def _with_piece(place: Place, piece: str) -> Place:
    metrics = tuple(metrics_in(piece))
    start = PRIORITY.match(piece)
    if metrics and start and not is_priority(re.sub(r"\(.*", "", piece)):
        return replace(place, metrics=metrics, priority=start[0].strip())
    if metrics and not (start and len(start[0]) == len(piece)):
        plan = _plan_beside_metric(piece)
        return replace(place, metrics=metrics, note=piece, plan=place.plan or plan)
    if is_priority(piece):
        return replace(place, priority=piece)
    if place.plan or _NOT_PLAN.search(piece) or _CRITERIA.search(piece):
        return replace(place, note=place.note or piece)
    return replace(place, plan=piece)


def _plan_beside_metric(piece: str) -> str:
    """ "Gold (Response / Resolution)" and "Gold Response" name a plan besides the metric."""
    match = re.match(
        r"(bronze|silver|gold|platinum|premium|basic|standard|essential|advanced|enterprise|pro)\b",
        piece,
        re.I,
    )
    return match[1] if match else ""


def _label_columns(grid: Grid, columns: list[Place]) -> list[int]:
    """The columns that name rows: the first ones without times."""
    out = []
    for index in range(grid.width):
        cells = [row[index] for row in grid.rows if not is_blank(row[index])]
        timed = sum(1 for cell in cells if _leads_with_time(cell))
        if (cells and timed / len(cells) >= 0.3) or (index and columns[index].metrics):
            break
        if index and (columns[index].priority or _CRITERIA.search(grid.headers[index])):
            break
        out.append(index)
        if len(out) == 3:
            break
    return out or [0]


def _leads_with_time(cell: str) -> bool:
    found = first_duration(cell)
    return found is not None and found.start <= 30


def _place_of_row(grid: Grid, row: list[str], labels: list[int]) -> Place:
    place = Place()
    for index in labels:
        text = flat(row[index])
        if is_blank(text):
            continue
        head = grid.headers[index]
        by_head = (
            re.search(r"priorit|severit|urgency", head, re.I) and not place.priority
        )
        metrics = tuple(metrics_in(text))
        if metrics and not by_head and not is_priority(text):
            start = PRIORITY.match(text)
            place = replace(
                place,
                metrics=metrics,
                note=text,
                priority=place.priority or (start[0] if start else ""),
                plan=place.plan or _plan_beside_metric(text),
            )
        elif (is_priority(text) and not place.priority) or by_head:
            place = replace(place, priority=text)
        elif (
            not place.plan and len(text) <= 60 and not _tells_apart(grid, index, place)
        ):
            place = replace(place, plan=text)
    return place


def _tells_apart(grid: Grid, index: int, place: Place) -> bool:
    """A column beside priorities that differs on every row describes them; plans recur."""
    texts = [flat(row[index]).lower() for row in grid.rows]
    return bool(place.priority) and len(texts) > 1 and len(set(texts)) == len(texts)


def _targets(
    grid: Grid,
    columns: list[Place],
    rows: list[Place],
    labels: list[int],
    around: tuple[str, ...],
) -> Iterator[tuple[str, str, form.Target]]:
    for row, here in zip(grid.rows, rows, strict=True):
        clock = _clock_of_row(grid, row)
        for index, column in enumerate(columns):
            if index in labels or _is_aside(grid.headers[index], column):
                continue
            metrics = column.metrics or here.metrics or around
            if column.metrics and here.metrics and column.priority:
                metrics = here.metrics
            label, plan = _label_and_plan(column, here)
            cell = row[index]
            if not label or not (metrics or metrics_in(cell)):
                continue
            heading = here.note if here.metrics and not column.metrics else column.note
            for target in targets_of(
                cell, list(metrics), _scope_of(heading), clock, heading
            ):
                yield plan, label, target


def _is_aside(header: str, column: Place) -> bool:
    return (
        not column.metrics and bool(_CRITERIA.search(header) or _EXAMPLE.search(header))
    ) or bool(re.search(r"escalat", header, re.I))


def _label_and_plan(column: Place, row: Place) -> tuple[str, str]:
    """Priority and plan of a cell; a row label without known words is the priority as printed."""
    label = column.priority or row.priority
    if label:
        return label, column.plan or row.plan
    if column.metrics and row.plan:
        return row.plan, column.plan
    if row.metrics and column.plan:
        return column.plan, column.plan
    return row.plan, column.plan if row.plan else ""


def _clock_of_row(grid: Grid, row: list[str]) -> str:
    for header, cell in zip(grid.headers, row, strict=True):
        if _COVERAGE.search(header):
            return clock_of(cell)
    return ""


def _scope_of(note: str) -> str:
    """What a metric label limits itself to: the words before a dash."""
    match = re.match(r"(.{3,60}?)\s+[-–]\s+", note)
    return clean(match[1]) if match and not metrics_in(match[1]) else ""


def _is_about_levels(grid: Grid, columns: list[Place], rows: list[Place]) -> bool:
    priorities = sum(bool(p.priority) for p in rows) + sum(
        bool(c.priority) for c in columns
    )
    if priorities >= 1:
        return True
    metrics = any(c.metrics for c in columns)
    plans = any(c.plan for c in columns) and any(r.metrics for r in rows)
    both = len({name for c in columns for name in c.metrics}) > 1
    return (metrics and bool(_CORNER.search(grid.corner))) or plans or both
