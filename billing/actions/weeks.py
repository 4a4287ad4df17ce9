"""A week of somebody's time as a table: rows of what it was for, a column for each day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import QuerySet

from billing.models import Agreement, Period, TimeEntry
from catalogue.platform.tenancy import Actor
from tickets.models import Ticket

DAYS = 7
RELATED = ("agreement__customer", "ticket")


class Key(NamedTuple):
    """What the entries of a row have in common."""

    agreement: int
    ticket: int | None
    role: str
    work_type: str
    billable: str


@dataclass
class Cell:
    """A day of a row: the entry that the table edits, and those that it only shows.

    It edits an entry that stands alone, gives no start and end, and is in no closed month.
    """

    entry: TimeEntry | None = None
    shown: list[TimeEntry] = field(default_factory=list)


@dataclass
class Row:
    """What the time was for, and its days."""

    key: Key
    agreement: Agreement
    ticket: Ticket | None
    cells: list[Cell]


def week_of(engineer: int, monday: dt.date, *, actor: Actor) -> list[Row]:
    """The rows of an engineer's week that the actor may see; two queries."""
    entries = list(_entries(engineer, monday, actor).select_related(*RELATED))
    closed = _closed(entries)
    rows: dict[Key, Row] = {}
    for entry in entries:
        key = _key(entry)
        if key not in rows:
            cells = [Cell() for _ in range(DAYS)]
            rows[key] = Row(key, entry.agreement, entry.ticket, cells)
        rows[key].cells[(entry.worked_on - monday).days].shown.append(entry)
    for row in rows.values():
        for cell in row.cells:
            _choose(cell, closed)
    return list(rows.values())


def rows_of_week(engineer: int, monday: dt.date, *, actor: Actor) -> list[Row]:
    """The rows of a week without its time, to begin another one with."""
    return [
        Row(row.key, row.agreement, row.ticket, [Cell() for _ in range(DAYS)])
        for row in week_of(engineer, monday, actor=actor)
    ]


def _entries(engineer: int, monday: dt.date, actor: Actor) -> QuerySet[TimeEntry]:
    days = (monday, monday + dt.timedelta(days=DAYS - 1))
    rows = TimeEntry.objects.visible_to(actor).standing()
    return rows.filter(engineer=engineer, worked_on__range=days).order_by(
        "customer__name", "ticket", "agreement", "role", "pk"
    )


def _closed(entries: Iterable[TimeEntry]) -> set[tuple[int, dt.date]]:
    """The closed months among those of the entries."""
    asked = {(each.agreement_id, each.month) for each in entries}
    if not asked:
        return set()
    rows = Period.objects.filter(
        state=Period.State.CLOSED,
        agreement__in={pk for pk, _ in asked},
        month__in={month for _, month in asked},
    )
    return set(rows.order_by().values_list("agreement", "month"))


def _key(entry: TimeEntry) -> Key:
    return Key(
        entry.agreement_id,
        entry.ticket_id,
        entry.role,
        entry.work_type,
        entry.billable,
    )


def _choose(cell: Cell, closed: set[tuple[int, dt.date]]) -> None:
    """Say which entry of a cell the table edits, if any."""
    if len(cell.shown) != 1:
        return
    only = cell.shown[0]
    if only.started_at is None and (only.agreement_id, only.month) not in closed:
        cell.entry, cell.shown = only, []
