"""When a place in a quota becomes free: the earliest ticket beyond it moves up, and costs less."""

from __future__ import annotations

import datetime as dt
import logging
from functools import partial

from django.db import transaction
from django.db.models import F, QuerySet

from tickets.models import QuotaPeriod, Reservation, Ticket

from .quota_charges import lock, recharge
from .quota_holds import move_in
from .recording import SYSTEM, Author, locked

logger = logging.getLogger(__name__)

AT_ONCE = 200  # tickets of one sweep


def fill(
    periods: QuerySet[QuotaPeriod], *, ticket: Ticket, author: Author, at: dt.datetime
) -> None:
    """Move into locked periods what now fits, the earliest first, and reckon its tickets anew.

    `ticket` is the one that made room; the caller has it locked.
    """
    room = {row.pk: row.allowed - row.used for row in periods}
    waiting = Reservation.objects.filter(
        period__in=list(room), is_beyond=True, state=Reservation.State.RESERVED
    )
    for row in waiting.order_by("made_at", "pk"):
        if row.amount <= room[row.period_id] and move_in(row):
            room[row.period_id] -= row.amount
    tell(periods, ticket=ticket, author=author, at=at)


def tell(
    periods: QuerySet[QuotaPeriod], *, ticket: Ticket, author: Author, at: dt.datetime
) -> None:
    """Reckon what those that moved up cost now.

    Whoever is at work on one of them has it locked and may wait for a period that is locked here:
    that one is not waited for, but follows when this transaction is in.
    """
    wanted = set(untold().filter(period__in=periods).values_list("ticket", flat=True))
    if ticket.pk in wanted:
        wanted.remove(ticket.pk)
        _reckoned(ticket, author=author, at=at)
    if not wanted:
        return
    rows = Ticket.objects.filter(pk__in=wanted).order_by("pk")
    for free in rows.select_for_update(of=("self",), skip_locked=True):
        _reckoned(free, author=author, at=at)
        wanted.discard(free.pk)
    for pk in sorted(wanted):
        transaction.on_commit(partial(catch_up, pk, at=at), robust=True)


def untold() -> QuerySet[Reservation]:
    """What moved up and whose ticket has not been reckoned since: its number still lies beyond."""
    held = Reservation.objects.filter(
        is_beyond=False, position__gt=F("period__allowed")
    )
    return held.exclude(state=Reservation.State.RELEASED)


@transaction.atomic
def catch_up(pk: int, *, at: dt.datetime) -> None:
    """Reckon a ticket that moved up while somebody else was at work on it."""
    ticket = locked(pk)
    lock(ticket)
    _reckoned(ticket, author=SYSTEM, at=at)


def sweep(now: dt.datetime) -> int:
    """Reckon tickets whose process ended between moving up and that; how many.

    One that fails keeps no other waiting: it is logged, and tried again by the next sweep.
    """
    rows = untold().order_by("ticket").values_list("ticket", flat=True).distinct()
    done = 0
    for pk in rows[:AT_ONCE]:
        try:
            catch_up(pk, at=now)
        except Exception:
            logger.exception("What ticket %s costs cannot be reckoned", pk)
        else:
            done += 1
    return done


def _reckoned(ticket: Ticket, *, author: Author, at: dt.datetime) -> None:
    rows = untold().filter(ticket=ticket).select_related("period")
    for row in rows:
        Reservation.objects.filter(pk=row.pk).update(position=row.period.used)
    recharge(ticket, author=author, at=at)
