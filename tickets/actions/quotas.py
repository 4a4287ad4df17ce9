"""Quotas as reservations: an accepted ticket reserves, a closed one consumes, a cancelled one releases.

Locks are taken in one order, so that nobody waits in a circle: first the ticket (its act holds it
already), then periods by their quota. Whoever holds a period waits for no other ticket: one that moves
up is taken only if it is free, else it follows in a transaction of its own (`moving_up`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from catalogue.models import Provision, Subscription
from catalogue.platform.inserts import insert
from tickets import allowances
from tickets.models import QuotaPeriod, Reservation, Ticket

from . import moving_up
from .quota_charges import counted_for, lock, recharge, set_charge, standing
from .quota_holds import give_back, held_by, position_of, take
from .quota_periods import (
    Counted,
    Position,
    amount_of,
    counted,
    day_of,
    undetermined,
    would_be,
)
from .recording import Author

State = Reservation.State


def positions(
    provision: Provision | None,
    subscription: Subscription,
    *,
    quantity: int = 1,
    minutes: int | None = None,
    at: dt.datetime,
) -> list[Position]:
    """Where one more ticket would stand in each quota of a line, without writing anything.

    At most four queries; reads `subscription.customer`.
    """
    if provision is None:
        return []
    (found,) = counted([(provision, subscription)], day=day_of(subscription, at))
    return [would_be(each, quantity=quantity, minutes=minutes) for each in found]


@transaction.atomic(savepoint=False)
def reserve(
    ticket: Ticket, *, author: Author, at: dt.datetime, minutes: int | None = None
) -> list[Position]:
    """Take a new ticket's place in every quota of its line, beyond it where it is full.

    The period is that of the day the report arrived. Sets `charge` and `charge_note` of the ticket,
    which the caller saves. `minutes`: the estimated work, where it is known.
    """
    held = hold(ticket, author=author, at=at, minutes=minutes)
    keep(held)
    return held.places


@dataclass(frozen=True)
class Held:
    """Places taken for a ticket, its reservations not stored yet."""

    places: list[Position]
    rows: list[Reservation]


def hold(
    ticket: Ticket, *, author: Author, at: dt.datetime, minutes: int | None = None
) -> Held:
    """What `reserve` does, for a ticket that is not stored itself: `keep` follows once it is.

    So that the ticket is written once, with what it costs.
    """
    held = _held(ticket, author=author, at=at, minutes=minutes)
    set_charge(ticket, held.places)
    return held


def keep(held: Held, *, renewed: bool = False) -> None:
    """Store the reservations of a ticket that is stored by now.

    `renewed`: it may have had places in these periods before.
    """
    for row in held.rows:
        row.ticket_id = row.ticket.pk
    if not renewed:
        insert(held.rows)
        return
    Reservation.objects.bulk_create(
        held.rows,
        update_conflicts=True,
        unique_fields=["ticket", "period"],
        update_fields=[
            *("amount", "position", "is_beyond", "state", "made_at", "made_by"),
            *("settled_at", "settled_by"),
        ],
    )


@transaction.atomic
def consume(ticket: Ticket, *, author: Author, at: dt.datetime) -> None:
    """What a closed ticket holds is used up for good; reopening gives nothing back."""
    periods = lock(ticket)
    rows = held_by(ticket).filter(state=State.RESERVED)
    rows.update(state=State.CONSUMED, settled_at=at, settled_by=author.name)
    moving_up.tell(periods, ticket=ticket, author=author, at=at)


@transaction.atomic
def release(ticket: Ticket, *, author: Author, at: dt.datetime) -> None:
    """Give back what a cancelled or merged ticket holds; the earliest that fits moves up."""
    periods = lock(ticket)
    if _released(ticket, [State.RESERVED], author=author, at=at):
        moving_up.fill(periods, ticket=ticket, author=author, at=at)


@transaction.atomic
def renew(
    ticket: Ticket, *, author: Author, at: dt.datetime, minutes: int | None = None
) -> list[Position]:
    """Reserve anew after a correction: another line, another quantity, users entered at last.

    Sets `charge` and `charge_note`, which the caller saves.
    """
    periods = lock(ticket)
    if minutes is None:
        minutes = worked(ticket)
    _released(ticket, [State.RESERVED, State.CONSUMED], author=author, at=at)
    held = hold(ticket, author=author, at=at, minutes=minutes)
    keep(held, renewed=True)
    moving_up.fill(periods, ticket=ticket, author=author, at=at)
    return held.places


@transaction.atomic
def set_minutes(
    ticket: Ticket, minutes: int, *, author: Author, at: dt.datetime
) -> list[Position]:
    """Say how long a ticket's work took so far: more than is left of a quota of hours is beyond it.

    Saves the ticket's charge, with an event, where that changes; raises `ValueError` below 0.
    """
    if minutes < 0:
        raise ValueError("Work takes 0 minutes or more.")
    periods = lock(ticket)
    changed = False
    for row in held_by(ticket).filter(period__measure=allowances.MINUTES):
        if row.amount != minutes and row.state != State.RELEASED:
            give_back(row)
            take(row, Decimal(minutes))
            row.save(update_fields=["amount", "is_beyond", "position"])
            changed = True
    if changed:
        recharge(ticket, author=author, at=at)
        moving_up.fill(periods, ticket=ticket, author=author, at=at)
    return standing(ticket)


def worked(ticket: Ticket) -> int | None:
    """Minutes of work that the ticket's quotas know of."""
    rows = held_by(ticket).filter(period__measure=allowances.MINUTES)
    amount = rows.values_list("amount", flat=True).first()
    return None if amount is None else int(amount)


def _held(
    ticket: Ticket, *, author: Author, at: dt.datetime, minutes: int | None
) -> Held:
    found = counted_for(ticket)
    rows = []
    for each in sorted(_stored(found), key=lambda one: one.quota_id):
        row = Reservation(
            ticket=ticket,
            customer_id=ticket.customer_id,
            period=each,
            made_at=at,
            made_by=author.name,
        )
        take(row, amount_of(each.measure, quantity=ticket.quantity, minutes=minutes))
        rows.append(row)
    unclear = [undetermined(each) for each in found if each.period is None]
    return Held([position_of(row) for row in rows] + unclear, rows)


def _stored(found: list[Counted]) -> list[QuotaPeriod]:
    """The periods, made on their first use. Two that make one at once make it once."""
    periods = {}
    new = []
    for each in found:
        if each.period is None:
            continue
        if each.period.pk:
            periods[each.period.pk] = each.period
        else:
            new.append(each.period)
    if new:
        QuotaPeriod.objects.bulk_create(new, ignore_conflicts=True)
        rows = QuotaPeriod.objects.filter(
            subscription=new[0].subscription_id,
            quota__in=[row.quota_id for row in new],
            starts_on__in={row.starts_on for row in new},
        )
        periods |= {row.pk: row for row in rows.select_related("quota")}
    return list(periods.values())


def _released(
    ticket: Ticket, states: list[str], *, author: Author, at: dt.datetime
) -> bool:
    rows = list(held_by(ticket).filter(state__in=states))
    for row in rows:
        give_back(row)
    Reservation.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=State.RELEASED, settled_at=at, settled_by=author.name
    )
    return bool(rows)
