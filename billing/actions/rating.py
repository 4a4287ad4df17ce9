"""Agreed rates: what an hour costs this customer from a day on."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction

from billing.models import AgreedRate, Agreement
from billing.settling import folded
from catalogue.platform import audit
from catalogue.platform.tenancy import Actor

from .agreeing import locked, require_near, require_open, require_staff
from .refusals import Refused

LARGEST = Decimal(100_000)  # an hour; more is a slip of the hand


@transaction.atomic
def set_rate(
    agreement: Agreement,
    *,
    kind: str,
    amount: Decimal,
    valid_from: dt.date,
    role: str = "",
    actor: Actor,
    at: dt.datetime,
) -> AgreedRate:
    """Agree a rate of a role (blank: of every role without its own) from a day on.

    One given for that day becomes another. Raises `Refused`, `NotNow` for a closed month.
    """
    require_staff(actor)
    role = " ".join(role.split())
    rates = AgreedRate.objects.filter(
        agreement=agreement, kind=kind, valid_from=valid_from
    )
    same = (each for each in rates if folded(each.role) == folded(role))
    row = next(same, None) or AgreedRate(
        agreement=agreement, role=role, kind=kind, valid_from=valid_from
    )
    row.amount = amount
    return save_rate(row, actor=actor, at=at)


@transaction.atomic
def save_rate(row: AgreedRate, *, actor: Actor, at: dt.datetime) -> AgreedRate:
    """Write a rate, new or changed; raises as `set_rate` does."""
    require_staff(actor)
    row.agreement = locked(row.agreement_id)
    row.customer_id = row.agreement.customer_id
    check_rate(row, at=at)
    with audit.acting(actor.name):
        row.save()
    return row


def check_rate(row: AgreedRate, *, at: dt.datetime) -> None:
    """Raises `Refused` for an impossible rate, `NotNow` when a closed month rests on it."""
    if row.kind not in AgreedRate.Kind.values:
        raise Refused(f"Choose one of: {', '.join(AgreedRate.Kind.values)}.", "kind")
    if not row.amount.is_finite() or not 0 <= row.amount <= LARGEST:
        raise Refused(f"A rate is 0 to {LARGEST:,} an hour.", "amount")
    require_near(row, "valid_from")
    _check_alone(row)
    stored = AgreedRate.objects.filter(pk=row.pk).first()
    days = [row.valid_from] + ([stored.valid_from] if stored else [])
    require_open(row.agreement, min(days), at=at, field="valid_from")


def _check_alone(row: AgreedRate) -> None:
    """Raises `Refused` where the role, however it is written, has another rate for that day."""
    same = AgreedRate.objects.filter(
        agreement=row.agreement_id, kind=row.kind, valid_from=row.valid_from
    )
    for role in same.exclude(pk=row.pk).values_list("role", flat=True):
        if folded(role) == folded(row.role):
            raise Refused(
                f"“{role or 'Every role'}” has a rate for {row.valid_from} already: change that one.",
                "role",
            )


@transaction.atomic
def remove_rate(row: AgreedRate, *, actor: Actor, at: dt.datetime) -> None:
    """Take a rate away; raises as `check_removal` does."""
    require_staff(actor)
    row.agreement = locked(row.agreement_id)
    check_removal(row, at=at)
    with audit.acting(actor.name):
        row.delete()


def check_removal(row: AgreedRate, *, at: dt.datetime) -> None:
    """Raises `NotNow` when a closed month rests on the rate: give a later one instead."""
    require_open(row.agreement, row.valid_from, at=at, field="valid_from")
