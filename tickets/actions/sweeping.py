"""The sweep: clocks whose moment has come say so, once, and old deadlines are reckoned anew.

Tickets are taken one by one, each under its row lock in a transaction of its own, and what is due is
asked again under the lock: two sweepers, or one that died half-way, tell nothing twice. After a long
silence a clock tells only where it stands now: that it is overdue, not also that it was going to be.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from catalogue.hours import working_times
from catalogue.models import Calendar
from catalogue.platform.jobs import running_clock, stopping
from tickets.actions import clocking
from tickets.actions.recording import SYSTEM, record
from tickets.models import Clock, Event, Ticket
from tickets.timing import replay
from tickets.timing.marks import FULL, marks, moment

logger = logging.getLogger(__name__)

BATCH = 300  # clocks looked up at once
TURN = dt.timedelta(minutes=1)  # after which a run begins nothing more
OPEN = (Clock.State.RUNNING, Clock.State.PAUSED)

Act = Callable[[Ticket, dt.datetime], int]


def sweep(now: dt.datetime) -> int:
    """Reckon deadlines anew whose calendar changed, and tell of clocks that are due; how many did.

    A ticket that fails is logged and tried again by the next sweep; one that somebody works on right
    now is left for it, too.
    """
    return _each(_outdated(), _reckon, now) + _each(_due(now), _go_off, now)


def _due(now: dt.datetime) -> QuerySet[Clock]:
    return Clock.objects.filter(fires_at__lte=now).order_by("fires_at", "pk")


def _outdated() -> QuerySet[Clock]:
    """Open clocks whose deadline rests on hours that have changed since."""
    changed = Clock.objects.filter(
        calendar=OuterRef("pk"), edition__lt=OuterRef("edition"), state__in=OPEN
    )
    calendars = Calendar.objects.filter(Exists(changed.order_by()))
    old = Q(pk__in=[])
    for calendar in calendars:
        old |= Q(calendar=calendar, edition__lt=calendar.edition)
    return Clock.objects.filter(old, state__in=OPEN).order_by("pk")


def _each(clocks: QuerySet[Clock], act: Act, now: dt.datetime) -> int:
    """Do something with each ticket of these clocks, until a run has taken long enough."""
    clock, done, last = running_clock(now), 0, 0
    for ticket in _tickets(clocks):
        if stopping.is_set() or (last and clock() >= now + TURN):
            break
        last = ticket
        try:
            done += _under_lock(ticket, act, clock())
        except Exception:
            logger.exception("The clocks of ticket %s cannot be swept", ticket)
    return done


def _tickets(clocks: QuerySet[Clock]) -> Iterator[int]:
    """The tickets of these clocks, each once; what cannot be done now stands in nobody's way."""
    seen: set[int] = set()
    stuck: set[int] = set()
    while batch := _batch(clocks.exclude(ticket__in=stuck)):
        stuck |= seen & batch.keys()
        yield from (ticket for ticket in batch if ticket not in seen)
        seen |= batch.keys()


def _batch(clocks: QuerySet[Clock]) -> dict[int, None]:
    """Tickets in the order of their clocks, each once."""
    return dict.fromkeys(clocks.values_list("ticket", flat=True)[:BATCH])


@transaction.atomic
def _under_lock(pk: int, act: Act, at: dt.datetime) -> int:
    """Nothing when somebody else holds the ticket."""
    free = Ticket.objects.select_for_update(skip_locked=True, of=("self",))
    ticket = free.filter(pk=pk).first()
    return act(ticket, at) if ticket else 0


def _reckon(ticket: Ticket, at: dt.datetime) -> int:
    """Bring the ticket's deadlines to the hours as they are now; tell of those that moved."""
    before = {clock.pk: clock.due_at for clock in ticket.clocks.filter(state__in=OPEN)}
    clocks = clocking.refresh(ticket, at=at)
    moved = [
        _named(clock)
        | {
            "from": _iso(before[clock.pk]),
            "to": _iso(clock.due_at),
            "cycle": clock.cycle,
        }
        for clock in clocks
        if clock.pk in before and clock.due_at != before[clock.pk]
    ]
    if moved:
        data = {"reason": "The support hours changed.", "clocks": moved}
        record(
            ticket,
            Event.Kind.RECKONED,
            author=SYSTEM,
            at=at,
            is_public=True,
            data=data,
        )
        ticket.save(update_fields=["updated_at"])
    return bool(before)


def _go_off(ticket: Ticket, at: dt.datetime) -> int:
    """Tell of the ticket's clocks that are due, and set when they speak next."""
    due = list(ticket.clocks.filter(fires_at__lte=at))
    if not due:
        return 0
    facts = clocking.facts_of(ticket)
    calendars = clocking.calendars_of(*(fact.data for fact in facts))
    times = working_times(calendars.values())
    timers = {timer.key: timer for timer in replay(facts, times, at)}
    for clock in due:
        timer = timers.get((clock.metric, clock.name, clock.cycle))
        if timer is None:
            continue
        reached = [
            mark
            for mark in marks(timer, settings.REMIT_WARN_PERCENT)
            if mark not in clock.fired
            and (when := moment(timer, mark, times)) is not None
            and when <= at
        ]
        if reached:
            clock.fired = [*clock.fired, *reached]
            clock.save(update_fields=["fired"])
            _tell(ticket, clock, max(reached), at)
    clocking.refresh(ticket, at=at)
    return len(due)


def _tell(ticket: Ticket, clock: Clock, mark: int, at: dt.datetime) -> None:
    """Write the event of a mark. What does not count is nobody's warning, but still escalates."""
    escalates = clock.metric == Clock.Metric.ESCALATION
    if not (clock.counts or escalates):
        return
    kind = Event.Kind.BREACHED if mark >= FULL else Event.Kind.WARNED
    data = _named(clock) | {
        "cycle": clock.cycle,
        "percent": mark,
        "due_at": _iso(clock.due_at),
        "text": clock.target_text,
        "calendar": clock.calendar_id,
    }
    record(
        ticket,
        Event.Kind.ESCALATED if escalates else kind,
        author=SYSTEM,
        at=at,
        is_public=not escalates,
        data=data,
    )


def _named(clock: Clock) -> dict[str, Any]:
    return {"clock": clock.pk, "metric": clock.metric, "name": clock.name}


def _iso(at: dt.datetime | None) -> str | None:
    return at.isoformat() if at else None
