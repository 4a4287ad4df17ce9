"""What level tables say beside times: criteria, examples, channels, goals."""

from __future__ import annotations

import re
from decimal import Decimal

from catalogue.portable import form

from .draft import Part, clean
from .grids import Grid
from .levels import Levels
from .marks import flat, is_blank
from .wording import is_priority, metrics_in

_CRITERIA = re.compile(
    r"descri|defini|criteria|meaning|impact|condition|situation|explan|characteri|scope|\bwhen\b|\bappl(?:y|ies)\b|means|what (?:it|this|that) is",
    re.I,
)
_CHANNEL = re.compile(
    r"report(?:ing)?|contact|channel|method|how to|log(?:ged|ging)", re.I
)
_EXAMPLE = re.compile(r"example", re.I)
_ATTAIN = re.compile(
    r"attain|achiev|complian|service level target|target %|% target|\bgoal|within target|percent",
    re.I,
)
CHANNELS = (
    ("phone", r"phone|call|telephone"),
    ("email", r"e-?mail"),
    ("portal", r"portal|online|web|ticket"),
    ("chat", r"chat|teams|slack"),
)


def read_extras(
    grid: Grid, rows: list[str], columns: list[str], levels: Levels
) -> None:
    """Criteria, examples and channels beside the times; goals and availability below them."""
    for row, label in zip(grid.rows, rows, strict=True):
        if label:
            for priority in levels.called(label):
                for header, cell in zip(grid.headers, row, strict=True):
                    describe(priority, header, cell)
            continue
        _row_extras(row, columns, levels)


def _row_extras(row: list[str], columns: list[str], levels: Levels) -> None:
    name, cells = flat(row[0]), row[1:]
    percent = next(
        (m[1] for c in cells if (m := re.search(r"(\d+(?:\.\d+)?)\s*%", c))), None
    )
    level = next(iter(levels.by_plan.values()))
    if percent and re.search(r"availab|uptime", name, re.I):
        level.availability_percent = level.availability_percent or Decimal(percent)
    elif percent and _ATTAIN.search(name):
        level.attainment_percent = level.attainment_percent or Decimal(percent)
    for column, cell in zip(columns[1:], cells, strict=True):
        if column and not is_blank(cell):
            for priority in levels.called(column):
                describe(priority, name, cell)


def describe(priority: form.Priority, header: str, cell: str) -> None:
    """Take a describing cell into a priority, by what its header or row label is called."""
    if is_blank(cell) or (
        metrics_in(header)
        and not _CRITERIA.search(header)
        and not _CHANNEL.search(header)
    ):
        return
    if _EXAMPLE.search(header):
        parts = [clean(p).lstrip("-•* ") for p in re.split(r"\n|;", cell)]
        priority.examples += [form.Example(text) for text in parts if text]
    elif _CRITERIA.search(header) and not priority.criteria:
        priority.criteria = clean(cell)
    elif _CHANNEL.search(header):
        priority.channels = channels_of(cell) or priority.channels


def channels_of(text: str) -> list[str]:
    """The channels a text names."""
    return [name for name, pattern in CHANNELS if re.search(pattern, text, re.I)]


def read_criteria(part: Part, grid: Grid, levels: Levels) -> bool:
    """A table of priorities with descriptions but no times."""
    if grid.width < 2 or not re.search(
        r"priorit|severit|urgency|impact|level|class", grid.corner, re.I
    ):
        return False
    described = [
        i
        for i in range(1, grid.width)
        if _CRITERIA.search(grid.headers[i]) or _EXAMPLE.search(grid.headers[i])
    ]
    rows = [
        row
        for row in grid.rows
        if is_priority(flat(row[0])) or re.fullmatch(r"[A-Z]?\d", flat(row[0]))
    ]
    if not described or len(rows) < max(1, len(grid.rows) * 0.7):
        return False
    for row in rows:
        priority = levels.priority("", flat(row[0]), part)
        for index in range(1, grid.width):
            describe(priority, grid.headers[index], row[index])
    return True
