"""Who works on a ticket: a queue, a person, a support level."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db import transaction
from django.db.models import Q, QuerySet

from catalogue.models import Provider, Provision, User
from catalogue.platform.tenancy import Actor
from tickets.models import Event, Queue, Ticket
from tickets.states import ENDED

from .acting import KEPT, Kept, check_staff, standing_of, taken, written
from .recording import author_of, record
from .refusals import NotNow, Refused

SUPPORT_LEVELS = range(1, 5)
WORKS = "tickets.change_ticket"


@dataclass
class Assigned:
    """What became of several tickets: those that were assigned, and why others were not."""

    done: list[Ticket] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)


@transaction.atomic
def assign(
    pk: int,
    *,
    queue: int | Kept | None = KEPT,
    assignee: int | Kept | None = KEPT,
    support_level: int | Kept = KEPT,
    actor: Actor,
    at: dt.datetime,
) -> Ticket:
    """Give a ticket to a queue, a person (both by primary key, None: to nobody), a support level.

    What changes nothing leaves no trace. Raises `Refused` for a queue of another provider, for
    who is no active member of staff or may not see the provider, and for levels beyond 1 to 4.
    """
    check_staff(actor)
    ticket = taken(pk, actor)
    if ticket.state in ENDED:
        raise NotNow(f"{standing_of(ticket, actor)}: nobody works on it any more.")
    before = _named(ticket)
    if not isinstance(queue, Kept):
        ticket.queue = _queue(ticket, queue)
    if not isinstance(assignee, Kept):
        ticket.assignee = _assignee(ticket, assignee)
    if not isinstance(support_level, Kept):
        if support_level not in SUPPORT_LEVELS:
            raise Refused("Support levels are 1 to 4.", "support_level")
        ticket.support_level = support_level
    after = _named(ticket)
    if after == before:
        return ticket
    data: dict[str, Any] = {"from": before, "to": after}
    if after["support_level"] != before["support_level"]:
        data["duties"] = [duty.key for duty in duties_of(ticket)]
    record(ticket, Event.Kind.ASSIGNED, author=author_of(actor), at=at, data=data)
    return written(ticket, "queue", "assignee", "support_level", at=at)


def assign_many(
    pks: Iterable[int],
    *,
    queue: int | Kept | None = KEPT,
    assignee: int | Kept | None = KEPT,
    support_level: int | Kept = KEPT,
    actor: Actor,
    at: dt.datetime,
) -> Assigned:
    """Assign several tickets, each on its own: one that is refused leaves the others done.

    They are taken by number, so that two who assign the same ones never wait in a circle.
    """
    result = Assigned()
    for pk in sorted(set(pks)):
        try:
            ticket = assign(
                pk,
                queue=queue,
                assignee=assignee,
                support_level=support_level,
                actor=actor,
                at=at,
            )
        except Ticket.DoesNotExist:
            result.refused.append((pk, "There is no such ticket."))
        except Refused as refusal:
            result.refused.append((pk, str(refusal)))
        else:
            result.done.append(ticket)
    return result


def engineers() -> QuerySet[User]:
    """Active staff who may change tickets: whoever only reads them is given none."""
    may = ModelBackend().with_perm(WORKS)
    return User.objects.filter(is_staff=True, is_active=True, pk__in=may.values("pk"))


def assignable(provider: Provider | int) -> QuerySet[User]:
    """Active staff who may work the provider's tickets, by address."""
    everyones = Q(is_limited=False, limited_to=None)
    rows = engineers()
    return rows.filter(everyones | Q(limited_to=provider)).distinct().order_by("email")


def duties_of(ticket: Ticket) -> QuerySet[Provision]:
    """What the guide wants of the ticket's support level: its duties labelled `L1` to `L4`."""
    return Provision.objects.filter(
        revision=ticket.revision_id,
        kind=Provision.Kind.DUTY,
        label=f"L{ticket.support_level}",
    )


def _queue(ticket: Ticket, pk: int | None) -> Queue | None:
    if pk is None:
        return None
    queue = Queue.objects.filter(provider=ticket.provider_id, pk=pk).first()
    if queue is None:
        raise Refused("Choose a queue of the ticket's provider.", "queue")
    return queue


def _assignee(ticket: Ticket, pk: int | None) -> User | None:
    if pk is None:
        return None
    user = assignable(ticket.provider_id).filter(pk=pk).first()
    if user is None:
        raise Refused(
            "Choose an active engineer who may see this provider.", "assignee"
        )
    return user


def _named(ticket: Ticket) -> dict[str, Any]:
    """The assignment in words that outlive their rows."""
    return {
        "queue": ticket.queue.name if ticket.queue else "",
        "assignee": ticket.assignee.email if ticket.assignee else "",
        "support_level": ticket.support_level,
    }
