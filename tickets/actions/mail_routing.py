"""Whose a message is: the contact who wrote it, the ticket that it answers, or why nobody knows."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.db.models import QuerySet

from catalogue.models import Contact, Subscription
from catalogue.platform import outbox
from catalogue.platform.tenancy import actor_of_contact
from tickets.inbound import addresses
from tickets.inbound.message import Incoming
from tickets.models import Queue, Ticket
from tickets.models.tickets import PREFIX

MOST_THREADS = (
    1000  # of a contact's tickets, the last touched, whose thread an answer may name
)
NAMED = re.compile(rf"\[{PREFIX}(\d{{1,17}})\]", re.I)
UNKNOWN = "No active contact has this address. Assign it to one, or set it aside."
NO_SENDER = "It does not name one sender. Set it aside."
HIDDEN = (
    "It names a ticket that its sender does not take part in. Join it to a ticket if it belongs "
    "there; the sender was told nothing."
)
SEVERAL = (
    "The sender is a contact of several customers: {names}. Assign it to one of them."
)


@dataclass(frozen=True)
class Route:
    """Where a message belongs; without a `contact` it is a stray, and `why` says what is missing."""

    contact: Contact | None = None
    ticket: Ticket | None = None
    subscription: int | None = None
    provider: int | None = None
    why: str = ""


def route_of(mail: Incoming, recipient: str, *, at: dt.datetime) -> Route:
    """Find the contact and the ticket or subscription of a message.

    A ticket is found by the signed address, the thread or the reference in the subject, and only
    where the sender may see it: to others it does not exist.
    """
    provider = _provider(mail, recipient)
    contacts = list(contacts_with(mail.sender)) if mail.sender else []
    if not contacts:
        return Route(provider=provider, why=UNKNOWN if mail.sender else NO_SENDER)
    for contact in contacts:
        ticket = _answered(mail, recipient, contact, at=at)
        if ticket is not None:
            return Route(contact, ticket)
    if names_ticket(mail, recipient):
        return Route(provider=provider, why=HIDDEN)
    return _new(contacts, provider, at=at)


def contacts_with(address: str) -> QuerySet[Contact]:
    """The active contacts of an address, in any case of its letters."""
    rows = Contact.objects.filter(email__iexact=address, is_active=True)
    return rows.select_related("customer").order_by("customer__name", "pk")


def names_ticket(mail: Incoming, recipient: str) -> bool:
    """Whether a message claims to be about a ticket."""
    signed = addresses.ticket_named([recipient, *mail.recipients])
    return signed is not None or bool(NAMED.search(mail.subject))


def _answered(
    mail: Incoming, recipient: str, contact: Contact, *, at: dt.datetime
) -> Ticket | None:
    visible = Ticket.objects.visible_to(actor_of_contact(contact, at=at))
    signed = addresses.ticket_named([recipient, *mail.recipients])
    if signed is not None:
        return visible.filter(pk=signed).first()
    if mail.answers:
        recent = visible.order_by("-updated_at").values_list("pk", "updated_at")
        for pk, _ in recent[:MOST_THREADS]:
            if outbox.first_of(f"{PREFIX}{pk}") in mail.answers:
                return visible.get(pk=pk)
    found = NAMED.search(mail.subject)
    return visible.filter(pk=int(found[1])).first() if found else None


def _provider(mail: Incoming, recipient: str) -> int | None:
    """The provider whose queue has the address that was written to."""
    to = {address.lower() for address in [recipient, *mail.recipients] if address}
    queues = Queue.objects.exclude(email="").values_list("email", "provider")
    providers = {provider for email, provider in queues if email.lower() in to}
    return providers.pop() if len(providers) == 1 else None


def _new(contacts: list[Contact], provider: int | None, *, at: dt.datetime) -> Route:
    """Under which subscription a contact's message is a new ticket; staff choose among several."""
    fit: list[tuple[Contact, list[int]]] = []
    for contact in contacts:
        actor = actor_of_contact(contact, at=at)
        rows = Subscription.objects.in_force(actor.day).filter(customer=actor.customer)
        if provider is not None:
            rows = rows.filter(guide__provider=provider)
        fit.append((contact, list(rows.order_by("pk").values_list("pk", flat=True))))
    served = [each for each in fit if each[1]] if provider is not None else fit
    if len(served) > 1:
        names = "; ".join(contact.customer.name for contact, _ in served)
        return Route(provider=provider, why=SEVERAL.format(names=names))
    contact, subscriptions = served[0] if served else fit[0]
    if not subscriptions and len(contacts) > 1:
        return Route(provider=provider, why=UNKNOWN)
    only = subscriptions[0] if len(subscriptions) == 1 else None
    return Route(contact, subscription=only, provider=provider)
