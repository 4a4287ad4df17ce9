"""The timer of whoever works on a ticket: one a person, kept until it is stopped or discarded."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from billing.models import TimeEntry, Timer
from billing.models.time import MOST_MINUTES
from billing.splitting import MINUTE, whole
from catalogue.platform.tenancy import Actor
from tickets.models import Ticket

from .logging_time import log
from .proposing import BESIDE, agreement_of, no_agreement
from .refusals import NotAllowed, NotNow, Refused
from .works import Work

RUNS = "Your timer runs on {ticket} already: stop or discard it first."
NO_TIMER = "You have no timer that runs: start one, or log the time by hand."
TOO_SHORT = "Less than half a minute has passed: let it run, or discard it."
TOO_LONG = (
    "The timer has run for more than 24 hours. Discard it, and log the time by hand."
)


@transaction.atomic
def start(ticket: Ticket, *, actor: Actor, at: dt.datetime) -> Timer:
    """Start the actor's timer on a ticket.

    Raises `NotNow` while one runs, `Refused` where no agreement covers the ticket,
    `Ticket.DoesNotExist` for a stranger's.
    """
    engineer = _engineer(actor)
    found = Ticket.objects.visible_to(actor).select_related(*BESIDE).get(pk=ticket.pk)
    if agreement_of(found) is None:
        raise Refused(no_agreement(found), "ticket")
    running = running_of(actor)
    if running is not None:
        raise NotNow(RUNS.format(ticket=running.ticket.reference))
    try:
        with transaction.atomic():
            return Timer.objects.create(
                engineer_id=engineer,
                ticket=found,
                customer=found.customer,
                started_at=at,
            )
    except IntegrityError as error:
        raise NotNow(RUNS.format(ticket="another ticket")) from error


@transaction.atomic
def stop(*, actor: Actor, at: dt.datetime, **given: Any) -> TimeEntry:
    """Stop the actor's timer: an entry from start to end, to the minute.

    `given`: further fields of `Work`, such as `role` or `description`. What is refused leaves the
    timer as it is. Raises `NotNow` without one or after less than half a minute, `Refused` after
    more than 24 hours, and what `log` raises.
    """
    timer = _locked(actor)
    started_at, ended_at = whole(timer.started_at), whole(at)
    if ended_at <= started_at:
        raise NotNow(TOO_SHORT)
    if ended_at - started_at > MINUTE * MOST_MINUTES:
        raise Refused(TOO_LONG)
    work = Work(ticket=timer.ticket, started_at=started_at, ended_at=ended_at, **given)
    (entry,) = log([work], source=TimeEntry.Source.TIMER, actor=actor, at=at)
    timer.delete()
    return entry


@transaction.atomic
def discard(*, actor: Actor, at: dt.datetime) -> Ticket:
    """Forget the actor's timer; the ticket it ran on. Raises `NotNow` without one."""
    timer = _locked(actor)
    timer.delete()
    return timer.ticket


def running_of(actor: Actor) -> Timer | None:
    """The actor's timer with its ticket, where one runs; one query."""
    rows = Timer.objects.visible_to(actor).select_related("ticket")
    return rows.first()


def _locked(actor: Actor) -> Timer:
    engineer = _engineer(actor)
    rows = Timer.objects.filter(engineer=engineer).select_related("ticket")
    timer = rows.select_for_update(of=("self",)).first()
    if timer is None:
        raise NotNow(NO_TIMER)
    return timer


def _engineer(actor: Actor) -> int:
    if not actor.is_staff or actor.user is None:
        raise NotAllowed("Timers are for the provider’s staff.")
    return actor.user
