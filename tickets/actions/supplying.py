"""Answers that a report still lacked: what the service level's intake fields ask for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from catalogue.platform.tenancy import Actor
from tickets import intake_fields
from tickets.models import Event, Ticket
from tickets.states import LIVE

from .acting import (
    check_acts,
    checked_files,
    standing_of,
    taken,
    with_files,
    written,
)
from .intake_catalogue import fields_of
from .intake_checks import AFFECTED
from .intake_report import INTAKE, MOST, BadReport
from .recording import author_of, record
from .refusals import NotNow, Refused
from .talking import brought_back


@transaction.atomic
def supply(
    pk: int,
    *,
    answers: Mapping[str, Any],
    files: Sequence[Any] = (),
    actor: Actor,
    at: dt.datetime,
) -> Ticket:
    """Keep answers to the intake fields, by label, checked as intake checks them.

    What was missing and is given is missing no more; an earlier answer gives way. Given by the
    customer, they bring a ticket that waits for them back to work. Raises `BadReport` by field.
    """
    uploads = checked_files(files)
    ticket = taken(pk, actor)
    check_acts(ticket, actor)
    if ticket.state not in LIVE:
        raise NotNow(f"{standing_of(ticket, actor)}: reopen it first.")
    asked = fields_of(ticket.service_level)
    reading = intake_fields.read(
        asked,
        answers,
        files={each.name for each in uploads},
        zone=ticket.customer.zone,
    )
    if reading.errors:
        raise BadReport({INTAKE + label: why for label, why in reading.errors.items()})
    if not reading.values:
        raise Refused("Answer at least one of the questions.", "intake")
    ticket.intake = {**ticket.intake, **reading.values}
    ticket.missing = [name for name in ticket.missing if name not in ticket.intake]
    _count_users(ticket, reading.values)
    author = author_of(actor)
    event = record(
        ticket,
        Event.Kind.SUPPLIED,
        author=author,
        at=at,
        is_public=True,
        data={"answers": reading.values, "missing": ticket.missing},
    )
    with_files(event, uploads, author=author, at=at)
    ticket.save(update_fields=["intake", "missing", "users_affected", "users_total"])
    if actor.is_staff:
        return written(ticket, at=at)
    return brought_back(ticket, author=author, at=at)


def _count_users(ticket: Ticket, answers: Mapping[str, Any]) -> None:
    """How many users are affected is a figure of the ticket, too, as it is at intake."""
    for label, value in answers.items():
        if AFFECTED.search(label) and isinstance(value, int) and value <= MOST:
            ticket.users_affected = value
            total = ticket.users_total
            ticket.users_total = total if total is None else max(total, value)
