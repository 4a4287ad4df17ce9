"""Escalations: who stands behind a name of the guide, and when their mail goes out."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from catalogue.hours import working_time
from catalogue.models import Calendar
from catalogue.worktime import NeverOpen
from tickets.models import EscalationContact, Event

Behind = dict[tuple[int, str], list[EscalationContact]]


def behind(acts: Iterable[Any]) -> Behind:
    """Who stands behind the names that these acts escalate to: by provider and name, in any case.

    No query when none of them escalates.
    """
    asked = {
        (act.ticket.provider_id, event.data["name"].lower())
        for act in acts
        for event in act.events
        if event.kind == Event.Kind.ESCALATED
    }
    found: Behind = defaultdict(list)
    if asked:
        providers = {provider for provider, _ in asked}
        for row in EscalationContact.objects.filter(provider__in=providers):
            found[row.provider_id, row.name.lower()].append(row)
    return found


def opening(contact: EscalationContact, event: Event) -> dt.datetime | None:
    """When their mail goes out: the next opening of the clock's calendar, or None for at once.

    Also without a calendar, or with one that never opens again: better early than never.
    """
    calendar = event.data.get("calendar")
    if not (contact.in_hours and calendar):
        return None
    edition = Calendar.objects.values_list("edition", flat=True).get(pk=calendar)
    try:
        return working_time(calendar, edition).next_opening(event.at)
    except NeverOpen:
        return None
