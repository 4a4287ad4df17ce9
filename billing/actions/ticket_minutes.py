"""What tickets' quotas of hours are told of the time worked on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import Sum

from billing.models import TimeEntry
from tickets.actions import quotas
from tickets.actions.recording import Author
from tickets.models import QuotaPeriod, Reservation, Ticket


def tell(tickets: Sequence[Ticket], *, author: Author, at: dt.datetime) -> None:
    """Say how long the work on locked tickets took so far, where a quota counts that.

    Time as worked, whatever is charged of it (`W35`: hours of labour). One query where no quota
    counts minutes. In the order of subscriptions, whose quotas are locked.
    """
    if not tickets:
        return
    held = Reservation.objects.filter(
        ticket__in=tickets, period__measure=QuotaPeriod.Measure.MINUTES
    ).exclude(state=Reservation.State.RELEASED)
    counting = set(held.values_list("ticket", flat=True))
    if not counting:
        return
    minutes = _minutes_on(counting)
    asked = [ticket for ticket in tickets if ticket.pk in counting]
    for ticket in sorted(asked, key=lambda each: (each.subscription_id, each.pk)):
        quotas.set_minutes(ticket, minutes.get(ticket.pk, 0), author=author, at=at)


def _minutes_on(tickets: set[int]) -> dict[int | None, int]:
    """Minutes worked on tickets, never rounded."""
    rows = TimeEntry.objects.standing().filter(ticket__in=tickets).order_by()
    return dict(rows.values_list("ticket").annotate(Sum("minutes")))
