"""Opening a ticket: one action behind page, API, e-mail and telephone.

It finds the terms that bind the report, checks it against them, and writes ticket, event, clocks and
reservations together. Its receipt says who handles it, what it costs and by when somebody responds.
"""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from catalogue.platform.inserts import insert
from catalogue.platform.prepared import prepared
from catalogue.platform.tenancy import Actor
from tickets import receipts
from tickets.actions import attaching, clocking, quotas
from tickets.actions.charging import Charge
from tickets.actions.intake_case import (
    Case,
    case_of,
    notes_of,
    receipt_for,
    ticket_from,
)
from tickets.actions.intake_choices import Choices, choices, preview
from tickets.actions.intake_report import BadReport, Receipt, Report
from tickets.actions.intake_scope import Scope
from tickets.actions.quota_charges import set_charge
from tickets.actions.recording import record
from tickets.models import Event, Ticket
from tickets.states import NEW

__all__ = [
    "BadReport",
    "Choices",
    "Receipt",
    "Report",
    "choices",
    "open_ticket",
    "preview",
]

TRIES = 3  # a ticket that was live a moment ago may be closed the next
ONE_LIVE = "dedup"  # in the name and the columns of the constraint
BUSY = "This report is being taken already: send it again."
TAKEN = "A live ticket that you may not see has this key: take another one."


@prepared()
def open_ticket(
    report: Report, *, actor: Actor, at: dt.datetime, scope: Scope | None = None
) -> Receipt:
    """Make a ticket of the report, or join the live one of its `dedup_key`.

    `scope` is where the report belongs, from who has just asked for it on behalf of this actor.
    Raises `BadReport` naming each field and its remedy, `NotAllowed` for who may not report.
    """
    case = case_of(report, actor=actor, at=at, scope=scope)
    # What is refused was refused above: nothing here is undone without what called for it.
    with transaction.atomic(savepoint=False):
        done = _joined_or_opened(case, actor) if report.dedup_key else _opened(case)
    if isinstance(done, str):
        raise BadReport({"dedup_key": done})
    return done


def _joined_or_opened(case: Case, actor: Actor) -> Receipt | str:
    """The receipt, or why the key is refused: tickets of it come and go, or it is another's."""
    for _ in range(TRIES):
        live = _live(case)
        if live is not None:
            seen = Ticket.objects.visible_to(actor).filter(pk=live.pk).exists()
            return _joined(case, live) if seen else TAKEN
        try:
            with transaction.atomic():
                return _opened(case)
        except IntegrityError as error:
            if ONE_LIVE not in str(error):
                raise
            # Somebody else was quicker with this key: join theirs.
    return BUSY


def _opened(case: Case) -> Receipt:
    """Write the ticket with its event, clocks and reservations."""
    ticket, author = ticket_from(case), case.scope.author
    # First what it costs and by when it is due, so that its row is written once.
    held = quotas.Held([], [])
    if case.draws:
        held = quotas.hold(
            ticket, author=author, at=case.at, minutes=case.report.minutes
        )
    else:
        set_charge(ticket, held.places)
    ticket.due_at = min(filter(None, (due.due_at for due in case.due)), default=None)
    known = ticket.due_at
    insert([ticket])
    data = {
        **case.terms,
        "priority": case.checked.priority.label if case.checked.priority else "",
        "state": NEW,
        "channel": case.report.channel,
    }
    clocking.begin(ticket, data=data, at=case.since)
    if ticket.due_at != known:
        ticket.save(update_fields=["due_at"])
    quotas.keep(held)
    charge = Charge(ticket.charge, ticket.charge_note)
    receipt = receipt_for(case, ticket, charge, held.places)
    event = record(
        ticket,
        Event.Kind.OPENED,
        author=author,
        at=case.since,
        is_public=True,
        body=case.checked.description,
        data=data | {"notes": notes_of(case), "receipt": receipts.kept(receipt)},
    )
    _attach(case, event)
    return receipt


def _attach(case: Case, event: Event) -> None:
    if case.report.files:
        attaching.attach(event, case.report.files, author=case.scope.author, at=case.at)


def _live(case: Case) -> Ticket | None:
    rows = Ticket.objects.live().filter(
        customer=case.scope.customer, dedup_key=case.report.dedup_key
    )
    return rows.select_for_update(of=("self",)).first()


def _joined(case: Case, ticket: Ticket) -> Receipt:
    """The same report again: one more event on the ticket that is live."""
    again = Event.objects.filter(ticket=ticket, kind=Event.Kind.REPEATED)
    last = again.order_by("-pk").values_list("data__count", flat=True).first()
    event = record(
        ticket,
        Event.Kind.REPEATED,
        author=case.scope.author,
        at=case.at,
        is_public=True,
        body=case.checked.description,
        data={"count": (last or 1) + 1, "summary": case.checked.summary},
    )
    _attach(case, event)
    ticket.save(update_fields=["updated_at"])
    opened = Event.objects.filter(ticket=ticket, kind=Event.Kind.OPENED).first()
    said = opened.data.get("receipt", {}) if opened else {}
    zone = case.scope.customer.zone
    return Receipt(ticket, created=False, zone=zone, **receipts.restored(said))
