"""Time entries as plain values for JSON: all of them for staff, without what is internal for others."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from billing.actions.logging_time import moved_note
from billing.models import TimeEntry
from catalogue.platform.tenancy import Actor

RELATED = ("agreement", "customer", "ticket", "engineer", "provision")


def address(entry: TimeEntry) -> str:
    """Where the API tells of an entry."""
    return reverse("billing-api:time-entry-detail", args=[entry.pk])


def row(entry: TimeEntry, actor: Actor) -> dict[str, Any]:
    """An entry. To a customer the provider's staff are one, and their notes are their own."""
    told = {
        "id": entry.pk,
        "url": address(entry),
        "agreement": entry.agreement.reference,
        "customer": entry.customer.key,
        "ticket": entry.ticket.reference if entry.ticket else None,
        "provision": entry.provision_id,
        "role": entry.role,
        "work_type": entry.work_type,
        "billable": entry.billable,
        "worked_on": entry.worked_on.isoformat(),
        "started_at": _instant(entry.started_at),
        "ended_at": _instant(entry.ended_at),
        "minutes": entry.minutes,
        "charged_minutes": entry.charged_minutes,
        "after_hours_minutes": entry.after_minutes,
        "month": f"{entry.month:%Y-%m}",
        "description": entry.description,
        "approved": entry.approved_at is not None,
    }
    return told | _internal(entry) if actor.is_staff else told


def _internal(entry: TimeEntry) -> dict[str, Any]:
    """What only staff read."""
    return {
        "engineer": entry.engineer.email,
        "note": entry.note,
        "source": entry.source,
        "external_id": entry.external_id,
        "is_after_hours": entry.is_after_hours,
        "corrects": entry.corrects_id,
        "created_at": _instant(entry.created_at),
        "created_by": entry.created_by,
        "approved_at": _instant(entry.approved_at),
        "approved_by": entry.approved_by,
        "withdrawn_at": _instant(entry.withdrawn_at),
        "withdrawn_by": entry.withdrawn_by,
        "reason": entry.reason,
        "moved": moved_note(entry),
    }


def _instant(moment: Any) -> str | None:
    return moment.isoformat() if moment else None
