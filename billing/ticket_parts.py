"""Hours on a ticket's pages: at the desk to work with, on the portal for who answers for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.urls import NoReverseMatch, reverse

from billing import ticket_words, words
from billing.actions import ticket_hours, timing
from billing.actions.proposing import BESIDE, Proposal, agreement_of, proposal
from billing.answer_parts import before_ticket
from billing.forms.ticket_time import LogForm, StopForm
from billing.models import Agreement, TimeEntry
from billing.models.agreements import PREFIX
from catalogue.models import User
from catalogue.periods import day_of
from catalogue.platform.parts import Panel
from catalogue.platform.tenancy import Actor
from tickets.models import Ticket

TITLE = "Hours"
VIEW, LOG = "billing.view_timeentry", "billing.add_timeentry"
MOST_ON_PORTAL = 20


def at_the_desk(
    tickets: Sequence[Ticket], actor: Actor, at: dt.datetime
) -> list[list[Panel]]:
    """For who may read time: what was worked, what is left, and the doors to log more."""
    person = None
    if actor.is_staff and actor.user is not None:
        person = User.objects.filter(pk=actor.user).first()
    if person is None or not person.has_perm(VIEW):
        return [[] for _ in tickets]
    may_log = person.has_perm(LOG)
    rows = Ticket.objects.select_related(*BESIDE)
    found = rows.in_bulk([ticket.pk for ticket in tickets])
    return [[_desk(found[each.pk], actor, at, may_log=may_log)] for each in tickets]


def _desk(ticket: Ticket, actor: Actor, at: dt.datetime, *, may_log: bool) -> Panel:
    agreement = agreement_of(ticket)
    proposed = proposal(ticket, day=day_of(at, ticket.customer.zone))
    if agreement is None:
        return Panel(TITLE, proposed.why)
    worked = ticket_hours.worked_on(ticket)
    entries = ticket_hours.entries_on(ticket) if worked.count else []
    context = {
        "ticket": ticket,
        "agreement": agreement,
        "agreement_url": _address("admin:billing_agreement_change", agreement.pk),
        "now": ticket_hours.hours_now(agreement, proposed.role, at=at),
        **_worked(worked),
        "entries": [_line(entry) for entry in entries],
        "more": worked.count if worked.count > len(entries) else 0,
        "may_log": may_log,
    }
    if may_log:
        context |= _doors(ticket, proposed, actor, at)
    template = "admin/billing/ticket/_hours.html"
    return Panel(TITLE, template=template, context=context)


def _doors(
    ticket: Ticket, proposed: Proposal, actor: Actor, at: dt.datetime
) -> dict[str, Any]:
    """The form to log time, and the actor's timer: here, or on another ticket."""
    timer = timing.running_of(actor)
    here = timer is not None and timer.ticket_id == ticket.pk
    return {
        "timer": timer if here else None,
        "elsewhere": None if here else timer,
        "stop_form": StopForm(ticket, proposed) if here else None,
        "log_form": LogForm(ticket, proposed, at=at),
    }


def on_the_portal(
    tickets: Sequence[Ticket], actor: Actor, at: dt.datetime
) -> list[list[Panel]]:
    """For who may see the agreement: the time on the ticket, as far as the customer reads it.

    While it is worked on, what is left of the hours and what work beyond them comes to.
    """
    covering = Agreement.objects.visible_to(actor).filter(
        coverages__subscription__in={ticket.subscription_id for ticket in tickets}
    )
    covered = covering.values_list("coverages__subscription", "pk")
    references = {subscription: f"{PREFIX}{pk}" for subscription, pk in covered}
    live = [
        each for each in tickets if each.is_live and each.subscription_id in references
    ]
    said = before_ticket(live, actor, at) if live else []
    left = {
        ticket.pk: panels[0].text
        for ticket, panels in zip(live, said, strict=True)
        if panels
    }
    return [
        _portal(each, references[each.subscription_id], left.get(each.pk, ""), actor)
        if each.subscription_id in references
        else []
        for each in tickets
    ]


def _portal(ticket: Ticket, reference: str, left: str, actor: Actor) -> list[Panel]:
    worked = ticket_hours.worked_on(ticket)
    if not (worked.count or left):
        return []
    entries = ticket_hours.entries_on(ticket, MOST_ON_PORTAL) if worked.count else []
    context = {
        **_worked(worked),
        "left": left,
        "entries": [_line(entry) for entry in entries],
        "more": worked.count - len(entries),
        # Staff read the customer's page; their own of the hours is at the desk.
        "agreement": reference if actor.customer is not None else "",
    }
    return [Panel(TITLE, template="billing/_ticket_hours.html", context=context)]


def _worked(worked: ticket_hours.Worked) -> dict[str, Any]:
    said = ticket_words.worked(
        worked.minutes, worked.charged, worked.count, worked.waiting
    )
    named = any(each.role for each in worked.roles)
    roles = [
        ticket_words.of_role(each.role, each.minutes, each.charged)
        for each in (worked.roles if named else [])
    ]
    return {"worked": said, "roles": roles}


def _line(entry: TimeEntry) -> dict[str, Any]:
    return {
        "pk": entry.pk,
        "day": f"{words.day(entry.worked_on)} {entry.worked_on.year}",
        "time": ticket_words.time_of(entry.minutes, entry.charged_minutes),
        "engineer": str(entry.engineer),
        "role": entry.role,
        "billable": entry.get_billable_display(),
        "waits": entry.approved_at is None,
        "description": entry.description,
    }


def _address(name: str, pk: int) -> str:
    try:
        return reverse(name, args=[pk])
    except NoReverseMatch:
        return ""
