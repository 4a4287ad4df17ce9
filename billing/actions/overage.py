"""Leave to go beyond a cap: asked of the customer's approver, and decided by one."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.urls import reverse

from billing import words
from billing.models import Agreement, OverageApproval, Period
from catalogue.models import Contact
from catalogue.periods import day_of, month_of, moved
from catalogue.platform import outbox
from catalogue.platform.tenancy import Actor
from tickets.wording import cleaned

from .agreeing import require_staff
from .agreement_mail import letters, people
from .months import hold
from .refusals import NotAllowed, NotNow, Refused

State = OverageApproval.State
DECIDES = (Contact.Role.APPROVER, Contact.Role.MANAGER)
MOST_MINUTES = 31 * 24 * 60
LONGEST = 2000  # characters of a note or a reason
AHEAD = 12  # months


@transaction.atomic
def ask(
    agreement: Agreement,
    month: dt.date,
    *,
    minutes: int,
    note: str = "",
    actor: Actor,
    at: dt.datetime,
) -> OverageApproval:
    """Staff ask for so many minutes beyond the cap in a month; approvers get a mail.

    Raises `Refused` naming the field, `NotNow` while another request waits or the month is closed.
    """
    require_staff(actor)
    if agreement.overage != Agreement.Overage.ASK:
        raise Refused(
            "This agreement asks nobody: its overage policy says so. Change the policy first.",
            "agreement",
        )
    if not 1 <= minutes <= MOST_MINUTES:
        raise Refused(
            f"Ask for 1 to {MOST_MINUTES:,} minutes, a month at most.", "minutes"
        )
    text = cleaned(note)
    if len(text) > LONGEST:
        raise Refused(f"Write at most {LONGEST:,} characters.", "note")
    _check_month(agreement, month, at)
    return asked(agreement, month, minutes=minutes, note=text, by=actor.name, at=at)


def asked(
    agreement: Agreement,
    month: dt.date,
    *,
    minutes: int,
    note: str,
    by: str,
    at: dt.datetime,
) -> OverageApproval:
    """The request and its mail, for staff and for the job; call it in a transaction.

    Raises `NotNow` while another request waits, or when the month is closed.
    """
    _hold_open(agreement, month)
    rows = OverageApproval.objects.filter(agreement=agreement, month=month)
    if rows.filter(state=State.ASKED).exists():
        raise NotNow(f"The approver has been asked for {words.month(month)} already.")
    made = OverageApproval.objects.create(
        agreement=agreement,
        customer_id=agreement.customer_id,
        month=month,
        minutes=minutes,
        note=note,
        asked_at=at,
        asked_by=by,
    )
    _tell(made, agreement, at)
    return made


@transaction.atomic
def decide(
    pk: int, *, approve: bool, reason: str = "", actor: Actor, at: dt.datetime
) -> OverageApproval:
    """An approver or a manager of the customer approves or declines; a decline says why.

    Raises `NotAllowed` for others, `NotNow` once it is decided or the month is closed.
    """
    contact = _decider(actor)
    text = cleaned(reason)
    if not approve and not text:
        raise Refused("Say why it is declined.", "reason")
    if len(text) > LONGEST:
        raise Refused(f"Write at most {LONGEST:,} characters.", "reason")
    row = OverageApproval.objects.select_related("agreement").get(pk=pk)
    # The lock that closing the month takes: what is approved before it counts in it.
    _hold_open(row.agreement, row.month)
    row = OverageApproval.objects.select_for_update(of=("self",)).get(pk=pk)
    if row.state != State.ASKED:
        raise NotNow(f"It was {row.get_state_display().lower()} by {row.decided_by}.")
    row.state = State.APPROVED if approve else State.DECLINED
    row.reason, row.contact = text, contact
    row.decided_at, row.decided_by = at, actor.name
    row.save()
    return row


def may_decide(actor: Actor) -> bool:
    """Whether somebody decides for the customer, as far as the role says."""
    return (
        actor.customer is not None and actor.user is not None and actor.role in DECIDES
    )


def _decider(actor: Actor) -> Contact:
    if may_decide(actor):
        rows = Contact.objects.filter(customer=actor.customer, user=actor.user)
        if contact := rows.filter(is_active=True).first():
            return contact
    raise NotAllowed("An approver or a manager of the customer decides on that.")


def _check_month(agreement: Agreement, month: dt.date, at: dt.datetime) -> None:
    if month.day != 1:
        raise Refused("Name a month by its first day.", "month")
    now = month_of(day_of(at, agreement.customer.zone))
    if month > moved(now, AHEAD):
        raise Refused("Ask for a month within the next year.", "month")
    ended = agreement.ends_on is not None and agreement.ends_on <= month
    if ended or agreement.starts_on >= moved(month, 1):
        raise Refused("The agreement is not in force in that month.", "month")


def _hold_open(agreement: Agreement, month: dt.date) -> None:
    if hold(agreement, month).state == Period.State.CLOSED:
        raise NotNow(f"{words.month(month)} is closed: reopen it first.")


def _tell(made: OverageApproval, agreement: Agreement, at: dt.datetime) -> None:
    month, span = words.month(made.month), words.span(made.minutes)
    cap = words.span(agreement.overage_cap_minutes or 0)
    url = outbox.absolute(reverse("billing:overage", args=[made.pk]))
    asks = (
        f"The work for {agreement.customer.name} under {agreement} is going beyond what needs "
        f"nobody's leave: {cap} of overage a month."
    )
    until = (
        f"Asked for {month}: {span} more. Until an approver or a manager approves it, overage "
        "beyond the cap is not charged."
    )
    parts = [asks, until, made.note, f"Approve or decline: {url}"]
    subject = f"Approval needed: {span} of overage in {month}"
    wanted = people([agreement.customer_id], DECIDES, "approval")
    text = "\n\n".join(filter(None, parts))
    to = wanted[agreement.customer_id]
    outbox.post(letters(agreement, to, f"overage:{made.pk}", subject, text), at=at)
