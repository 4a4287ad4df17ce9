"""Reopening a closed month: time, rates and credits of it can be written again until it is closed."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from billing import words
from billing.models import Agreement, Period, PeriodEvent
from catalogue.platform.tenancy import Actor
from tickets.wording import cleaned

from .months import hold
from .period_rows import locked
from .refusals import NotAllowed, NotNow, Refused
from .rights import may

RIGHT = "billing.reopen_period"
LONGEST_REASON = 1000  # characters


@transaction.atomic
def reopen(
    agreement: Agreement,
    month: dt.date,
    *,
    reason: str,
    actor: Actor,
    at: dt.datetime,
) -> Period:
    """Open a closed month again. Its statement stands; closing anew corrects it if a line changed.

    Later closed months stay closed, and state what they state: each counts its own time. Where hours
    are carried over they do not: then the later ones are reopened first. Raises `NotAllowed`
    without the right, `Refused` without a reason, `NotNow` for a month that is not closed.
    """
    if not may(actor, RIGHT):
        raise NotAllowed("Ask for the right to reopen months: your role has it not.")
    said = cleaned(reason)
    if not said:
        raise Refused("Say why the month is reopened.", "reason")
    if len(said) > LONGEST_REASON:
        raise Refused(f"Use at most {LONGEST_REASON} characters.", "reason")
    # The lock that closing takes: no later month is closed meanwhile.
    [agreement] = locked([agreement.pk])
    period = hold(agreement, month)
    if period.state != Period.State.CLOSED:
        raise NotNow(f"{words.month(month)} is not closed.")
    if agreement.carries_over:
        _refuse_carried(agreement, month)
    period.state = Period.State.REOPENED
    period.save(update_fields=["state"])
    PeriodEvent.objects.create(
        period=period,
        customer_id=agreement.customer_id,
        act=PeriodEvent.Act.REOPENED,
        at=at,
        by=actor.name,
        reason=said,
    )
    return period


def _refuse_carried(agreement: Agreement, month: dt.date) -> None:
    later = Period.objects.filter(
        agreement=agreement, month__gt=month, state=Period.State.CLOSED
    )
    last = later.order_by("-month").values_list("month", flat=True).first()
    if last is not None:
        raise NotNow(
            f"The agreement carries unused hours over, so {words.month(last)} rests on "
            f"{words.month(month)}. Reopen {words.month(last)} first."
        )
