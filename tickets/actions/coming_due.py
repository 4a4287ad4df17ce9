"""Scheduled tickets whose time has come."""

from __future__ import annotations

import datetime as dt

from tickets.models import Ticket
from tickets.states import SCHEDULED

from .stepping import step_each


def open_scheduled(now: dt.datetime) -> int:
    """Open tickets that were scheduled for `now` or earlier; how many were opened.

    Their clocks go on from the scheduled time, and who works on them is told: a day that has come
    is not missed.
    """
    due = Ticket.objects.filter(state=SCHEDULED, scheduled_for__lte=now)
    return step_each(due.order_by("scheduled_for"), "come_due", at=now)
