"""One report with several issues: each becomes a ticket of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from catalogue.answers.lines import provision_answer
from catalogue.platform.tenancy import Actor
from tickets import receipts
from tickets.models import Event, Ticket, Watcher
from tickets.states import LIVE, NEW, OPEN, VERBS
from tickets.wording import LONGEST_LINE, on_one_line

from . import promising, quotas
from .acting import check_staff, said, standing_of, taken, written
from .classifying import line_of
from .intake_report import Receipt
from .moving import shift
from .recording import Author, author_of, record
from .refusals import NotNow, Refused

MOST_PARTS = 20
# What a part has in common with the ticket that it comes from.
COMMON = (
    "customer",
    "provider",
    "subscription",
    "revision",
    "service_level",
    "priority",
    "channel",
    "requester",
    "queue",
    "users_affected",
    "users_total",
    "reported_at",
)

# What was said to the customer or waited for before the issues were parted.
CARRIED = (
    Event.Kind.REPLIED,
    Event.Kind.CALLED,
    Event.Kind.UNDERSTOOD,
    Event.Kind.MOVED,
)


@dataclass(frozen=True)
class Part:
    """One issue of several; without a kind it has that of the ticket it comes from."""

    summary: str
    description: str = ""
    provision: int | None = None
    kind: str = ""


@transaction.atomic
def split(
    pk: int, *, parts: Sequence[Part], actor: Actor, at: dt.datetime
) -> list[Ticket]:
    """Make a ticket of each part; the ticket itself goes on with what is left of it.

    The parts were reported when it was: their clocks begin then, and know of what was said since.
    Each holds quota of its own.
    Raises `Refused` with the part and its field, as `parts/0/summary`.
    """
    check_staff(actor)
    if not 1 <= len(parts) <= MOST_PARTS:
        raise Refused(f"Name 1 to {MOST_PARTS} further issues.", "parts")
    ticket = taken(pk, actor)
    if ticket.state not in LIVE:
        raise NotNow(f"{standing_of(ticket, actor)}: there is nothing to split.")
    author = author_of(actor)
    drafts = [
        _draft(ticket, part, number, author=author, at=at)
        for number, part in enumerate(parts)
    ]
    made = [_opened(ticket, draft, author=author, at=at) for draft in drafts]
    record(
        ticket,
        Event.Kind.SPLIT,
        author=author,
        at=at,
        is_public=True,
        data={"references": [each.reference for each in made]},
    )
    written(ticket, at=at)
    return made


def _draft(
    ticket: Ticket, part: Part, number: int, *, author: Author, at: dt.datetime
) -> Ticket:
    """The ticket of a part, not saved yet; raises `Refused` naming what to change."""
    path = f"parts/{number}"
    summary = on_one_line(part.summary)
    if not summary:
        raise Refused("Say in one line what it is about.", f"{path}/summary")
    if len(summary) > LONGEST_LINE:
        raise Refused(f"Shorten it to {LONGEST_LINE} characters.", f"{path}/summary")
    kind = part.kind or ticket.kind
    if kind not in Ticket.Kind.values:
        raise Refused(
            f"Choose one of: {', '.join(Ticket.Kind.values)}.", f"{path}/kind"
        )
    return Ticket(
        **{name: getattr(ticket, name) for name in COMMON},
        split_from=ticket,
        summary=summary,
        description=said(part.description, field=f"{path}/description", required=False),
        provision=line_of(ticket, part.provision, f"{path}/provision"),
        kind=kind,
        state=NEW,
        created_at=at,
        created_by=author.name,
        updated_at=at,
    )


def _opened(
    source: Ticket, ticket: Ticket, *, author: Author, at: dt.datetime
) -> Ticket:
    """Save a part with its timeline, clocks and reservations."""
    ticket.save(force_insert=True)
    places = quotas.reserve(ticket, author=author, at=at)
    record(
        ticket,
        Event.Kind.OPENED,
        author=author,
        at=at,
        is_public=True,
        body=ticket.description,
        data=_opening(source, ticket, places),
    )
    _carry_over(source, ticket, at=at)
    if source.state != NEW:
        ticket.state = source.state
        if source.state != OPEN:
            shift(ticket, VERBS["begin"], author=author, at=at)
    Watcher.objects.bulk_create(
        Watcher(
            ticket=ticket, customer_id=ticket.customer_id, contact_id=each.contact_id
        )
        for each in Watcher.objects.filter(ticket=source)
    )
    return written(ticket, "charge", "charge_note", at=at)


def _opening(
    source: Ticket, ticket: Ticket, places: Sequence[quotas.Position]
) -> dict[str, Any]:
    """The data of a part's first event: what is promised and charged, as a report's receipt."""
    first = Event.objects.filter(ticket=source, kind=Event.Kind.OPENED).first()
    terms = promising.terms(
        level=ticket.service_level,
        priority=ticket.priority,
        subscription=ticket.subscription,
        at=ticket.reported_at,
    )
    terms["understood"] = bool(first and first.data.get("understood"))
    receipt = Receipt(
        ticket=ticket,
        created=True,
        who=_who(ticket),
        charge=ticket.charge,
        charge_note=ticket.charge_note,
        quotas=places,
        due=promising.due_times(terms, at=ticket.reported_at),
    )
    return {
        **terms,
        "priority": ticket.priority.label if ticket.priority else "",
        "state": NEW,
        "channel": ticket.channel,
        "split_from": source.reference,
        "receipt": receipts.kept(receipt),
    }


def _who(ticket: Ticket) -> str:
    """Who handles a part, as an answer to a question about its line says it."""
    if ticket.provision is None:
        return receipts.NO_LINE
    said = provision_answer(ticket.provision, ticket.revision, 0).who
    return said or f"{ticket.provider.name} looks into it: the guide does not say."


def _carry_over(source: Ticket, ticket: Ticket, *, at: dt.datetime) -> None:
    """Copy what the customer was told until now, and when the source waited for them.

    It was said of all the issues, so that no clock of a part is late for an answer that was given.
    """
    told = Event.objects.filter(ticket=source, kind__in=CARRIED, is_public=True)
    Event.objects.bulk_create(
        Event(
            ticket=ticket,
            customer_id=ticket.customer_id,
            kind=each.kind,
            at=each.at,
            recorded_at=at,
            by=each.by,
            by_staff=each.by_staff,
            contact_id=each.contact_id,
            is_public=True,
            body=each.body,
            data={**each.data, "carried_from": source.reference},
            told_at=at,
        )
        for each in told.order_by("pk")
    )
