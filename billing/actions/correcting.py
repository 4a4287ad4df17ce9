"""Changing time that is logged: a correction is a new entry, and the old one is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from django.db import transaction

from billing.models import TimeEntry
from catalogue.platform.tenancy import Actor
from tickets.actions.recording import author_of

from . import recounting, ticket_minutes
from .around import locked_tickets
from .logging_time import put
from .months import hold_all
from .refusals import Refused
from .taking_back import entry_of, reason_of, take_back
from .works import Work

CHANGEABLE = frozenset(each.name for each in fields(Work))


@transaction.atomic
def correct(
    pk: int,
    *,
    changes: Mapping[str, Any],
    reason: str,
    actor: Actor,
    at: dt.datetime,
) -> TimeEntry:
    """A new entry in place of one that stands, which is withdrawn with the reason.

    `changes` names fields of `Work`. It waits for approval anew. For its engineer, and who approves
    time. Raises `TimeEntry.DoesNotExist` for a stranger's, `BadEntries` for what does not fit,
    `NotNow` where the month is closed: reopen it, or give a credit.
    """
    before = entry_of(pk, actor)
    if set(changes) - CHANGEABLE:
        raise Refused("Change what an entry has: time, role, class, texts.")
    text = reason_of(reason)
    work = replace(_work_of(before), **_with_consequences(before, changes))
    if work == _work_of(before):
        raise Refused("Nothing is changed.")
    (made,) = put(
        [work],
        source=before.source,
        actor=actor,
        at=at,
        replaced={0: before},
        reason=text,
    )
    return made


@transaction.atomic
def withdraw(pk: int, *, reason: str, actor: Actor, at: dt.datetime) -> TimeEntry:
    """Take an entry back, with the reason; it is kept, and counts no more.

    Raises as `correct` does.
    """
    before = entry_of(pk, actor)
    text = reason_of(reason)
    tickets = locked_tickets({before.ticket_id} if before.ticket_id else set(), actor)
    hold_all([before.agreement], [(before.agreement_id, before.month)])
    gone = take_back([before], reason=text, actor=actor, at=at)
    recounting.write(recounting.count_with([], gone))
    ticket_minutes.tell(list(tickets.values()), author=author_of(actor), at=at)
    return gone[0]


def _work_of(entry: TimeEntry) -> Work:
    """An entry as the row that would log it again."""
    with_times = entry.started_at is not None
    return Work(
        agreement=entry.agreement,
        ticket=entry.ticket,
        engineer=entry.engineer,
        role=entry.role,
        work_type=entry.work_type,
        billable=entry.billable,
        worked_on=None if with_times else entry.worked_on,
        started_at=entry.started_at,
        ended_at=entry.ended_at,
        minutes=None if with_times else entry.minutes,
        is_after_hours=entry.is_after_hours,
        description=entry.description,
        note=entry.note,
        external_id=entry.external_id,
        provision=entry.provision,
    )


def _with_consequences(before: TimeEntry, changes: Mapping[str, Any]) -> dict[str, Any]:
    """What else changes: another ticket has an agreement and a line of its own."""
    changes = dict(changes)
    if "ticket" in changes and changes["ticket"] != before.ticket:
        changes.setdefault("provision", None)
        if changes["ticket"] is not None:
            changes.setdefault("agreement", None)
    if changes.get("started_at") is not None:
        changes.setdefault("worked_on", None)
        changes.setdefault("minutes", None)
        changes.setdefault("is_after_hours", False)
    return changes
