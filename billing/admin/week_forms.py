"""The week grid as a form: lines of inputs, what was typed into them, and what is wrong with it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from billing.actions.saving_weeks import REFERENCE, BadWeek, WantedCell, WantedRow
from billing.actions.weeks import DAYS, Row
from billing.models import TimeEntry
from billing.typed_time import clock, minutes_of
from catalogue.actions.gridding.cells import block_of

MOST_LINES = 200
SPARE = 3
LONGEST = 2_000  # characters of a field that are read
OWN = (REFERENCE, "role", "billable", "description")
COLUMNS = [
    (REFERENCE, "Ticket or agreement"),
    ("role", "Role"),
    ("billable", "Charged as"),
    ("description", "What was done"),
]
PROPOSED = ("", "as proposed")


@dataclass
class Field:
    """A day of a line: what is typed, the entry behind it, and entries that are only shown."""

    name: str
    text: str = ""
    behind: str = ""  # the entry that the text stands for, and its minutes: `17:90`
    shown: list[tuple[str, str]] = field(default_factory=list)
    shown_minutes: int = 0
    error: str = ""

    @property
    def minutes(self) -> int:
        """Minutes typed; 0 for what is no time."""
        try:
            return minutes_of(self.text)
        except ValueError:
            return 0


@dataclass
class Line:
    """A row of the grid. A fixed one is of entries that are there; its headings are not typed."""

    at: int
    values: dict[str, str]
    days: list[Field]
    key: str = ""
    row: Row | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def total(self) -> str:
        """The time of all days."""
        return clock(sum(day.minutes + day.shown_minutes for day in self.days))

    @property
    def wrong_days(self) -> bool:
        """Whether something is wrong with a day."""
        return any(day.error for day in self.days)

    @property
    def is_blank(self) -> bool:
        """Whether nothing is typed into it."""
        typed = (self.values.get(name, "") for name in OWN)
        return not (self.key or any(typed) or any(day.text for day in self.days))


def lines_of(rows: Iterable[Row]) -> list[Line]:
    """Lines of stored rows, then blank ones."""
    return more([_stored(at, row) for at, row in enumerate(rows)])


def more(lines: list[Line]) -> list[Line]:
    """The lines with further blank ones, as far as a week takes them."""
    room = min(SPARE, max(0, MOST_LINES - len(lines)))
    return numbered([*lines, *(blank() for _ in range(room))])


def with_rows(lines: list[Line], rows: Iterable[Row]) -> list[Line]:
    """The lines with rows of another week that they lack, to be filled in, and blank ones after."""
    there = {_told(line.values) for line in lines}
    typed = [line for line in lines if not line.is_blank]
    new = [_copied(row) for row in rows if _told(_headings(row)) not in there]
    return more([*typed, *new][:MOST_LINES])


def read(data: Mapping[str, Any], rows: Sequence[Row]) -> list[Line]:
    """The lines of a form, with what they were typed over. Names that no page of ours sends count
    for nothing."""
    stored = {key_of(row): row for row in rows}
    sent = data.get("n", "")
    count = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 5 else 0
    lines = [_posted(data, at, stored) for at in range(min(count, MOST_LINES))]
    seen = {line.key for line in lines}
    missed = [_stored(0, row) for key, row in stored.items() if key not in seen]
    return numbered([*missed, *lines])


def blank() -> Line:
    """A line to be filled in."""
    return Line(0, {}, [Field("") for _ in range(DAYS)])


def numbered(lines: list[Line]) -> list[Line]:
    """The lines with the names of their inputs."""
    for at, line in enumerate(lines):
        line.at = at
        for day, each in enumerate(line.days):
            each.name = f"c{at}-{day}"
    return lines


def wanted(lines: list[Line]) -> list[WantedRow]:
    """The lines as the action takes them. Raises `BadWeek` for cells that are no time."""
    errors: dict[tuple[int, int | str], str] = {}
    rows = []
    for line in lines:
        cells = []
        for day, each in enumerate(line.days):
            try:
                cells.append(_cell(each))
            except ValueError as error:
                cells.append(WantedCell())
                errors[line.at, day] = str(error)
        value = line.values.get
        rows.append(
            WantedRow(
                reference=value(REFERENCE, ""),
                cells=cells,
                # An entry may have no role: a row of such entries does not propose another.
                role=value("role", "") or ("" if line.key else None),
                work_type=value("work_type", ""),
                billable=value("billable", "") or None,
                description=value("description", ""),
            )
        )
    if errors:
        raise BadWeek(errors)
    return rows


def show(lines: list[Line], refusal: BadWeek) -> None:
    """Put what is wrong beside where it was typed."""
    for (at, place), told in refusal.errors.items():
        if isinstance(place, int):
            lines[at].days[place].error = told
        else:
            lines[at].errors[place] = told


def with_block(lines: list[Line], data: Mapping[str, Any]) -> str:
    """Put a block of a spreadsheet into the lines; why not, where it does not fit."""
    block = block_of(data.get("block", "")[:200_000])
    names = [*(name for name, _ in COLUMNS), *map(str, range(DAYS))]
    column = data.get("block_column", REFERENCE)
    left = names.index(column) if column in names else 0
    typed = [line for line in lines if not line.is_blank]
    sent = data.get("block_row", "").strip()
    if sent and not (
        sent.isascii() and sent.isdigit() and 0 < int(sent[:5]) <= MOST_LINES
    ):
        return f"“{sent[:20]}” is no row number."
    top = int(sent[:5]) - 1 if sent else len(typed)
    wide = max(map(len, block))
    if left + wide > len(names):
        return f"The block is {wide} columns wide; from there on there are {len(names) - left}."
    if top + len(block) > MOST_LINES:
        return f"A week takes at most {MOST_LINES} rows."
    while len(lines) < top + len(block):
        lines.append(blank())
    for line, cells in zip(lines[top:], block, strict=False):
        for name, text in zip(names[left:], cells, strict=False):
            _put(line, name, text.strip())
    numbered(lines)
    return ""


def key_of(row: Row) -> str:
    """What a stored row is known by in a form."""
    return json.dumps(row.key)


def reference_of(row: Row) -> str:
    """The ticket of a row, else its agreement."""
    return row.ticket.reference if row.ticket else row.agreement.reference


def _put(line: Line, name: str, text: str) -> None:
    if name.isdigit():
        line.days[int(name)].text = text
    elif not line.key:
        labels = {
            str(label).casefold(): value for value, label in TimeEntry.Billable.choices
        }
        if name == "billable":
            text = labels.get(text.casefold(), text)
        line.values[name] = text
    elif name == "description":
        line.values[name] = text


def _cell(each: Field) -> WantedCell:
    pk, _, seen = each.behind.partition(":")
    minutes = minutes_of(each.text)
    known = all(n.isascii() and n.isdigit() and len(n) < 18 for n in (pk, seen))
    return WantedCell(minutes, int(pk), int(seen)) if known else WantedCell(minutes)


def _headings(row: Row) -> dict[str, str]:
    return {
        REFERENCE: reference_of(row),
        "role": row.key.role,
        "work_type": row.key.work_type,
        "billable": row.key.billable,
    }


def _told(headings: Mapping[str, str]) -> tuple[str, ...]:
    """What a line is for."""
    names = (REFERENCE, "role", "work_type", "billable")
    return tuple(headings.get(name, "") for name in names)


def _stored(at: int, row: Row) -> Line:
    days = []
    for cell in row.cells:
        each = Field("", shown=[_shown(e) for e in cell.shown])
        each.shown_minutes = sum(e.minutes for e in cell.shown)
        if cell.entry:
            each.text = clock(cell.entry.minutes)
            each.behind = f"{cell.entry.pk}:{cell.entry.minutes}"
        days.append(each)
    return Line(at, _headings(row), days, key_of(row), row)


def _copied(row: Row) -> Line:
    line = blank()
    line.values = _headings(row)
    return line


def _shown(entry: TimeEntry) -> tuple[str, str]:
    address = reverse("admin:billing_timeentry_change", args=[entry.pk])
    return clock(entry.minutes), address


def _posted(data: Mapping[str, Any], at: int, stored: Mapping[str, Row]) -> Line:
    def sent(name: str) -> str:
        return str(data.get(name, "")).replace("\x00", "").strip()[:LONGEST]

    key = sent(f"key{at}")
    row = stored.get(key)
    values = {name: sent(f"{name}{at}") for name in (*OWN, "work_type")}
    if row is None:
        line = Line(at, values, [Field("") for _ in range(DAYS)])
    else:
        line = _stored(at, row)
        line.values["description"] = values["description"]
    for day, each in enumerate(line.days):
        each.text = sent(f"c{at}-{day}")[:40]
        each.behind = sent(f"e{at}-{day}")[:40]
    return line


def totals(lines: Iterable[Line]) -> tuple[list[str], str]:
    """The time of each day, and of the week."""
    sums = [0] * DAYS
    for line in lines:
        for day, each in enumerate(line.days):
            sums[day] += each.minutes + each.shown_minutes
    return [clock(each) for each in sums], clock(sum(sums))


def days_of(monday: dt.date, today: dt.date) -> list[dict[str, Any]]:
    """The headings of the days."""
    dates = [monday + dt.timedelta(days=day) for day in range(DAYS)]
    return [
        {
            "id": str(at),
            "name": f"{date:%a}",
            "full": f"{date:%A} {date.day} {date:%B}",
            "date": f"{date.day} {date:%b}",
            "is_today": date == today,
            "is_weekend": at >= 5,
        }
        for at, date in enumerate(dates)
    ]
