"""Month close: what it would come to, and doing it. Every door closes months by these two calls."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from billing.concerns import Concern, holding, weighed
from billing.models import Agreement, Period, TimeEntry
from billing.reckoning import Reckoning
from catalogue.periods import month_from, month_of, moved
from catalogue.platform.jobs import running_clock, stopping
from catalogue.platform.tenancy import Actor

from .closing_batches import Closed, HeldBack, Issued, close_batch
from .closing_checks import late, order_concerns, unapproved, unapproved_concern
from .month_rows import Month
from .months import hold_all
from .period_rows import BATCH, batches, to_close
from .reckoning_months import reckon
from .recounting import recount
from .refusals import NotAllowed, Refused
from .rights import may
from .statement_drafts import draft, stated

__all__ = [
    "Closed",
    "HeldBack",
    "Issued",
    "Preview",
    "closable",
    "close",
    "close_due",
    "preview",
    "system",
    "to_close",
]

RIGHT = "billing.close_month"
# The portal itself, by its schedule or from the command line.
SYSTEM = "Remit"
YEARS = range(2000, 2200)  # in which months are closed


@dataclass(frozen=True)
class Preview:
    """What closing an agreement's month would come to.

    `total` is that of the statement it would get; None where it would get none, `why_none` says
    why. Time that is not approved is left out.
    """

    agreement: Agreement
    reckoning: Reckoning
    concerns: list[Concern]
    total: Decimal | None
    why_none: str = ""
    corrects: str = ""

    @property
    def is_held(self) -> bool:
        """Whether something must be mended or accepted first."""
        return bool(holding(self.concerns, accepted=False))

    @property
    def can_be_accepted(self) -> bool:
        """Whether accepting is enough."""
        return not holding(self.concerns, accepted=True)


def preview(
    month: dt.date, *, agreements: Sequence[Agreement], at: dt.datetime
) -> list[Preview]:
    """What closing the month of these agreements would come to; writes nothing in the end.

    In a fixed number of queries, the time that nobody approved being left out. The agreements come with their customers, providers and calendars.
    """
    concerns = {
        pk: [each] for pk, each in order_concerns(agreements, month, at=at).items()
    }
    waiting = unapproved(agreements, month)
    for pk, count in waiting.items():
        concerns.setdefault(pk, []).append(unapproved_concern(count))
    for pk, concern in late(agreements, month).items():
        concerns.setdefault(pk, []).append(concern)
    reckoned = _reckoned(agreements, month, waiting, at=at)
    before = stated(agreements, month)
    found = []
    for each in agreements:
        reckoning, earlier = reckoned[each.pk, month], before.get(each.pk)
        made = draft(each, month, reckoning, earlier)
        why = "nothing changed since" if earlier else "nothing to state"
        found.append(
            Preview(
                each,
                reckoning,
                [*concerns.get(each.pk, []), *weighed(reckoning)],
                made.total if made else None,
                "" if made else why,
                earlier.latest.reference if earlier else "",
            )
        )
    return found


def _reckoned(
    agreements: Sequence[Agreement],
    month: dt.date,
    waiting: Collection[int],
    *,
    at: dt.datetime,
) -> dict[Month, Reckoning]:
    """The month as closing leaves it: without the time of those `waiting` that nobody
    approved.

    Where time is rounded in groups the rest of a group then counts anew: the move is made, looked
    at and taken back.
    """
    moving = [
        each
        for each in agreements
        if each.pk in waiting and each.minimum_per != Agreement.MinimumPer.ENTRY
    ]
    if not moving:
        return reckon(agreements, [month], at=at, approved_only=True)
    spots = [(each.pk, month) for each in moving]
    with transaction.atomic():
        hold_all(moving, spots)
        rows = TimeEntry.objects.standing().filter(agreement__in=moving, month=month)
        rows.filter(approved_at=None).update(month=moved(month, 1))
        recount(moving, spots)
        found = reckon(agreements, [month], at=at, approved_only=True)
        transaction.set_rollback(True)
    return found


def close(
    month: dt.date,
    *,
    agreements: Any = None,
    accept: bool | Collection[int] = False,
    actor: Actor,
    at: dt.datetime,
    size: int = BATCH,
) -> Closed:
    """Close a month: of all agreements that the actor may see, or of those named.

    What speaks against it holds an agreement back, unless it is among those to `accept` (all of
    them, or keys of agreements); a month that is not over, or an earlier one that is open, always
    does. So many agreements are closed in one transaction: whoever is killed has closed whole
    batches, and the next run goes on from there. Raises `NotAllowed` without the right to close.
    """
    allow(actor)
    closed, clock = Closed(month), running_clock(at)
    accepts = (lambda _: accept) if isinstance(accept, bool) else accept.__contains__
    rows = to_close(month, agreements=agreements, actor=actor)
    for keys in batches(rows, size):
        if stopping.is_set():
            break
        batch = close_batch(keys, month, accepts=accepts, by=actor.name, clock=clock)
        closed.add(batch)
    return closed


def allow(actor: Actor) -> None:
    """Raises `NotAllowed` for who may not close months."""
    if actor.name == SYSTEM and actor.user is None and actor.is_staff:
        return
    if not may(actor, RIGHT):
        raise NotAllowed(
            "Ask for the right to close months: your role does not have it."
        )


def system(at: dt.datetime) -> Actor:
    """Who acts where no person does: the schedule, and whoever may run commands."""
    return Actor(at=at, name=SYSTEM, is_staff=True)


def closable(text: str) -> dt.date:
    """The month of a text such as `2026-10`; raises `Refused` for one that nobody closes."""
    try:
        month = month_from(text.strip())
    except ValueError as error:
        raise Refused(str(error), "month") from error
    if month.year not in YEARS:
        raise Refused(
            f"Months are closed from {YEARS.start} to {YEARS.stop - 1}.", "month"
        )
    return month


def close_due(now: dt.datetime, *, day: int | None) -> Closed | None:
    """Close last month, of all that nothing speaks against, from that day of the month on.

    None before that day, and where no day is set. What somebody reopened is left to them.
    """
    if day is None or now.date().day < day:
        return None
    month = moved(month_of(now.date()), -1)
    actor = system(now)
    reopened = Period.objects.filter(month=month, state=Period.State.REOPENED)
    rows = to_close(month, actor=actor).exclude(pk__in=reopened.values("agreement"))
    return close(month, agreements=rows.values("pk"), actor=actor, at=now)
