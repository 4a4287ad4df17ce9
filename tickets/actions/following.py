"""A new ticket about what another, that is over, was about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from catalogue.actions.subscribing import binding
from catalogue.models import Provision, Revision
from catalogue.platform.tenancy import Actor
from tickets.models import Ticket

from .acting import standing_of
from .intake import BadReport, Report, open_ticket
from .intake_catalogue import fields_of, terms_of
from .refusals import NotNow


def open_follower(
    ticket: Ticket,
    *,
    body: str,
    files: Sequence[Any],
    channel: str,
    actor: Actor,
    at: dt.datetime,
) -> Ticket:
    """Open a ticket that follows `ticket`, under the terms in force now.

    It is reported by whoever speaks, with the line and the answers of the first as far as they
    still hold. Raises `NotNow` where more is asked today: the words are not lost on a ticket that
    nobody looks at.
    """
    revision = binding(ticket.subscription)
    report = Report(
        summary=ticket.summary,
        channel=channel,
        description=body,
        kind=ticket.kind,
        provision=_same_line(ticket, revision),
        subscription=ticket.subscription_id,
        requester_email=ticket.requester.email if ticket.requester else "",
        quantity=ticket.quantity,
        intake=_answers(ticket, revision),
        files=files,
        follows=ticket.pk,
    )
    try:
        return open_ticket(report, actor=actor, at=at).ticket
    except BadReport as problem:
        raise NotNow(
            f"{standing_of(ticket, actor)}. Open a new ticket: {problem}"
        ) from problem


def _answers(ticket: Ticket, revision: Revision | None) -> dict[str, Any]:
    """The answers to what is asked today, too; files stay with the first ticket."""
    if revision is None:
        return {}
    level = terms_of(revision.pk).level(ticket.subscription.service_level_id)
    asked = {each.label for each in fields_of(level) if each.kind != "file"}
    return {label: said for label, said in ticket.intake.items() if label in asked}


def _same_line(ticket: Ticket, revision: Revision | None) -> int | None:
    """The line of the first ticket in the revision that binds now; its key stays the same."""
    if ticket.provision is None or revision is None:
        return None
    same = Provision.objects.filter(revision=revision, key=ticket.provision.key)
    return same.values_list("pk", flat=True).first()
