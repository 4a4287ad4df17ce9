"""A report weighed against the terms that bind it: what it becomes, what it costs, what is promised."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from catalogue.hours import NoHours, working_time
from catalogue.platform.tenancy import Actor
from catalogue.worktime import NeverOpen
from tickets import receipts
from tickets.actions import promising, quotas
from tickets.actions.charging import Charge
from tickets.actions.intake_checks import Checked, checked
from tickets.actions.intake_report import BadReport, Receipt, Report
from tickets.actions.intake_scope import Scope, scope_of
from tickets.models import Ticket
from tickets.states import NEW

OLDEST = dt.timedelta(days=366)


@dataclass(frozen=True)
class Case:
    """A report with all that is known of it, ready to be written or shown."""

    report: Report
    scope: Scope
    checked: Checked
    terms: dict[str, Any]
    since: dt.datetime
    at: dt.datetime
    due: Sequence[promising.Due] = ()
    closed: Sequence[str] = ()  # that support is closed, and when it opens

    @property
    def draws(self) -> bool:
        """Whether the line draws on a quota."""
        line = self.scope.line
        return line is not None and line.provision.key in self.scope.terms.drawing


def case_of(
    report: Report, *, actor: Actor, at: dt.datetime, scope: Scope | None = None
) -> Case:
    scope = scope or scope_of(report, actor=actor, at=at)
    it = checked(report, scope)
    if not _may_follow(report, scope, actor):
        it.errors["follows"] = "This customer has no such ticket."
    if not at - OLDEST <= (report.reported_at or at) <= at:
        it.errors["reported_at"] = "Give a time of the last year, not one to come."
    if it.errors:
        raise BadReport(it.errors)
    return weighed(report, scope, it, at)


def weighed(report: Report, scope: Scope, it: Checked, at: dt.datetime) -> Case:
    """A checked report with what is promised for it."""
    since = report.reported_at or at
    terms = promising.terms(
        level=scope.level,
        priority=it.priority,
        subscription=scope.subscription,
        at=since,
    )
    terms["understood"] = report.channel == Ticket.Channel.PHONE
    due = promising.due_times(terms, at=since)
    closed = _closed(scope, since, at)
    return Case(report, scope, it, terms, since, at, due, closed)


def _may_follow(report: Report, scope: Scope, actor: Actor) -> bool:
    """Whether the earlier ticket, if one is named, is the same customer's and the actor's to see."""
    if report.follows is None:
        return True
    rows = Ticket.objects.visible_to(actor)
    return rows.filter(pk=report.follows, customer=scope.customer).exists()


def ticket_from(case: Case) -> Ticket:
    report, scope, it = case.report, case.scope, case.checked
    line = scope.line.provision if scope.line else None
    return Ticket(
        customer=scope.customer,
        provider_id=scope.subscription.provider,
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
        follows_id=report.follows,
        reported_at=case.since,
        created_at=case.at,
        created_by=scope.author.name,
        updated_at=case.at,
    )


def positions_of(case: Case) -> Sequence[Any]:
    """Where the ticket would stand in the quotas of its line."""
    if case.scope.line is None or not case.draws:
        return []
    return quotas.positions(
        case.scope.line.provision,
        case.scope.subscription,
        quantity=case.report.quantity,
        minutes=case.report.minutes,
        at=case.since,
    )


def receipt_for(
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
        due=case.due,
        notes=[*_asked(case, charge), *notes_of(case)],
        zone=case.scope.customer.zone,
    )


def _asked(case: Case, charge: Charge) -> list[str]:
    """What the customer still has to do."""
    approval = [receipts.APPROVAL] if charge.charge in receipts.PAID else []
    missing = case.checked.missing
    return approval + ([receipts.asks_for(missing)] if missing else [])


def notes_of(case: Case) -> list[str]:
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
