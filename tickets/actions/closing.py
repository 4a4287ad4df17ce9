"""Resolved tickets about which nobody says a word any more."""

from __future__ import annotations

import datetime as dt
import logging

from django.conf import settings
from django.db import transaction

from tickets.models import Ticket
from tickets.states import RESOLVED, VERBS

from .moving import settle, shift
from .recording import SYSTEM

logger = logging.getLogger(__name__)

BATCH = 500  # tickets that one run closes at most; the next run goes on


def close_resolved(now: dt.datetime) -> int:
    """Close tickets that were resolved `CLOSE_DAYS` ago or earlier; how many were closed.

    A comment in the meantime has reopened them. Each is closed in a transaction of its own: one
    that fails keeps no other waiting.
    """
    since = now - dt.timedelta(days=settings.CLOSE_DAYS)
    due = Ticket.objects.filter(state=RESOLVED, resolved_at__lte=since)
    pks = list(due.order_by("resolved_at").values_list("pk", flat=True)[:BATCH])
    return sum(_closed(pk, since=since, now=now) for pk in pks)


def _closed(pk: int, *, since: dt.datetime, now: dt.datetime) -> bool:
    try:
        return _close(pk, since=since, now=now)
    except Exception:
        logger.exception("Ticket %s was not closed", pk)
        return False


@transaction.atomic
def _close(pk: int, *, since: dt.datetime, now: dt.datetime) -> bool:
    """Close one ticket, unless somebody else has it in hand or it is not resolved any more."""
    rows = Ticket.objects.select_for_update(of=("self",), skip_locked=True)
    ticket = rows.filter(pk=pk, state=RESOLVED, resolved_at__lte=since).first()
    if ticket is None:
        return False
    step = VERBS["close"]
    data = {"days": settings.CLOSE_DAYS}
    shift(ticket, step, author=SYSTEM, at=now, data=data)
    settle(ticket, step, author=SYSTEM, at=now)
    return True
