"""Opening a ticket: one action behind page, API, e-mail and telephone.

It finds the terms that bind the report, checks it against them, and writes ticket, event, clocks and
reservations together. Its receipt says who handles it, what it costs and by when somebody responds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from catalogue.hours import NoHours, working_time
from catalogue.platform.tenancy import Actor
from catalogue.worktime import NeverOpen
from tickets import receipts
from tickets.actions import clocking, promising, quotas
from tickets.actions.charging import Charge, charge_of
from tickets.actions.intake_priority import Checked, checked
from tickets.actions.intake_report import BadReport, Receipt, Report
from tickets.actions.intake_scope import Scope, scope_of
from tickets.actions.recording import record
from tickets.models import Event, Ticket
from tickets.states import NEW

__all__ = ["BadReport", "Receipt", "Report", "open_ticket", "preview"]

TRIES = 3  # a ticket that was live a moment ago may be closed the next
BUSY = "This report is being taken already: send it again."


@dataclass(frozen=True)
class Case:
    """A report with all that is known of it, ready to be written or shown."""

    report: Report
    scope: Scope
    checked: Checked
    terms: dict[str, Any]
    since: dt.datetime
    at: dt.datetime
    closed: Sequence[str] = ()  # that support is closed, and when it opens


@transaction.atomic
def open_ticket(report: Report, *, actor: Actor, at: dt.datetime) -> Receipt:
    """Make a ticket of the report, or join the live one of its `dedup_key`.

    Raises `BadReport` naming each field and its remedy, `NotAllowed` for who may not report.
    """
    case = _case(report, actor=actor, at=at)
    if not report.dedup_key:
        return _opened(case)
    for _ in range(TRIES):
        live = _live(case)
        if live is not None:
            return _joined(case, live)
        try:
            with transaction.atomic():
                return _opened(case)
        except IntegrityError:  # somebody else was quicker with this key
            continue
    raise BadReport({"dedup_key": BUSY})


def preview(report: Report, *, actor: Actor, at: dt.datetime) -> Receipt:
    """What `open_ticket` would answer now; writes nothing. Raises the same."""
    case = _case(report, actor=actor, at=at)
    positions: Sequence[Any] = ()
    if case.scope.line is not None:
        positions = quotas.positions(
            case.scope.line.provision,
            case.scope.subscription,
            quantity=report.quantity,
            minutes=report.minutes,
            at=at,
        )
    ticket = _ticket(case)
    return _receipt(case, ticket, charge_of(ticket.provision, positions), positions)


def _case(report: Report, *, actor: Actor, at: dt.datetime) -> Case:
    since = report.reported_at or at
    if since > at:
        raise BadReport({"reported_at": "Nothing is reported before it happens."})
    scope = scope_of(report, actor=actor, at=at)
    it = checked(report, scope)
    if it.errors:
        raise BadReport(it.errors)
    terms = promising.terms(
        level=scope.level,
        priority=it.priority,
        subscription=scope.subscription,
        at=since,
    )
    terms["understood"] = report.channel == Ticket.Channel.PHONE
    return Case(report, scope, it, terms, since, at, _closed(scope, since, at))


def _ticket(case: Case) -> Ticket:
    report, scope, it = case.report, case.scope, case.checked
    line = scope.line.provision if scope.line else None
    return Ticket(
        customer=scope.customer,
        provider=scope.subscription.guide.provider,
        subscription=scope.subscription,
        revision=scope.terms.revision,
        provision=line,
        service_level=scope.level,
        priority=it.priority,
        requested_priority=it.requested,
        kind=report.kind,
        state=NEW,
        summary=it.summary,
        description=it.description,
        channel=report.channel,
        requester=scope.requester,
        queue_id=scope.queue,
        users_affected=it.affected,
        users_total=it.total,
        quantity=report.quantity,
        intake=it.intake,
        missing=it.missing,
        external_id=report.external_id,
        dedup_key=report.dedup_key,
        reported_at=case.since,
        created_at=case.at,
        created_by=scope.author.name,
        updated_at=case.at,
    )


def _opened(case: Case) -> Receipt:
    """Write the ticket with its event, clocks and reservations."""
    ticket = _ticket(case)
    ticket.save(force_insert=True)
    data = {
        **case.terms,
        "priority": case.checked.priority.label if case.checked.priority else "",
        "state": NEW,
        "channel": case.report.channel,
    }
    clocking.begin(ticket, data=data, at=case.since)
    positions = quotas.reserve(
        ticket, author=case.scope.author, at=case.at, minutes=case.report.minutes
    )
    ticket.save(update_fields=["charge", "charge_note", "due_at"])
    charge = Charge(ticket.charge, ticket.charge_note)
    receipt = _receipt(case, ticket, charge, positions)
    event = record(
        ticket,
        Event.Kind.OPENED,
        author=case.scope.author,
        at=case.since,
        is_public=True,
        body=case.checked.description,
        data=data | {"notes": _notes(case), "receipt": receipts.kept(receipt)},
    )
    if case.report.files:
        from tickets.actions import attaching

        attaching.attach(event, case.report.files, author=case.scope.author, at=case.at)
    return receipt


def _live(case: Case) -> Ticket | None:
    rows = Ticket.objects.live().filter(
        customer=case.scope.customer, dedup_key=case.report.dedup_key
    )
    return rows.select_for_update(of=("self",)).first()


def _joined(case: Case, ticket: Ticket) -> Receipt:
    """The same report again: one more event on the ticket that is live."""
    again = Event.objects.filter(ticket=ticket, kind=Event.Kind.REPEATED)
    last = again.order_by("-pk").values_list("data__count", flat=True).first()
    record(
        ticket,
        Event.Kind.REPEATED,
        author=case.scope.author,
        at=case.at,
        is_public=True,
        body=case.checked.description,
        data={"count": (last or 1) + 1, "summary": case.checked.summary},
    )
    ticket.save(update_fields=["updated_at"])
    opened = Event.objects.filter(ticket=ticket, kind=Event.Kind.OPENED).first()
    said = opened.data.get("receipt", {}) if opened else {}
    zone = case.scope.customer.zone
    return Receipt(ticket, created=False, zone=zone, **receipts.restored(said))


def _receipt(
    case: Case, ticket: Ticket, charge: Charge, positions: Sequence[Any]
) -> Receipt:
    line = case.scope.line
    return Receipt(
        ticket=ticket,
        created=True,
        who=_who(case.scope) if line is None or not line.who else line.who,
        charge=charge.charge,
        charge_note=charge.note,
        quotas=positions,
        due=promising.due_times(case.terms, at=case.since),
        notes=[*_asked(case, charge), *_notes(case)],
        zone=case.scope.customer.zone,
    )


def _asked(case: Case, charge: Charge) -> list[str]:
    """What the customer still has to do."""
    approval = [receipts.APPROVAL] if charge.charge in receipts.PAID else []
    missing = case.checked.missing
    return approval + ([receipts.asks_for(missing)] if missing else [])


def _notes(case: Case) -> list[str]:
    return [*case.checked.notes, *case.closed]


def _who(scope: Scope) -> str:
    """Who handles it where no line says so."""
    if scope.line is None:
        return receipts.NO_LINE
    return f"{scope.terms.revision.guide.provider.name} looks into it: the guide does not say."


def _closed(scope: Scope, since: dt.datetime, at: dt.datetime) -> list[str]:
    """That support is closed at the report, where the hours are known."""
    hours = scope.subscription.calendar or (scope.level and scope.level.calendar)
    if not hours:
        return []
    try:
        time = working_time(hours.pk, hours.edition)
        if time.is_open(since):
            return []
        opening = time.next_opening(since)
    except (NeverOpen, NoHours):
        return []
    return [receipts.out_of_hours(opening, now=at, zone=scope.customer.zone)]
