"""Resolved tickets about which nobody says a word any more."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from tickets.models import Ticket
from tickets.states import RESOLVED

from .stepping import step_each


def close_resolved(now: dt.datetime) -> int:
    """Close tickets that were resolved `CLOSE_DAYS` ago or earlier; how many were closed.

    A comment in the meantime has reopened them.
    """
    days = settings.CLOSE_DAYS
    due = Ticket.objects.filter(
        state=RESOLVED, resolved_at__lte=now - dt.timedelta(days=days)
    )
    return step_each(due.order_by("resolved_at"), "close", at=now, data={"days": days})
