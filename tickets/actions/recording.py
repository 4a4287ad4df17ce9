"""Writing the timeline: who did it, on which ticket, what happened."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from catalogue.models import Contact
from catalogue.platform.inserts import insert
from catalogue.platform.tenancy import Actor
from tickets.actions import nudging
from tickets.models import Event, Ticket


@dataclass(frozen=True)
class Author:
    """Whose act it is: the name in the timeline, and the contact if a customer's."""

    name: str
    is_staff: bool = False
    contact: int | None = None


# What the portal does by itself: warnings, deadlines that pass.
SYSTEM = Author("Remit", is_staff=True)


def author_of(actor: Actor) -> Author:
    """The author behind an actor. One query for a contact, none for others."""
    if actor.customer is None or actor.user is None:
        return Author(actor.name, is_staff=actor.is_staff)
    own = Contact.objects.filter(customer=actor.customer, user=actor.user)
    return Author(actor.name, contact=own.values_list("pk", flat=True).first())


def locked(pk: int) -> Ticket:
    """The ticket, its row locked until the transaction ends: acts on one ticket follow each other.

    Raises `Ticket.DoesNotExist`. Who may see it is the caller's to ask before.
    """
    return Ticket.objects.select_for_update(of=("self",)).get(pk=pk)


def record(
    ticket: Ticket,
    kind: str,
    *,
    author: Author,
    at: dt.datetime,
    is_public: bool = False,
    body: str = "",
    data: dict[str, Any] | None = None,
) -> Event:
    """Add an event to the timeline of a locked ticket, and note that the ticket changed."""
    ticket.updated_at = at
    nudging.tell_soon()
    event = Event(
        ticket=ticket,
        customer_id=ticket.customer_id,
        kind=kind,
        at=at,
        recorded_at=at,
        by=author.name,
        by_staff=author.is_staff,
        contact_id=author.contact,
        is_public=is_public,
        body=body,
        data=data or {},
    )
    insert([event])
    return event
