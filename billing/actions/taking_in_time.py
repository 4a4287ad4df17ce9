"""Taking in a file of time: every fault of every row is named, and all rows are logged or none."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from billing.models import TimeEntry
from billing.time_rows import Moment, ReadRow
from billing.wall_time import instant, require_near, span_at
from catalogue.platform.tenancy import Actor
from tickets.wording import on_one_line

from . import logging_time
from .file_references import References, references_of
from .logging_once import number_of
from .works import BadEntries, Work

CHUNK = 1000  # rows that are logged at once
NOWHERE = ZoneInfo("UTC")
# Columns of the file by the fields that they fill.
COLUMNS = {
    "worked_on": "date",
    "started_at": "start",
    "ended_at": "end",
    "provision": "ticket",
    "is_after_hours": "",
}
DIGESTED = "csv-"  # before the number that a row without an external id gets


@dataclass(frozen=True)
class FileRow:
    """A row of a file with its number there, the headings being row 1."""

    number: int
    read: ReadRow


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell, or with a row as a whole."""

    row: int
    column: str
    text: str


@dataclass
class TakenIn:
    """What came of a file: new entries by row, rows that are there already, and faults.

    `other` names rows that are there already, and say something else now.
    """

    new: list[tuple[int, TimeEntry]] = field(default_factory=list)
    there: list[int] = field(default_factory=list)
    other: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    is_written: bool = False

    @property
    def minutes(self) -> int:
        """Minutes worked that are new."""
        return sum(entry.minutes for _, entry in self.new)

    @property
    def digest(self) -> str:
        """The same as long as taking the file in comes to the same."""
        facts = [
            (row, e.agreement_id, e.external_id, e.minutes, str(e.month), e.billable)
            for row, e in self.new
        ]
        return hashlib.sha256(repr(facts).encode()).hexdigest()


@transaction.atomic
def take_in(
    rows: Sequence[FileRow],
    *,
    expected: str | None = None,
    actor: Actor,
    at: dt.datetime,
) -> TakenIn:
    """Log the rows that are not there yet, where that comes to what was `expected`, by its digest.

    Else, and where a row has a fault, nothing is written: without `expected` this is a preview.

    A row is known by its agreement and external id, or where it has none by all that it says, so
    that the same file adds nothing a second time; also not what was corrected or withdrawn since.
    """
    taken = TakenIn()
    for row in rows:
        taken.faults += [Fault(row.number, *each) for each in row.read.errors.items()]
    sound = [row for row in rows if not row.read.errors]
    named = references_of([row.read.values for row in sound], actor=actor)
    works: list[tuple[FileRow, Work]] = []
    seen: Counter[str] = Counter()
    for row in sound:
        if named.has_entry(row.read.values):
            taken.there.append(row.number)
            continue
        work, wrong = _work(row, named, seen, actor)
        taken.faults += [Fault(row.number, *each) for each in wrong.items()]
        if not wrong:
            works.append((row, work))
    _log(_unknown(works, taken), taken, actor, at)
    taken.faults.sort(key=lambda fault: (fault.row, fault.column))
    taken.is_written = not taken.faults and taken.digest == expected
    transaction.set_rollback(not taken.is_written)
    return taken


def _work(
    row: FileRow, named: References, seen: Counter[str], actor: Actor
) -> tuple[Work, dict[str, str]]:
    """The row as time to be logged, and what of it leads nowhere."""
    values = row.read.values
    found, wrong = named.of(values)
    day: dt.date | None = values.get("date")
    start, end = _span(values, found.zone or NOWHERE, wrong)
    work = Work(
        agreement=found.agreement,
        ticket=found.ticket,
        engineer=found.engineer,
        role=values.get("role"),
        work_type=values.get("work_type", ""),
        billable=values.get("billable"),
        worked_on=None if start else day,
        started_at=start,
        ended_at=end,
        minutes=values.get("minutes", values.get("hours")),
        description=values.get("description", ""),
        note=values.get("note", ""),
        external_id=on_one_line(values.get("external_id", ""))
        or _digest(values, found.key, seen, actor),
    )
    return work, wrong


def _span(
    values: Mapping[str, Any], zone: ZoneInfo, wrong: dict[str, str]
) -> tuple[dt.datetime | None, dt.datetime | None]:
    """Start and end of a row as instants; what is wrong with them joins the faults."""
    start, end = values.get("start"), values.get("end")
    if start is None or end is None:
        return None, None
    try:
        day = values.get("date") or start.date()
        if isinstance(start, dt.time) and isinstance(end, dt.time):
            return span_at(day, start, end, zone.key)
        return _moment(start, day, zone), _moment(end, day, zone)
    except ValueError as error:
        wrong["start"] = str(error)
        return None, None


def _moment(given: Moment, day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """A cell as an instant; without an offset it is where the customer is. Raises `ValueError`."""
    if isinstance(given, dt.time):
        return instant(day, given, zone)
    if given.tzinfo is None:
        return instant(given.date(), given.time(), zone)
    require_near(given.date())
    return given.astimezone(dt.UTC)


def _digest(
    values: Mapping[str, object],
    key: tuple[int, ...],
    seen: Counter[str],
    actor: Actor,
) -> str:
    """A number for a row that has none: by what it says, and how often that came before in the file."""
    said = sorted((name, str(value)) for name, value in values.items())
    text = repr((key, said, "" if "engineer" in values else actor.user))
    seen[text] += 1
    print_ = hashlib.sha256(f"{text}{seen[text]}".encode()).hexdigest()
    return f"{DIGESTED}{print_[:40]}"


def _unknown(
    works: Sequence[tuple[FileRow, Work]], taken: TakenIn
) -> list[tuple[FileRow, Work]]:
    """The rows that are not there yet; the others are counted."""
    ids = {work.external_id for _, work in works}
    rows = TimeEntry.objects.filter(external_id__in=ids).order_by("pk")
    stored = {
        (each.agreement_id, each.external_id): each
        for each in rows.only("agreement_id", "external_id", "minutes", "worked_on")
    }
    new = []
    for row, work in works:
        known = stored.get(number_of(work))
        if known is None:
            new.append((row, work))
            continue
        taken.there.append(row.number)
        if work.minutes not in (None, known.minutes) or (
            work.worked_on not in (None, known.worked_on)
        ):
            taken.other.append(row.number)
    return new


def _log(
    works: Sequence[tuple[FileRow, Work]],
    taken: TakenIn,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Log the rows, a thousand at once; faults of every thousand are told."""
    for first in range(0, len(works), CHUNK):
        part = works[first : first + CHUNK]
        try:
            entries = logging_time.log(
                [work for _, work in part],
                source=TimeEntry.Source.CSV,
                actor=actor,
                at=at,
            )
        except BadEntries as refusal:
            for index, told in refusal.errors.items():
                row = part[index][0]
                taken.faults += [
                    Fault(row.number, _column(name, row), text)
                    for name, text in told.items()
                ]
        else:
            numbers = (row.number for row, _ in part)
            taken.new += zip(numbers, entries, strict=True)


def _column(name: str, row: FileRow) -> str:
    """The column in which a field was given."""
    given = row.read.values
    if name == "minutes" and "hours" in given:
        return "hours"
    if name == "agreement" and "agreement" not in given:
        return "ticket" if "ticket" in given else "customer"
    if name == "worked_on" and "date" not in given:
        return "start"
    return COLUMNS.get(name, name)
