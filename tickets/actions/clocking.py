"""Clocks of a ticket as its timeline gives them: begun at intake, replayed after every event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction

from catalogue.hours import working_times
from catalogue.models import Calendar
from catalogue.worktime import WorkingTime
from tickets.models import Clock, Event, Pause, Ticket
from tickets.timing import Fact, Life, Timer, lived
from tickets.timing.facts import RELEVANT
from tickets.timing.marks import armed

# What a row keeps of its timer, beside its key, its promise and its pauses.
RESULT = (
    "state",
    "reason",
    "started_at",
    "stopped_at",
    "due_at",
    "elapsed",
    "met",
    "breached_at",
    "counts",
)
Times = Mapping[int, WorkingTime]


def begin(ticket: Ticket, *, data: Mapping[str, Any], at: dt.datetime) -> list[Clock]:
    """Start the clocks of a new ticket from the data of its opening event.

    Two inserts at most; sets `due_at` and `exempt` of the ticket without saving it.
    """
    calendars = calendars_of(data)
    times = working_times(calendars.values())
    life = lived([Fact("opened", ticket.reported_at, data)], times, at)
    rows = [_new_row(ticket, timer, calendars, times, at) for timer in life.timers]
    Clock.objects.bulk_create(rows)
    Pause.objects.bulk_create(
        pause
        for row, timer in zip(rows, life.timers, strict=True)
        for pause in _pauses(row, timer)
    )
    _note_on(ticket, life)
    return rows


@transaction.atomic
def refresh(ticket: Ticket, *, at: dt.datetime) -> list[Clock]:
    """Bring the clocks of a locked ticket to what its timeline says, and save the ticket.

    A stopped row keeps its result for good: only whether it counts may change.
    """
    facts = facts_of(ticket)
    calendars = _calendars([fact.data for fact in facts])
    times = working_times(calendars.values())
    life = lived(facts, times, at)
    stored = {_key(row): row for row in ticket.clocks.prefetch_related("pauses")}
    rows = []
    for timer in life.timers:
        row = stored.get(timer.key)
        if row is None:
            row = _new_row(ticket, timer, calendars, times, at)
            row.save(force_insert=True)
            Pause.objects.bulk_create(_pauses(row, timer))
        else:
            _update(row, timer, calendars, times, at)
        rows.append(row)
    _note_on(ticket, life)
    ticket.save()
    return rows


def facts_of(ticket: Ticket) -> list[Fact]:
    """The facts that move the clocks of a ticket, from its timeline in order of recording."""
    events = Event.objects.filter(ticket=ticket, kind__in=RELEVANT).order_by("pk")
    return [fact_of(event, ticket) for event in events]


def fact_of(event: Event, ticket: Ticket) -> Fact:
    """One event as a fact; the first one counts from when the report arrived."""
    at = ticket.reported_at if event.kind == Event.Kind.OPENED else event.at
    told = event.by_staff and event.is_public and bool(event.body)
    return Fact(event.kind, at, event.data, told)


def calendars_of(*datas: Mapping[str, Any]) -> dict[int, Calendar]:
    """The calendars that promises in these data count in, by key."""
    return _calendars(datas)


def _calendars(datas: Iterable[Mapping[str, Any]]) -> dict[int, Calendar]:
    pks = {
        promise["calendar"]
        for data in datas
        for promise in data.get("promises") or ()
        if promise.get("calendar")
    }
    return {row.pk: row for row in Calendar.objects.filter(pk__in=pks)} if pks else {}


def _key(row: Clock) -> tuple[str, str, int]:
    return row.metric, row.name, row.cycle


def _new_row(
    ticket: Ticket,
    timer: Timer,
    calendars: Mapping[int, Calendar],
    times: Times,
    at: dt.datetime,
) -> Clock:
    promise = timer.promise
    calendar = calendars.get(promise.calendar) if promise.calendar else None
    row = Clock(
        ticket=ticket,
        customer_id=ticket.customer_id,
        metric=promise.metric,
        name=promise.name,
        cycle=timer.cycle,
        priority_label=timer.priority[:300],
        target_text=promise.text,
        goal=promise.goal,
        hours=promise.hours,
        calendar=calendar,
        met_by=list(promise.met_by),
        edition=calendar.edition if calendar else 0,
        **{name: getattr(timer, name) for name in RESULT},
    )
    row.fires_at, row.fired = armed(timer, [], settings.WARN_PERCENT, times, at)
    return row


def _pauses(row: Clock, timer: Timer) -> list[Pause]:
    return [
        Pause(
            clock=row,
            ticket_id=row.ticket_id,
            customer_id=row.customer_id,
            reason=each.reason,
            began_at=each.began_at,
            ended_at=each.ended_at,
        )
        for each in timer.pauses
    ]


def _update(
    row: Clock,
    timer: Timer,
    calendars: Mapping[int, Calendar],
    times: Times,
    at: dt.datetime,
) -> None:
    if row.state == Clock.State.STOPPED:
        wanted: dict[str, Any] = {"counts": timer.counts, "reason": timer.reason}
    else:
        wanted = {name: getattr(timer, name) for name in RESULT}
        fires_at, fired = armed(timer, row.fired, settings.WARN_PERCENT, times, at)
        wanted |= {"fires_at": fires_at, "fired": fired, "goal": timer.promise.goal}
        if calendar := calendars.get(timer.promise.calendar or 0):
            wanted["edition"] = calendar.edition
        _update_pauses(row, timer)
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, wanted[name])
    if changed:
        row.save(update_fields=changed)


def _update_pauses(row: Clock, timer: Timer) -> None:
    stored = {(p.reason, p.began_at): p for p in row.pauses.all()}
    wanted = {(p.reason, p.began_at): p for p in timer.pauses}
    gone = [pause.pk for key, pause in stored.items() if key not in wanted]
    if gone:
        Pause.objects.filter(pk__in=gone).delete()
    for key, pause in stored.items():
        if key in wanted and pause.ended_at != wanted[key].ended_at:
            pause.ended_at = wanted[key].ended_at
            pause.save(update_fields=["ended_at"])
    new = [p for p in _pauses(row, timer) if (p.reason, p.began_at) not in stored]
    if new:
        Pause.objects.bulk_create(new)


def _note_on(ticket: Ticket, life: Life) -> None:
    dues = [t.due_at for t in life.timers if t.state == "running" and t.due_at]
    ticket.due_at = min(dues, default=None)
    ticket.exempt = life.exempt
