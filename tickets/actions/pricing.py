"""What a ticket costs where the guide leaves it to staff, or was reckoned before all was known."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from catalogue.models.provisions import ProvisionCharge
from catalogue.platform.tenancy import Actor
from tickets.models import Event, Ticket
from tickets.states import ENDED

from . import quotas
from .acting import check_staff, said, standing_of, taken, written
from .recording import author_of, record
from .refusals import NotNow, Refused


@transaction.atomic
def decide_charge(
    pk: int, *, charge: str, reason: str, actor: Actor, at: dt.datetime
) -> Ticket:
    """Staff say what a ticket costs, and why; the customer reads both (`W32`).

    It stays whatever becomes of the quotas, until the line or the quantity is corrected. Raises
    `Refused` naming the field, `NotNow` once the ticket has ended.
    """
    ticket = _open(pk, actor)
    if charge not in ProvisionCharge.values:
        raise Refused("Choose one of the charges.", "charge")
    text = said(reason, field="reason", what="the reason, for the customer to read")
    before = ticket.charge
    ticket.charge, ticket.charge_note = charge, text
    _record(ticket, before, actor=actor, at=at, decided=True)
    return written(ticket, "charge", "charge_note", at=at)


@transaction.atomic
def reckon(pk: int, *, actor: Actor, at: dt.datetime) -> Ticket:
    """Reckon the charge anew: users were entered, a finding was decided, a decision is taken back.

    Raises `NotNow` once the ticket has ended.
    """
    ticket = _open(pk, actor)
    before = ticket.charge, ticket.charge_note
    quotas.renew(ticket, author=author_of(actor), at=at)
    if before != (ticket.charge, ticket.charge_note):
        _record(ticket, before[0], actor=actor, at=at, decided=False)
    return written(ticket, "charge", "charge_note", at=at)


def _open(pk: int, actor: Actor) -> Ticket:
    check_staff(actor)
    ticket = taken(pk, actor)
    if ticket.state in ENDED:
        raise NotNow(f"{standing_of(ticket, actor)}: what it costs is settled.")
    return ticket


def _record(
    ticket: Ticket, before: str, *, actor: Actor, at: dt.datetime, decided: bool
) -> None:
    record(
        ticket,
        Event.Kind.QUOTA,
        author=author_of(actor),
        at=at,
        is_public=True,
        body=ticket.charge_note,
        data={"from": before, "to": ticket.charge, "decided": decided},
    )
