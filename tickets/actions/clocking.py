"""Clocks of a ticket as its timeline gives them: begun at intake, replayed after every event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from catalogue.hours import working_times
from tickets.models import Clock, Ticket
from tickets.timing import Life, Timer, lived

from .clock_facts import (
    calendars_of,
    facts_of,
    known_hours,
    opening_fact,
)
from .clock_rows import Reckoning, insert, key_of, new_row, update
from .proving import ClockProof, proof_of
from .what_if import Compared, differences, what_if

__all__ = [
    "ClockProof",
    "Compared",
    "begin",
    "calendars_of",
    "differences",
    "facts_of",
    "proof_of",
    "refresh",
    "what_if",
]


def begin(ticket: Ticket, *, data: Mapping[str, Any], at: dt.datetime) -> list[Clock]:
    """Start the clocks of a new ticket from the data of its opening event.

    One insert (two when it begins waiting), and no query where `data` has the calendar of
    `promising.terms`. Sets `due_at` and `exempt` of the ticket without saving it.
    """
    editions, times = known_hours(data)
    life = lived([opening_fact(ticket, data)], times, at)
    now = Reckoning(at, times, editions)
    rows = [new_row(ticket, timer, now) for timer in life.timers]
    insert(rows, life.timers)
    _note_on(ticket, life)
    return rows


@transaction.atomic
def refresh(ticket: Ticket, *, at: dt.datetime) -> list[Clock]:
    """Bring the clocks of a locked ticket to what its timeline says, and save the ticket's state.

    Only differences are written. A stopped row keeps its result for good: nothing but whether it
    counts may change.
    """
    facts = facts_of(ticket)
    calendars = calendars_of(*(fact.data for fact in facts))
    times = working_times(calendars.values())
    life = lived(facts, times, at)
    editions = {pk: calendar.edition for pk, calendar in calendars.items()}
    now = Reckoning(at, times, editions)
    stored = {key_of(row): row for row in ticket.clocks.prefetch_related("pauses")}
    for timer in life.timers:
        if row := stored.get(timer.key):
            update(row, timer, now)
    new = [timer for timer in life.timers if timer.key not in stored]
    added = _added(ticket, new, now, stored)
    _note_on(ticket, life)
    ticket.save(update_fields=SAVED)
    rows = stored | {key_of(row): row for row in added}
    return [rows[timer.key] for timer in life.timers]


SAVED = [
    "state",
    "resolved_at",
    "ended_at",
    "scheduled_for",
    "due_at",
    "exempt",
    "updated_at",
]


def _added(
    ticket: Ticket,
    timers: Iterable[Timer],
    now: Reckoning,
    stored: Mapping[tuple[str, str, int], Clock],
) -> list[Clock]:
    """Rows of timers that are new; what the clock before has told, its successor need not tell."""
    timers, rows = list(timers), dict(stored)
    for timer in timers:
        metric, name, cycle = timer.key
        before = rows.get((metric, name, cycle - 1))
        rows[timer.key] = new_row(ticket, timer, now, before.fired if before else ())
    added = [rows[timer.key] for timer in timers]
    insert(added, timers)
    return added


def _note_on(ticket: Ticket, life: Life) -> None:
    """When something is due next; to whom a ticket escalates is no promise to the customer."""
    dues = [
        timer.due_at
        for timer in life.timers
        if timer.state == Clock.State.RUNNING
        and timer.promise.metric != Clock.Metric.ESCALATION
    ]
    ticket.due_at = min((due for due in dues if due), default=None)
    ticket.exempt = life.exempt
