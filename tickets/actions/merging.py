"""Two tickets about one issue: one goes on in the other."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from catalogue.platform.tenancy import Actor
from tickets.models import Event, Ticket, Watcher
from tickets.states import LIVE, STAFF, VERBS, leads

from . import clocking
from .acting import check_staff, not_merged, standing_of, taken, written
from .moving import settle, shift
from .recording import author_of, record
from .refusals import NotNow, Refused


@transaction.atomic
def merge(source_pk: int, target_pk: int, *, actor: Actor, at: dt.datetime) -> Ticket:
    """Let the ticket `source_pk` go on in `target_pk`, which is returned; both of one customer.

    The source is cancelled and gives its quota back. Its requester and watchers watch the target,
    whose clocks go back to the source's start where that was earlier. Files stay with the source,
    which both timelines name.
    """
    check_staff(actor)
    if source_pk == target_pk:
        raise Refused("A ticket cannot go on in itself: choose another.", "target")
    source, target = _taken_both(source_pk, target_pk, actor)
    _check_fit(source, target, actor)
    author = author_of(actor)
    step = VERBS["merge"]
    facts = [fact.as_json() for fact in clocking.facts_of(source)]
    shift(source, step, author=author, at=at, data={"into": target.reference})
    settle(source, step, author=author, at=at)
    source.merged_into = target
    source.save(update_fields=["merged_into"])
    _follow(source, target)
    record(
        target,
        Event.Kind.MERGED,
        author=author,
        at=at,
        is_public=True,
        data={
            "reference": source.reference,
            "start": source.reported_at.isoformat(),
            "facts": facts,
        },
    )
    return written(target, at=at)


def _taken_both(source: int, target: int, actor: Actor) -> tuple[Ticket, Ticket]:
    """Both tickets locked, the lower number first: A into B and B into A wait in one line."""
    rows: dict[int, Ticket] = {}
    for pk in sorted((source, target)):
        try:
            rows[pk] = taken(pk, actor)
        except Ticket.DoesNotExist:
            if pk == source:
                raise
            raise Refused("There is no such ticket.", "target") from None
    return rows[source], rows[target]


def _check_fit(source: Ticket, target: Ticket, actor: Actor) -> None:
    not_merged(source)
    if source.customer_id != target.customer_id:
        raise Refused("Choose a ticket of the same customer.", "target")
    # What one provider promised is not kept by another.
    if source.provider_id != target.provider_id:
        raise Refused("Choose a ticket of the same provider.", "target")
    if not leads(VERBS["merge"], source.state, STAFF):
        raise NotNow(f"{standing_of(source, actor)}: it cannot go on elsewhere.")
    if target.state not in LIVE:
        raise NotNow(
            f"{standing_of(target, actor)}: choose one that is still open.", "target"
        )


def _follow(source: Ticket, target: Ticket) -> None:
    """Whoever followed the source follows the target."""
    watchers = Watcher.objects.filter(ticket=source)
    contacts = set(watchers.values_list("contact_id", flat=True))
    if source.requester_id is not None:
        contacts.add(source.requester_id)
    Watcher.objects.bulk_create(
        [
            Watcher(ticket=target, customer_id=target.customer_id, contact_id=contact)
            for contact in sorted(contacts - {target.requester_id})
        ],
        ignore_conflicts=True,
    )
