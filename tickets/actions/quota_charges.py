"""What a ticket holds of its quotas, and what it therefore costs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import QuerySet

from tickets.models import Event, QuotaPeriod, Reservation, Ticket

from .charging import charge_of
from .quota_holds import position_of
from .quota_periods import Counted, Position, counted, day_of, undetermined
from .recording import Author, record


def lock(ticket: Ticket) -> QuerySet[QuotaPeriod]:
    """Lock all periods of the ticket's subscription on its day, in the one order there is."""
    day = day_of(ticket.subscription, ticket.reported_at)
    rows = QuotaPeriod.objects.filter(
        subscription=ticket.subscription_id, starts_on__lte=day, ends_on__gt=day
    )
    list(rows.select_for_update(no_key=True).order_by("quota_id").values_list("pk"))
    return rows


def standing(ticket: Ticket) -> list[Position]:
    """What a ticket holds, each with its sentence; one query."""
    return standings([ticket])[0]


def standings(tickets: Sequence[Ticket]) -> list[list[Position]]:
    """What each of several tickets holds; one query."""
    rows = Reservation.objects.filter(ticket__in=tickets).exclude(
        state=Reservation.State.RELEASED
    )
    found: dict[int, list[Position]] = {ticket.pk: [] for ticket in tickets}
    for row in rows.select_related("period__quota").order_by("period__quota_id"):
        found[row.ticket_id].append(position_of(row))
    return [found[ticket.pk] for ticket in tickets]


def recharge(ticket: Ticket, *, author: Author, at: dt.datetime) -> bool:
    """Reckon what a locked ticket costs by what it holds now, and save it; whether it changed.

    What staff decided stays.
    """
    if is_decided(ticket):
        return False
    before = ticket.charge, ticket.charge_note
    places = standing(ticket) + _undetermined(ticket)
    set_charge(ticket, places)
    if before == (ticket.charge, ticket.charge_note):
        return False
    record(
        ticket,
        Event.Kind.QUOTA,
        author=author,
        at=at,
        is_public=True,
        body=ticket.charge_note,
        data={"from": before[0], "to": ticket.charge},
    )
    ticket.save(update_fields=["charge", "charge_note", "updated_at"])
    return True


def is_decided(ticket: Ticket) -> bool:
    """Whether staff said what the ticket costs, and nothing about it was corrected since."""
    kinds = [Event.Kind.QUOTA, Event.Kind.CORRECTED]
    rows = Event.objects.filter(ticket=ticket, kind__in=kinds).order_by("-pk")
    last = rows.values_list("data", flat=True).first()
    return bool(last and last.get("decided"))


def counted_for(ticket: Ticket) -> list[Counted]:
    """The quotas that the ticket's line draws on, with their periods of its day."""
    if ticket.provision is None:
        return []
    day = day_of(ticket.subscription, ticket.reported_at)
    return counted([(ticket.provision, ticket.subscription)], day=day)[0]


def _undetermined(ticket: Ticket) -> list[Position]:
    return [undetermined(each) for each in counted_for(ticket) if each.period is None]


def set_charge(ticket: Ticket, places: Sequence[Position]) -> None:
    """Put on the ticket what it costs by these positions; not saved."""
    found = charge_of(ticket.provision, places)
    ticket.charge, ticket.charge_note = found.charge, found.note
