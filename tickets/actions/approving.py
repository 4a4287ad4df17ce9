"""Asking the customer to approve paid work, with the estimate shown, and what they decide."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from catalogue.models import Rate
from catalogue.models.provisions import ProvisionCharge
from catalogue.platform.tenancy import Actor
from tickets.estimates import Estimate, duration, estimate
from tickets.models import Approval, Event, Ticket
from tickets.models.people import ApprovalDecision
from tickets.states import CUSTOMER, PENDING_APPROVAL, VERBS

from .acting import (
    ACTING_ROLES,
    check_staff,
    not_merged,
    said,
    standing_of,
    taken,
    who_is,
)
from .moving import PAID, approved, check_step, settle, shift, withdraw_approval
from .recording import author_of, record
from .refusals import NotAllowed, NotNow, Refused

LONGEST_WORK = 60 * 24 * 366  # minutes; more is a slip of the hand
# Nothing to approve: nothing is charged.
FREE = (ProvisionCharge.INCLUDED, ProvisionCharge.CUSTOMER, ProvisionCharge.VENDOR)


@transaction.atomic
def ask_approval(
    pk: int,
    *,
    minutes: int | None,
    note: str = "",
    role: str = "",
    actor: Actor,
    at: dt.datetime,
) -> Ticket:
    """Ask the customer's approvers for paid work; the ticket waits meanwhile, and its clocks with it.

    The amount follows from the revision's list rate and its minimum (W36); `role` chooses among
    rates. Without `minutes` (a statement of work, a fee) the note says what is to be paid. It
    replaces an estimate that nobody decided on, and an approved one that it exceeds.
    """
    check_staff(actor)
    _check_minutes(minutes)
    text = said(
        note,
        field="note",
        what="what the customer pays for",
        required=minutes is None,
    )
    ticket = taken(pk, actor)
    step = VERBS["ask_approval"]
    check_step(ticket, step, actor)
    _check_charged(ticket, minutes)
    author = author_of(actor)
    withdraw_approval(ticket, author=author, at=at)
    found = _estimate(ticket, minutes, role)
    Approval.objects.create(
        ticket=ticket,
        customer_id=ticket.customer_id,
        minutes=found.minutes if found else None,
        amount=found.amount if found else None,
        currency=found.currency if found else "",
        charge=ticket.charge,
        note="\n".join(filter(None, [text, found.basis if found else ""])),
        asked_at=at,
        asked_by=author.name,
    )
    record(
        ticket,
        Event.Kind.ESTIMATED,
        author=author,
        at=at,
        is_public=True,
        body=text,
        data=_as_data(found, minutes),
    )
    if ticket.state != PENDING_APPROVAL:
        shift(ticket, step, author=author, at=at)
    return settle(ticket, step, author=author, at=at)


@transaction.atomic
def decide(
    pk: int, *, approve: bool, reason: str = "", actor: Actor, at: dt.datetime
) -> Ticket:
    """Approve or reject the estimate of the ticket `pk`; only an approver or a manager may.

    Either way it is the staff's turn again. A rejection says why. Raises `NotNow` when the estimate
    was replaced, or decided by somebody else.
    """
    if who_is(actor) != CUSTOMER or actor.role not in ACTING_ROLES:
        raise NotAllowed("An approver or a manager of the customer decides on that.")
    text = said(reason, field="reason", what="the reason", required=not approve)
    ticket = taken(pk, actor)
    not_merged(ticket)
    step = VERBS["approve" if approve else "reject"]
    check_step(ticket, step, actor)
    author = author_of(actor)
    decision = ApprovalDecision.APPROVED if approve else ApprovalDecision.REJECTED
    decided = ticket.approvals.filter(decision=ApprovalDecision.OPEN).update(
        decision=decision, decided_at=at, decided_by=author.name, reason=text
    )
    if not decided:
        raise NotNow(f"{standing_of(ticket, actor)}: nothing is to be approved.")
    record(
        ticket,
        Event.Kind.APPROVED if approve else Event.Kind.REJECTED,
        author=author,
        at=at,
        is_public=True,
        body=text,
    )
    shift(ticket, step, author=author, at=at)
    return settle(ticket, step, author=author, at=at)


def _check_minutes(minutes: int | None) -> None:
    if minutes is not None and not 0 < minutes <= LONGEST_WORK:
        raise Refused("Estimate the work in minutes, at least 1.", "minutes")


def _check_charged(ticket: Ticket, minutes: int | None) -> None:
    """Raises when there is nothing to approve: nothing is charged, or as much is approved."""
    if ticket.charge in FREE:
        label = ProvisionCharge(ticket.charge).label
        raise Refused(f"There is nothing to approve: the charge is “{label}”.")
    last = approved(ticket)
    covered = last.minutes if last else None
    if covered is not None and minutes is not None and minutes <= covered:
        raise NotNow(f"{duration(covered)} are approved already: go on.", "minutes")


def _estimate(ticket: Ticket, minutes: int | None, role: str) -> Estimate | None:
    """The price of hourly work at the list rate; others are priced in the note."""
    if minutes is None:
        return None
    if ticket.charge in PAID and ticket.charge != ProvisionCharge.HOURLY:
        return Estimate(minutes, None, "", "")
    rates = list(Rate.objects.filter(revision=ticket.revision_id))
    if role and role not in {rate.role for rate in rates}:
        raise Refused("The guide has no rate for this role.", "role")
    return estimate(rates, minutes, role)


def _as_data(found: Estimate | None, worked: int | None) -> dict[str, object]:
    if found is None:
        return {}
    return {
        "worked": worked,
        "minutes": found.minutes,
        "amount": None if found.amount is None else str(found.amount),
        "currency": found.currency,
        "basis": found.basis,
    }
