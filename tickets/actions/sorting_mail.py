"""What staff do with mail that belongs nowhere yet: a ticket, a comment, or nothing."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from catalogue.models import Contact, Customer
from catalogue.platform.tenancy import Actor
from tickets.inbound import message
from tickets.inbound.message import Incoming
from tickets.models import InboundMail, Ticket

from .intake_subscriptions import subscriptions
from .mailing import Settled, comment_on, open_from
from .receiving import UNREADABLE, write
from .refusals import NotAllowed, NotNow, Refused

State = InboundMail.State
OPEN = (State.STRAY, State.FAILED, State.IGNORED)
NO_TICKET = "There is no such ticket. Write its reference, for instance T-1042."
# The customer reads it, and is not told who of the staff joined the message.
UNNAMED = "somebody without an address"
NO_CONTACT = "There is no such active contact."
NO_SUBSCRIPTION = "This contact's company has no such subscription today: choose again."


@transaction.atomic
def assign(
    pk: int,
    *,
    contact: int,
    subscription: int | None = None,
    actor: Actor,
    at: dt.datetime,
) -> Ticket:
    """Make a ticket of a message for a contact, as if it had come from them.

    Raises `Refused` with the field to change, `NotNow` when somebody else settled it meanwhile.
    """
    row, mail = _taken(pk, actor)
    rows = Contact.objects.filter(pk=contact, is_active=True)
    customers = Customer.objects.visible_to(actor)
    who = rows.filter(customer__in=customers).select_related("customer").first()
    if who is None:
        raise Refused(NO_CONTACT, "contact")
    if not _may_choose(subscription, who, actor, at):
        raise Refused(NO_SUBSCRIPTION, "contact")
    settled = open_from(
        mail,
        contact=who,
        subscription=subscription,
        received=row.received_at,
        at=at,
    )
    return _written(row, settled, actor=actor, at=at)


@transaction.atomic
def join(pk: int, *, reference: str, actor: Actor, at: dt.datetime) -> Ticket:
    """Add a message to a ticket, as a comment of its sender. Raises as `assign` does."""
    row, mail = _taken(pk, actor)
    tickets = Ticket.objects.visible_to(actor).by_reference(reference)
    ticket = tickets.select_related("customer").first()
    if ticket is None:
        raise Refused(NO_TICKET, "reference")
    rows = Contact.objects.filter(customer=ticket.customer_id, is_active=True)
    known = rows.filter(email__iexact=mail.sender or row.sender)
    who = known.select_related("customer").first()
    sender = mail.sender or row.sender or UNNAMED
    # The contact may not see the ticket by themselves: staff let them in for this once.
    settled = comment_on(ticket, mail, sender=sender, guest=who, at=at)
    return _written(row, settled, actor=actor, at=at)


@transaction.atomic
def set_aside(pk: int, *, reason: str, actor: Actor, at: dt.datetime) -> None:
    """Leave a message as it is; it is kept. Raises `NotNow` when it became something meanwhile."""
    row = _locked(pk, actor)
    said = " ".join(reason.split())[:500] or "Set aside."
    customer, provider = row.customer_id, row.provider_id
    settled = Settled(State.IGNORED, said, customer=customer, provider=provider)
    write(row, settled, by=actor.name, at=at)


def _may_choose(
    subscription: int | None, contact: Contact, actor: Actor, at: dt.datetime
) -> bool:
    """Whether the subscription, or the only one, is of a provider of the actor's.

    The ticket is opened in the name of the contact, to whom other providers' are open, too.
    """
    if subscription is None and actor.providers is None:
        return True
    rows = subscriptions(actor, contact.customer, at)
    if subscription is None:
        return bool(rows)
    return any(row.pk == subscription for row in rows)


def _locked(pk: int, actor: Actor) -> InboundMail:
    if not actor.is_staff:
        raise NotAllowed("Mail is sorted by the provider's staff.")
    rows = InboundMail.objects.select_for_update(of=("self",))
    if actor.providers is not None:
        rows = rows.filter(provider__in=actor.providers)
    row = rows.get(pk=pk)
    if row.state not in OPEN:
        raise NotNow("Somebody else has settled this message: look at it again.")
    return row


def _taken(pk: int, actor: Actor) -> tuple[InboundMail, Incoming]:
    row = _locked(pk, actor)
    try:
        return row, message.read(bytes(row.raw))
    except message.Unreadable as error:
        raise NotNow(f"{error} {UNREADABLE}") from error


def _written(
    row: InboundMail, settled: Settled, *, actor: Actor, at: dt.datetime
) -> Ticket:
    write(row, settled, by=actor.name, at=at)
    ticket = settled.ticket
    assert ticket is not None  # a comment and a new ticket both lead to one
    return ticket
