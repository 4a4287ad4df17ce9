"""Moving a ticket from state to state, as the table of `tickets.states` lets it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from catalogue.models import Contact, Exemption
from catalogue.models.provisions import ProvisionCharge
from catalogue.platform.tenancy import Actor
from tickets.models import Approval, Event, NoticeDuty, Ticket
from tickets.models.people import ApprovalDecision
from tickets.states import (
    CANCELLED,
    CLOSED,
    PENDING_APPROVAL,
    PENDING_THIRD_PARTY,
    RESOLVED,
    SCHEDULED,
    VERBS,
    Verb,
    leads,
)

from . import quotas
from .acting import (
    ACTING_ROLES,
    check_acts,
    checked_files,
    said,
    standing_of,
    taken,
    who_is,
    with_files,
    written,
)
from .recording import Author, author_of, record
from .refusals import NeedsApproval, NotAllowed, NotNow, Refused

# Charges that a customer agrees to before work begins.
PAID = (ProvisionCharge.HOURLY, ProvisionCharge.SOW, ProvisionCharge.FEE)
WORK = ("begin", "wait_for_third_party", "resolve")  # verbs of who has worked on it
FURTHEST = dt.timedelta(days=2 * 366)  # a later date is a slip of the hand


@transaction.atomic
def move(
    ticket_pk: int,
    verb: str,
    *,
    actor: Actor,
    at: dt.datetime,
    body: str = "",
    reason: str = "",
    until: dt.datetime | None = None,
    files: Sequence[Any] = (),
) -> Ticket:
    """Move a ticket by a verb of the table, with what the verb `needs`.

    Raises `Refused` naming what is missing, `NotNow` when the state does not lead there (any more),
    `NeedsApproval` before paid work, `NotAllowed` for somebody who only watches.
    """
    step = VERBS.get(verb)
    if step is None or not step.offered or "estimate" in step.needs:
        raise Refused("Choose one of the acts that the ticket offers.", "verb")
    uploads = checked_files(files)
    text = _text(step, body, reason)
    ticket = taken(ticket_pk, actor)
    check_step(ticket, step, actor)
    check_until(step, until, at=at)
    if step.name == "reopen":
        check_window(ticket, at=at)
    if step.needs_approval:
        check_approved(ticket)
    author = author_of(actor)
    event = shift(ticket, step, author=author, at=at, body=text, until=until)
    with_files(event, uploads, author=author, at=at)
    return settle(ticket, step, author=author, at=at)


def note_for(ticket: Ticket, verb: str) -> str:
    """What to know of a verb before and after it is done; empty when there is nothing to say."""
    if verb == "wait_for_third_party" and not _exemptions(ticket).exists():
        return "The guide exempts no time of third parties: the clocks go on."
    if verb == "cancel" and ticket.charge in PAID and _has_begun(ticket):
        return "Work has begun: what was done until now stays charged."
    if verb == "ask_approval" and not _approvers(ticket).exists():
        return (
            "Nobody at the customer can approve yet: it takes a contact with a login who is an "
            "approver or a manager."
        )
    if verb == "come_due":
        return "The time that the work was scheduled for has come."
    if verb == "reject":
        return "Staff ask again with another estimate, or cancel the ticket."
    return ""


def check_step(ticket: Ticket, step: Verb, actor: Actor) -> None:
    """Raises what keeps this actor from this step: the table, or the actor's part in the ticket."""
    who = who_is(actor)
    if who not in step.by:
        raise NotAllowed(f"“{step.label}” is for others to do.", "verb")
    check_acts(ticket, actor)
    if not leads(step, ticket.state, who):
        raise NotNow(
            f"{standing_of(ticket, actor)}: “{step.label}” does not follow. Look at it again.",
            "verb",
        )


def check_until(step: Verb, until: dt.datetime | None, *, at: dt.datetime) -> None:
    """Raises `Refused` unless a step that needs a time has one to come."""
    if "until" not in step.needs:
        return
    if until is None:
        raise Refused("Say when the work is to begin.", "until")
    if until.tzinfo is None or not at < until <= at + FURTHEST:
        raise Refused("Give a time to come, within two years.", "until")


def check_window(ticket: Ticket, *, at: dt.datetime) -> None:
    """Raises `NotNow` for an end too long ago, or when another ticket has taken this one's place."""
    twin = _twin(ticket)
    if twin is not None:
        raise NotNow(f"The same is open as {twin.reference} already: go on there.")
    if not reopens(ticket, at=at):
        raise NotNow(
            f"{ticket.reference} ended more than {settings.REOPEN_DAYS} days ago: a comment of the "
            "customer’s opens a new ticket that follows it."
        )


def reopens(ticket: Ticket, *, at: dt.datetime) -> bool:
    """Whether a word of the customer's at `at` opens a resolved or closed ticket again."""
    end = ticket.ended_at or ticket.resolved_at
    if ticket.state not in VERBS["reopen"].sources or end is None:
        return False
    in_time = at <= end + dt.timedelta(days=settings.REOPEN_DAYS)
    return in_time and _twin(ticket) is None


def _twin(ticket: Ticket) -> Ticket | None:
    """The live ticket of the same alarm, which came after this one had ended."""
    if not ticket.dedup_key:
        return None
    same = Ticket.objects.live().filter(
        customer=ticket.customer_id, dedup_key=ticket.dedup_key
    )
    return same.exclude(pk=ticket.pk).first()


def check_approved(ticket: Ticket) -> None:
    """Raises `NeedsApproval` when the work is paid and the last estimate is not approved."""
    if ticket.charge in PAID and approved(ticket) is None:
        label = ProvisionCharge(ticket.charge).label
        raise NeedsApproval(
            f"The customer pays for this ({label}): ask for approval first.", "verb"
        )


def approved(ticket: Ticket) -> Approval | None:
    """The approval that work rests on: the last estimate that counts, if the customer agreed.

    Who agreed to hourly work has not agreed to a statement of work.
    """
    counting = ticket.approvals.exclude(decision=ApprovalDecision.WITHDRAWN)
    last = counting.order_by("-pk").first()
    if last is None or last.decision != ApprovalDecision.APPROVED:
        return None
    same = last.charge in ("", ProvisionCharge.UNSTATED, ticket.charge)
    return last if same else None


def shift(
    ticket: Ticket,
    step: Verb,
    *,
    author: Author,
    at: dt.datetime,
    body: str = "",
    until: dt.datetime | None = None,
    data: dict[str, Any] | None = None,
) -> Event:
    """Put a locked ticket into the state that a step leads to and tell its timeline; not saved.

    `settle` saves it. What a member of staff says with it is a public reply, and the event says so.
    """
    told = {"verb": step.name, "from": ticket.state, "to": step.target}
    if until is not None and "until" in step.needs:
        told["until"] = until.isoformat()
    if step.name == "come_due" and ticket.scheduled_for is not None:
        # However late that is noticed: nobody's clock stands still for it.
        told["since"] = ticket.scheduled_for.isoformat()
    if note := note_for(ticket, step.name):
        told["note"] = note
    event = record(
        ticket,
        Event.Kind.MOVED,
        author=author,
        at=at,
        is_public=True,
        body=body,
        data=told | (data or {}),
    )
    _stamp(ticket, step.target, at=at, until=until)
    return event


def settle(ticket: Ticket, step: Verb, *, author: Author, at: dt.datetime) -> Ticket:
    """Save a shifted ticket, with what its new state brings: clocks, quotas, duties, approvals."""
    if step.name == "reopen" and ticket.dedup_key:
        _reopened(ticket, at=at)
    else:
        written(ticket, at=at)
    if ticket.state != PENDING_APPROVAL:
        withdraw_approval(ticket, author=author, at=at)
    if ticket.state == PENDING_THIRD_PARTY:
        _owe_notices(ticket)
    if ticket.state == CLOSED:
        quotas.consume(ticket, author=author, at=at)
    if ticket.state == CANCELLED:
        quotas.release(ticket, author=author, at=at)
    return ticket


def _reopened(ticket: Ticket, *, at: dt.datetime) -> None:
    """Save a reopened alarm; raises `NotNow` when the same alarm opens another ticket just now."""
    try:
        with transaction.atomic():
            written(ticket, at=at)
    except IntegrityError:
        raise NotNow("The same has just been reported again: go on there.") from None


def withdraw_approval(ticket: Ticket, *, author: Author, at: dt.datetime) -> None:
    """Nobody decides any more on an estimate that the ticket has moved on from."""
    ticket.approvals.filter(decision=ApprovalDecision.OPEN).update(
        decision=ApprovalDecision.WITHDRAWN, decided_at=at, decided_by=author.name
    )


def _text(step: Verb, body: str, reason: str) -> str:
    """What was said with a step, under the one of its two names that the step asks for."""
    if "reason" in step.needs:
        return said(reason or body, field="reason", what="the reason")
    return said(
        body or reason, what="what the customer is told", required="body" in step.needs
    )


def _stamp(
    ticket: Ticket, state: str, *, at: dt.datetime, until: dt.datetime | None
) -> None:
    ticket.state = state
    if state == RESOLVED:
        ticket.resolved_at = at
    elif state != CLOSED:
        ticket.resolved_at = None
    ticket.ended_at = at if state in (CLOSED, CANCELLED) else None
    ticket.scheduled_for = until if state == SCHEDULED else None


def _has_begun(ticket: Ticket) -> bool:
    """Whether staff have worked on it; asking, waiting for an answer or a day is no work."""
    moved = Event.objects.filter(ticket=ticket, kind=Event.Kind.MOVED)
    return moved.filter(data__verb__in=WORK).exists()


def _approvers(ticket: Ticket) -> QuerySet[Contact]:
    """Contacts who can decide on an estimate: nobody approves by mail."""
    able = Contact.objects.filter(customer=ticket.customer_id, is_active=True)
    return able.filter(role__in=ACTING_ROLES, user__is_active=True)


def _exemptions(ticket: Ticket) -> QuerySet[Exemption]:
    """What the service level says of time that third parties take."""
    rows = Exemption.objects.filter(service_level=ticket.service_level_id)
    return rows.filter(reason=Exemption.Reason.THIRD_PARTY)


def _owe_notices(ticket: Ticket) -> None:
    """Put what the provider owes meanwhile on the ticket's list; what is there stays (W20)."""
    keys = [key for exemption in _exemptions(ticket) for key in exemption.duties]
    texts = dict(
        ticket.revision.provisions.filter(key__in=keys).values_list("key", "text")
    )
    duties = [
        NoticeDuty(ticket=ticket, customer_id=ticket.customer_id, key=key, text=text)
        for key in dict.fromkeys(keys)
        if (text := texts.get(key))
    ]
    NoticeDuty.objects.bulk_create(duties, ignore_conflicts=True)
