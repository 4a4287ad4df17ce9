"""Contacts who follow a ticket of somebody else."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from catalogue.models import Contact
from catalogue.platform.tenancy import Actor
from tickets.models import Event, Ticket, Watcher

from .acting import not_merged, taken, who_is, written
from .recording import author_of, record
from .refusals import NotAllowed, Refused


@transaction.atomic
def watch(pk: int, *, contact: int, actor: Actor, at: dt.datetime) -> Ticket:
    """Let a contact (by primary key) of the ticket's customer follow it: read it, comment, be told.

    Staff and a manager may add anybody of the company, others themselves. Whoever follows it
    already, or asked for it, is left as they are.
    """
    ticket = taken(pk, actor)
    not_merged(ticket)
    person = _contact(ticket, contact, actor)
    if not person.is_active:
        raise Refused("This contact is not active any more.", "contact")
    if person.pk == ticket.requester_id:
        return ticket
    _, new = Watcher.objects.get_or_create(
        ticket=ticket, contact=person, defaults={"customer_id": ticket.customer_id}
    )
    return _noted(ticket, person, True, actor=actor, at=at) if new else ticket


@transaction.atomic
def unwatch(pk: int, *, contact: int, actor: Actor, at: dt.datetime) -> Ticket:
    """Let a contact follow the ticket no more; by the same people as `watch`."""
    ticket = taken(pk, actor)
    person = _contact(ticket, contact, actor)
    gone, _ = Watcher.objects.filter(ticket=ticket, contact=person).delete()
    return _noted(ticket, person, False, actor=actor, at=at) if gone else ticket


def _contact(ticket: Ticket, pk: int, actor: Actor) -> Contact:
    """The contact of the ticket's customer; raises for others, and for whom the actor may not add."""
    who_is(actor)
    person = Contact.objects.filter(customer=ticket.customer_id, pk=pk).first()
    anybody = actor.is_staff or actor.sees_company
    itself = (
        person is not None and actor.user is not None and person.user_id == actor.user
    )
    if not (anybody or itself):
        raise NotAllowed("Ask a manager of your company to add others.", "contact")
    if person is None:
        raise Refused("Choose a contact of the ticket's customer.", "contact")
    return person


def _noted(
    ticket: Ticket, person: Contact, watches: bool, *, actor: Actor, at: dt.datetime
) -> Ticket:
    record(
        ticket,
        Event.Kind.WATCHED,
        author=author_of(actor),
        at=at,
        is_public=True,
        data={"contact": person.name, "watches": watches},
    )
    return written(ticket, at=at)
