"""What a ticket is judged to be: its priority, its line of the guide, what is still missing."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from catalogue.models import Priority
from catalogue.platform.tenancy import Actor
from tickets.models import Event, Ticket
from tickets.states import LIVE

from .acting import check_staff, said, standing_of, taken, written
from .recording import author_of, record
from .refusals import NotNow, Refused


@transaction.atomic
def reclassify(
    pk: int, *, priority: int, actor: Actor, at: dt.datetime, reason: str
) -> Ticket:
    """Give a live ticket another priority (by primary key) of its service level, with the reason.

    What becomes of its clocks is the service level's policy. Staff decide (E22); the reason is
    told the customer. Raises `Refused` for a priority of another level, or the one it has.
    """
    from . import promising

    check_staff(actor)
    text = said(reason, field="reason", what="the reason")
    ticket = taken(pk, actor)
    if ticket.state not in LIVE:
        raise NotNow(f"{standing_of(ticket, actor)}: reopen it first.")
    chosen = _priority(ticket, priority)
    before, ticket.priority = ticket.priority, chosen
    terms = promising.terms(
        level=ticket.service_level, priority=chosen, subscription=ticket.subscription
    )
    record(
        ticket,
        Event.Kind.RECLASSIFIED,
        author=author_of(actor),
        at=at,
        is_public=True,
        body=text,
        data={
            **terms,
            "from": before.label if before else "",
            "priority": chosen.label,
        },
    )
    return written(ticket, "priority", at=at)


def _priority(ticket: Ticket, pk: int) -> Priority:
    """The priority of that key, of the ticket's own service level and not its present one."""
    known = Priority.objects.filter(service_level=ticket.service_level_id, pk=pk)
    chosen = known.first()
    if chosen is None:
        raise Refused("Choose a priority of the ticket's service level.", "priority")
    if chosen.pk == ticket.priority_id:
        raise Refused(f"{ticket.reference} has this priority already.", "priority")
    return chosen
