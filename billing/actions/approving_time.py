"""Approving time: what nobody approved is shown, and not charged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from billing import words
from billing.models import Period, TimeEntry
from catalogue.platform.tenancy import Actor

from .months import hold_all
from .refusals import NotAllowed, NotNow
from .rights import APPROVE, may


@transaction.atomic
def approve(pks: Collection[int], *, actor: Actor, at: dt.datetime) -> int:
    """Approve those of the entries that stand and wait for it; how many.

    One's own, too: who approved stays on the entry. Those that the actor may not see are left
    alone. Raises `NotAllowed` without the right; `NotNow` for an entry of a closed month, all or
    none.
    """
    if not may(actor, APPROVE):
        raise NotAllowed("You may not approve time: ask somebody of billing.")
    waiting = TimeEntry.objects.standing().visible_to(actor).filter(approved_at=None)
    rows = waiting.filter(pk__in=pks).select_related("agreement").order_by("pk")
    entries = list(rows)
    agreements = {each.agreement_id: each.agreement for each in entries}
    spots = {(each.agreement_id, each.month) for each in entries}
    held = hold_all(agreements.values(), spots)
    closed = [each for each in held.values() if each.state == Period.State.CLOSED]
    if closed:
        raise NotNow(
            f"{words.month(closed[0].month)} of {agreements[closed[0].agreement_id].reference} is "
            "closed: reopen it to approve its time."
        )
    here = TimeEntry.objects.standing().filter(
        pk__in=[each.pk for each in entries],
        approved_at=None,
        month__in={month for _, month in spots},
    )
    return here.update(approved_at=at, approved_by=actor.name)
