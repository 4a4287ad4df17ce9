"""Credits: money given back in a month that is open, and taking such a credit back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction

from billing import words
from billing.models import Agreement, Credit, Period
from catalogue.money import CENT
from catalogue.platform.tenancy import Actor
from tickets.models import Ticket
from tickets.wording import cleaned

from .months import hold
from .refusals import NotAllowed, NotNow, Refused
from .rights import may

MOST = Decimal("9999999999.99")
LONGEST_REASON = 1000  # characters


@transaction.atomic
def give(
    agreement: Agreement,
    month: dt.date,
    *,
    amount: Decimal,
    reason: str,
    ticket: Ticket | None = None,
    actor: Actor,
    at: dt.datetime,
) -> Credit:
    """Give money back on the statement of an open month, in the agreement's currency.

    Raises `Refused` naming the field, `NotNow` for a closed month, `NotAllowed` without the right.
    """
    if not may(actor, "billing.add_credit"):
        raise NotAllowed("Ask for the right to give credits: your role has it not.")
    said = _reason(reason)
    if not amount.is_finite() or not CENT <= amount <= MOST:
        raise Refused("Give an amount of 0.01 or more.", "amount")
    if amount != amount.quantize(CENT):
        raise Refused("Give the amount in whole cents.", "amount")
    if month.day != 1:
        raise Refused("Name the month by its first day.", "month")
    if ticket is not None and ticket.customer_id != agreement.customer_id:
        raise Refused("The ticket is another customer's.", "ticket")
    _open(agreement, month)
    return Credit.objects.create(
        agreement=agreement,
        customer_id=agreement.customer_id,
        ticket=ticket,
        month=month,
        amount=amount,
        reason=said,
        given_at=at,
        given_by=actor.name,
    )


@transaction.atomic
def cancel(pk: int, *, actor: Actor, at: dt.datetime) -> Credit:
    """Take a credit back before its month is closed. It stays on record.

    Raises `Credit.DoesNotExist`, `NotNow` for a closed month or one taken back, `NotAllowed`.
    """
    if not may(actor, "billing.change_credit"):
        raise NotAllowed("Ask for the right to change credits: your role has it not.")
    credit = Credit.objects.select_related("agreement").get(pk=pk)
    _open(credit.agreement, credit.month)
    credit = Credit.objects.select_for_update().get(pk=pk)
    if credit.cancelled_at is not None:
        raise NotNow("The credit is cancelled already.")
    credit.cancelled_at, credit.cancelled_by = at, actor.name
    credit.save(update_fields=["cancelled_at", "cancelled_by"])
    return credit


def _reason(text: str) -> str:
    said = cleaned(text)
    if not said:
        raise Refused("Say why: the customer reads it.", "reason")
    if len(said) > LONGEST_REASON:
        raise Refused(f"Use at most {LONGEST_REASON} characters.", "reason")
    return said


def _open(agreement: Agreement, month: dt.date) -> None:
    if hold(agreement, month).state == Period.State.CLOSED:
        raise NotNow(
            f"{words.month(month)} is closed. Give the credit in an open month, or reopen this one.",
            "month",
        )
