"""Escalations: who stands behind a name of the guide, and when their mail goes out."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from catalogue.hours import NoHours, working_time
from catalogue.models import Calendar
from catalogue.worktime import NeverOpen
from tickets.models import EscalationContact, Event


@dataclass
class Behind:
    """Who stands behind the names of some escalations, by provider and name in small letters.

    `editions` are those of the calendars that the escalated clocks were counted in.
    """

    contacts: dict[tuple[int, str], list[EscalationContact]] = field(
        default_factory=lambda: defaultdict(list)
    )
    editions: dict[int, int] = field(default_factory=dict)

    def opening(self, contact: EscalationContact, event: Event) -> dt.datetime | None:
        """When their mail goes out: the next opening of the clock's calendar, or None for at once.

        Also without a calendar, or with one that has no hours or never opens again: better early
        than never.
        """
        calendar = event.data.get("calendar")
        if not contact.in_hours or calendar not in self.editions:
            return None
        try:
            time = working_time(calendar, self.editions[calendar])
            return time.next_opening(event.at)
        except (NeverOpen, NoHours):
            return None


def behind(acts: Iterable[Any]) -> Behind:
    """Who stands behind the names that these acts escalate to; two queries, none without such acts."""
    found = Behind()
    escalated = [
        (act.ticket.provider_id, event.data)
        for act in acts
        for event in act.events
        if event.kind == Event.Kind.ESCALATED
    ]
    if escalated:
        providers = {provider for provider, _ in escalated}
        for row in EscalationContact.objects.filter(provider__in=providers):
            found.contacts[row.provider_id, row.name.lower()].append(row)
        calendars = {data.get("calendar") for _, data in escalated} - {None}
        rows = Calendar.objects.filter(pk__in=calendars)
        found.editions = dict(rows.values_list("pk", "edition"))
    return found
