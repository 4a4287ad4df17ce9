"""The time that a statement's line is of: found by what the line says, not by marks on the entries."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet

from billing.models import Statement, StatementLine, TimeEntry
from tickets.models import Reservation

# What a line's `entries` may name, and the condition on entries that it stands for.
BY_FIELD = {
    "billable": "billable__in",
    "roles": "role__in",
    "role": "role",
    "since": "worked_on__gte",
    "until": "worked_on__lte",
}


def entries_of(statement: Statement, line: StatementLine) -> QuerySet[TimeEntry]:
    """The entries that counted when the statement was issued, in the order in which they were worked.

    A line without time (a fee, a credit) has none.
    """
    said = line.basis.get("entries")
    if not said:
        return TimeEntry.objects.none()
    rows = TimeEntry.objects.as_of(statement.issued_at).filter(
        agreement=statement.agreement_id, month=statement.month
    )
    rows = rows.filter(
        **{lookup: said[name] for name, lookup in BY_FIELD.items() if name in said}
    )
    if "after" in said:
        rows = rows.filter(
            Q(after_minutes__gt=0) if said["after"] else Q(counted_minutes__gt=0)
        )
    if "beyond_quota" in said:
        beyond = _beyond(statement.issued_at)
        rows = rows.filter(beyond if said["beyond_quota"] else ~beyond)
    return rows.select_related("ticket", "engineer").in_order()


def _beyond(at: dt.datetime) -> Exists:
    """Whether an entry's ticket held a place beyond a quota at an instant, released since or not."""
    held = Reservation.objects.filter(
        ~Q(state=Reservation.State.RELEASED) | Q(settled_at__gt=at),
        ticket=OuterRef("ticket"),
        is_beyond=True,
        made_at__lte=at,
    )
    return Exists(held)
