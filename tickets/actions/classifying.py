"""What a ticket is judged to be: its priority, its line of the guide, what is still missing."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from catalogue.models import Priority, Provision
from catalogue.platform.tenancy import Actor
from tickets.models import Event, Ticket
from tickets.states import ENDED, LIVE

from . import promising, quotas
from .acting import KEPT, Kept, check_staff, said, standing_of, taken, written
from .intake_report import MOST
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
    check_staff(actor)
    text = said(reason, field="reason", what="the reason")
    ticket = taken(pk, actor)
    if ticket.state not in LIVE:
        raise NotNow(f"{standing_of(ticket, actor)}: reopen it first.")
    chosen = _priority(ticket, priority)
    before, ticket.priority = ticket.priority, chosen
    terms = promising.terms(
        level=ticket.service_level,
        priority=chosen,
        subscription=ticket.subscription,
        at=at,
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


@transaction.atomic
def correct(
    pk: int,
    *,
    provision: int | Kept | None = KEPT,
    kind: str = "",
    quantity: int | None = None,
    reason: str = "",
    actor: Actor,
    at: dt.datetime,
) -> Ticket:
    """Put right what a ticket is about: the line of the guide (by primary key, None: none fits), its
    kind, how many are asked for. Its quotas are given back and taken anew, and its charge with them.

    Raises `Refused` for a line of another revision than the ticket's, `NotNow` once it has ended.
    """
    check_staff(actor)
    text = said(reason, field="reason", required=False)
    ticket = taken(pk, actor)
    if ticket.state in ENDED:
        raise NotNow(f"{standing_of(ticket, actor)}: reopen it first.")
    before = _described(ticket)
    if not isinstance(provision, Kept):
        ticket.provision = line_of(ticket, provision, "provision")
    ticket.kind = _kind(kind or ticket.kind)
    ticket.quantity = _quantity(ticket.quantity if quantity is None else quantity)
    if _described(ticket) == before:
        return ticket
    author = author_of(actor)
    ticket.save(update_fields=["provision", "kind", "quantity"])
    if (before["line"], before["quantity"]) != (_line(ticket), ticket.quantity):
        quotas.renew(ticket, author=author, at=at)
    record(
        ticket,
        Event.Kind.CORRECTED,
        author=author,
        at=at,
        is_public=True,
        body=text,
        data={"from": before, "to": _described(ticket)},
    )
    return written(ticket, "charge", "charge_note", at=at)


def line_of(ticket: Ticket, pk: int | None, field: str) -> Provision | None:
    """A line of the ticket's revision by its key; raises `Refused` for one of another."""
    if pk is None:
        return None
    line = Provision.objects.filter(revision=ticket.revision_id, pk=pk).first()
    if line is None:
        raise Refused("Choose a line of the guide that binds this ticket.", field)
    return line


def _described(ticket: Ticket) -> dict[str, object]:
    """What a correction changes, in words that outlive their rows."""
    return {
        "line": _line(ticket),
        "text": ticket.provision.text if ticket.provision else "",
        "kind": ticket.kind,
        "quantity": ticket.quantity,
        "charge": ticket.charge,
    }


def _line(ticket: Ticket) -> str:
    return ticket.provision.key if ticket.provision else ""


def _kind(kind: str) -> str:
    if kind not in Ticket.Kind.values:
        raise Refused(f"Choose one of: {', '.join(Ticket.Kind.values)}.", "kind")
    return kind


def _quantity(quantity: int) -> int:
    if not 1 <= quantity <= MOST:
        raise Refused(f"Ask for 1 to {MOST:,}.", "quantity")
    return quantity


def _priority(ticket: Ticket, pk: int) -> Priority:
    """The priority of that key, of the ticket's own service level and not its present one."""
    known = Priority.objects.filter(service_level=ticket.service_level_id, pk=pk)
    chosen = known.first()
    if chosen is None:
        raise Refused("Choose a priority of the ticket's service level.", "priority")
    if chosen.pk == ticket.priority_id:
        raise Refused(f"{ticket.reference} has this priority already.", "priority")
    return chosen
