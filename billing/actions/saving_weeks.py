"""Saving a week of somebody's time as it was typed into a table: all of it or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import transaction

from billing.models import Agreement, TimeEntry
from catalogue.models import User
from catalogue.platform.tenancy import Actor
from tickets.models import Ticket

from . import correcting, logging_time
from .around import around
from .months import charged_months, hold_all
from .proposing import agreement_of
from .refusals import Refused
from .works import BadEntries, Work

REASON = "Corrected in the week grid"
MEANWHILE = "Somebody changed this meanwhile. Load the page again: it then shows what is stored."
NAMES_NOTHING = "Name a ticket such as T-1042 or an agreement such as A-12."
REFERENCE = "reference"
# Where the table shows what is wrong with a field of an entry; the rest at the cell.
HEADINGS = {
    "agreement": REFERENCE,
    "ticket": REFERENCE,
    "provision": REFERENCE,
    "role": "role",
    "work_type": "work_type",
    "billable": "billable",
    "description": "description",
}
Place = tuple[int, int | str]  # a row, and a day of it (0 to 6) or one of its headings


class WantedCell(NamedTuple):
    """Minutes as they are wanted, and the entry that they stood for, with its minutes then."""

    minutes: int = 0
    entry: int | None = None
    seen: int = 0


@dataclass(frozen=True)
class WantedRow:
    """A row as it was sent: `reference` of a ticket or an agreement; None is proposed."""

    reference: str
    cells: Sequence[WantedCell]
    role: str | None = None
    work_type: str = ""
    billable: str | None = None
    description: str = ""


@dataclass(frozen=True)
class Saved:
    """How many entries came of a week."""

    logged: int = 0
    corrected: int = 0
    withdrawn: int = 0


class BadWeek(Refused):
    """Nothing of the week is saved. `errors`: by row and the day (0 to 6), or the heading."""

    def __init__(self, errors: dict[Place, str]) -> None:
        self.errors = errors
        super().__init__(next(iter(errors.values())))


@transaction.atomic
def save_week(
    rows: Sequence[WantedRow],
    *,
    engineer: User,
    monday: dt.date,
    reason: str,
    actor: Actor,
    at: dt.datetime,
) -> Saved:
    """Log what is new, correct what is another, withdraw what is empty now. Raises `BadWeek`.

    All of it or nothing. What was changed since it was shown is refused, never written over.
    """
    named = _named(rows, actor)
    stored = _stored(rows, engineer, actor)
    errors: dict[Place, str] = {}
    works: dict[tuple[int, int], Work] = {}
    changes: dict[tuple[int, int], WantedCell] = {}
    for number, row in enumerate(rows):
        for day, cell in enumerate(row.cells):
            if cell.entry is None and cell.minutes:
                work = _work(row, cell.minutes, named, engineer, monday, day)
                works[number, day] = work
            elif cell.entry is not None and cell.minutes != cell.seen:
                changes[number, day] = cell
        if row.reference.strip() not in named and any(c.minutes for c in row.cells):
            errors[number, REFERENCE] = NAMES_NOTHING
    if changes:
        touched = [stored[c.entry] for c in changes.values() if c.entry in stored]
        _hold(list(works.values()), touched, actor=actor, at=at)
    for place, cell in changes.items():
        try:
            _change(cell, stored, reason.strip() or REASON, actor, at)
        except Refused as refusal:
            errors[place] = str(refusal)
    logged = _log(works, errors, actor, at)
    if errors:
        raise BadWeek(errors)
    corrected = sum(bool(cell.minutes) for cell in changes.values())
    return Saved(logged, corrected, len(changes) - corrected)


def _named(rows: Sequence[WantedRow], actor: Actor) -> dict[str, Ticket | Agreement]:
    """What the references lead to, as far as the actor may see it; two queries."""
    found: dict[str, Ticket | Agreement] = {}
    asked = {row.reference.strip() for row in rows if row.reference.strip()}
    keys = {text: _number(text) for text in asked}
    tickets = {number for kind, number in keys.values() if kind == "T"}
    agreements = {number for kind, number in keys.values() if kind == "A"}
    seen = Ticket.objects.visible_to(actor).select_related("subscription")
    known: dict[tuple[str, int], Ticket | Agreement] = {
        ("T", row.pk): row for row in seen.filter(pk__in=tickets)
    }
    own = Agreement.objects.visible_to(actor).filter(pk__in=agreements)
    known |= {("A", row.pk): row for row in own.select_related("customer")}
    for text, spot in keys.items():
        if spot in known:
            found[text] = known[spot]
    return found


def _number(reference: str) -> tuple[str, int]:
    """The kind and number of a reference; a bare number is a ticket's."""
    kind, _, digits = reference.upper().rpartition("-")
    good = digits.isascii() and digits.isdigit() and len(digits) < 18
    return (kind or "T", int(digits)) if good else ("", 0)


def _stored(
    rows: Sequence[WantedRow], engineer: User, actor: Actor
) -> dict[int, TimeEntry]:
    """The entries that cells stood for, those of the engineer that still count."""
    keys = {cell.entry for row in rows for cell in row.cells if cell.entry}
    seen = TimeEntry.objects.visible_to(actor).standing()
    return {row.pk: row for row in seen.filter(pk__in=keys, engineer=engineer)}


def _work(
    row: WantedRow,
    minutes: int,
    named: dict[str, Ticket | Agreement],
    engineer: User,
    monday: dt.date,
    day: int,
) -> Work:
    about = named.get(row.reference.strip())
    return Work(
        agreement=about if isinstance(about, Agreement) else None,
        ticket=about if isinstance(about, Ticket) else None,
        engineer=engineer,
        role=row.role,
        work_type=row.work_type,
        billable=row.billable,
        worked_on=monday + dt.timedelta(days=day),
        minutes=minutes,
        description=row.description,
    )


def _hold(
    works: Sequence[Work], stored: Sequence[TimeEntry], *, actor: Actor, at: dt.datetime
) -> None:
    """Lock all that the week touches, in the order in which one act would lock it.

    Each change takes its own locks: one after another they would make two weeks wait in a circle.
    """
    known = around(works, dict(enumerate(stored)), actor=actor, at=at)
    days = {(each.agreement_id, each.worked_on) for each in stored}
    for work in works:
        ticket = known.tickets.get(work.ticket.pk) if work.ticket else None
        agreement = agreement_of(ticket) if ticket else work.agreement
        if agreement and work.worked_on:
            days.add((agreement.pk, work.worked_on))
    months = charged_months(days)
    spots = {(pk, month) for (pk, _), month in months.items()}
    spots |= {(each.agreement_id, each.month) for each in stored}
    hold_all(known.agreements.values(), spots)


def _change(
    cell: WantedCell,
    stored: dict[int, TimeEntry],
    reason: str,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Correct or withdraw the entry of a cell. Raises `Refused`."""
    entry = stored.get(cell.entry or 0)
    if entry is None or entry.minutes != cell.seen or entry.started_at:
        raise Refused(MEANWHILE)
    if cell.minutes:
        changes = {"minutes": cell.minutes}
        correcting.correct(entry.pk, changes=changes, reason=reason, actor=actor, at=at)
    else:
        correcting.withdraw(entry.pk, reason=reason, actor=actor, at=at)


def _log(
    works: dict[tuple[int, int], Work],
    errors: dict[Place, str],
    actor: Actor,
    at: dt.datetime,
) -> int:
    """Log what is new; what is refused joins the errors, at its cell or its row's heading."""
    wrong = {number for number, name in errors if name == REFERENCE}
    kept = [place for place in works if place[0] not in wrong]
    if not kept:
        return 0
    try:
        logging_time.log(
            [works[place] for place in kept],
            source=TimeEntry.Source.GRID,
            actor=actor,
            at=at,
        )
    except BadEntries as refusal:
        for at_, told in refusal.errors.items():
            number, day = kept[at_]
            for name, text in told.items():
                errors.setdefault((number, HEADINGS.get(name, day)), text)
    return len(kept)
