"""Tickets, events, clocks and receipts as plain values for JSON: the shape of the answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from catalogue.platform.tenancy import Actor
from tickets import receipts, states
from tickets.actions.acting import who_is
from tickets.actions.intake_report import Receipt
from tickets.models import Attachment, Event, Ticket

# What a row of a list reads beside the ticket itself.
RELATED = (
    "customer",
    "provider",
    "subscription__guide",
    "revision",
    "provision",
    "service_level",
    "priority",
    "requested_priority",
    "requester",
)
# What a customer reads of an event's data; the rest is the provider's own.
PUBLIC = (
    "from",
    "to",
    "verb",
    "until",
    "priority",
    "metric",
    "name",
    "reference",
    "references",
    "reached",
    "count",
    "text",
    "percent",
)


def address(ticket: Ticket) -> str:
    """Where the API tells of a ticket."""
    return reverse("tickets-api:ticket-detail", args=[ticket.reference])


def row(ticket: Ticket) -> dict[str, Any]:
    """A ticket in a list."""
    return {
        "reference": ticket.reference,
        "url": address(ticket),
        "summary": ticket.summary,
        "kind": ticket.kind,
        "state": ticket.state,
        "live": ticket.is_live,
        "priority": _label(ticket.priority),
        "requested_priority": _label(ticket.requested_priority),
        "channel": ticket.channel,
        "customer": ticket.customer.key,
        "requester": ticket.requester and ticket.requester.email,
        "provider": ticket.provider.key,
        "guide": ticket.subscription.guide.key,
        "revision": ticket.revision.number,
        "provision": ticket.provision_id,
        "charge": ticket.charge,
        "external_id": ticket.external_id,
        "dedup_key": ticket.dedup_key,
        "reported_at": ticket.reported_at,
        "updated_at": ticket.updated_at,
        "due_at": ticket.due_at,
        "resolved_at": ticket.resolved_at,
        "ended_at": ticket.ended_at,
    }


def _label(priority: Any) -> str | None:
    return priority and priority.label


def whole(ticket: Ticket, actor: Actor) -> dict[str, Any]:
    """A ticket by itself, without its clocks and quotas."""
    line = ticket.provision
    offered = states.verbs_from(ticket.state, who_is(actor))
    others = (ticket.merged_into_id, ticket.split_from_id, ticket.follows_id)
    seen = _references(others, actor)
    return row(ticket) | {
        "description": ticket.description,
        "service_level": ticket.service_level and ticket.service_level.name,
        "provision_text": line.text if line else "",
        "charge_text": receipts.charge_words(ticket.charge, ticket.charge_note),
        "users_affected": ticket.users_affected,
        "users_total": ticket.users_total,
        "quantity": ticket.quantity,
        "intake": ticket.intake,
        "missing": ticket.missing,
        "support_level": ticket.support_level,
        "third_party_time": ticket.exempt,
        "scheduled_for": ticket.scheduled_for,
        "merged_into": seen.get(ticket.merged_into_id),
        "split_from": seen.get(ticket.split_from_id),
        "follows": seen.get(ticket.follows_id),
        "verbs": [verb.name for verb in offered],
    }


def _references(named: Iterable[int | None], actor: Actor) -> dict[int | None, str]:
    """The references of those tickets that the actor may see; a query where any is named."""
    pks = [pk for pk in named if pk]
    rows = Ticket.objects.visible_to(actor).filter(pk__in=pks).only("pk")
    return {row.pk: row.reference for row in rows} if pks else {}


def receipt_of(receipt: Receipt, actor: Actor) -> dict[str, Any]:
    """A receipt, with the sentences that every door says; without reference it is a preview."""
    ticket = receipt.ticket
    stored = {
        "reference": ticket.reference if ticket.pk else None,
        "url": address(ticket) if ticket.pk else None,
        "created": receipt.created if ticket.pk else False,
    }
    return stored | {
        "state": ticket.state,
        "priority": _label(ticket.priority),
        "requested_priority": _label(ticket.requested_priority),
        "who": receipt.who,
        "charge": receipt.charge,
        "charge_text": receipts.charge_words(receipt.charge, receipt.charge_note),
        "quotas": [position.text for position in receipt.quotas],
        "due": [
            {
                "metric": each.metric,
                "text": each.text,
                "due_at": each.due_at.isoformat() if each.due_at else None,
                "why": each.why,
            }
            for each in receipt.due
            if each.metric != "escalation"
        ],
        "missing": list(ticket.missing),
        "notes": list(receipt.notes),
        "sentences": receipts.sentences(receipt, now=actor.at, zone=receipt.zone),
    }


def event(row_: Event, ticket: Ticket, actor: Actor) -> dict[str, Any]:
    """An event; to a customer the provider's staff speak with one voice."""
    as_one = row_.by_staff and not actor.is_staff
    data = row_.data
    if not actor.is_staff:
        data = {name: data[name] for name in PUBLIC if name in data}
    return {
        "id": row_.pk,
        "kind": row_.kind,
        "at": row_.at,
        "by": ticket.provider.name if as_one else row_.by,
        "by_staff": row_.by_staff,
        "is_public": row_.is_public,
        "body": row_.body,
        "data": data,
        "attachments": [attachment(file, ticket) for file in row_.attachments.all()],
    }


def attachment(file: Attachment, ticket: Ticket) -> dict[str, Any]:
    """A file, with where to download it."""
    return {
        "id": file.pk,
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "sha256": file.digest,
        "url": reverse(
            "tickets-api:attachment-detail", args=[ticket.reference, file.pk]
        ),
    }
