"""Tickets that time moves on: each by one step of the table, in a transaction of its own."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from tickets.models import Ticket
from tickets.states import VERBS, Verb

from .moving import settle, shift
from .recording import SYSTEM

logger = logging.getLogger(__name__)

BATCH = 500  # tickets that one run moves at most; the next run goes on


def step_each(
    due: QuerySet[Ticket],
    verb: str,
    *,
    at: dt.datetime,
    data: dict[str, Any] | None = None,
) -> int:
    """Move the first of these tickets by a verb; how many moved.

    One that fails keeps no other waiting: it is logged, and tried again by the next run. One that
    somebody has in hand just now is left for it, too.
    """
    pks = list(due.values_list("pk", flat=True)[:BATCH])
    step = VERBS[verb]
    done = 0
    for pk in pks:
        try:
            done += _step(due.filter(pk=pk), step, at, data)
        except Exception:
            logger.exception("Ticket %s was not moved: “%s”", pk, step.label)
    return done


@transaction.atomic
def _step(
    row: QuerySet[Ticket], step: Verb, at: dt.datetime, data: dict[str, Any] | None
) -> bool:
    """Move one ticket, unless it is not due any more or its row is locked."""
    ticket = row.select_for_update(of=("self",), skip_locked=True).first()
    if ticket is None:
        return False
    shift(ticket, step, author=SYSTEM, at=at, data=data)
    settle(ticket, step, author=SYSTEM, at=at)
    return True
