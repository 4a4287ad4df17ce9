"""Entries that do not count any more: kept, with the reason and who took them back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from billing import words
from billing.models import Period, TimeEntry
from catalogue.platform.tenancy import Actor
from tickets.actions.acting import said
from tickets.actions.refusals import Refused as TicketRefused

from .refusals import NotAllowed, NotNow, Refused
from .rights import APPROVE, may

BESIDE = (
    "agreement__calendar",
    "agreement__customer",
    "ticket",
    "engineer",
    "provision",
)


def entry_of(pk: int, actor: Actor) -> TimeEntry:
    """The entry, for its engineer or who approves time; raises `TimeEntry.DoesNotExist`.

    `NotAllowed` for everybody else who may see it; `NotNow` where its month is closed or it is
    withdrawn, said before anything is asked.
    """
    rows = TimeEntry.objects.visible_to(actor).select_related(*BESIDE)
    entry = rows.get(pk=pk)
    if not actor.is_staff:
        raise NotAllowed("Only the provider’s staff change time: write a comment.")
    if entry.engineer_id != actor.user and not may(actor, APPROVE):
        raise NotAllowed("Only who worked, or who approves time, changes an entry.")
    _check(entry, _is_closed(entry))
    return entry


def reason_of(text: str) -> str:
    """The reason cleaned; raises `Refused` without one."""
    try:
        return said(text, field="reason", what="why it is changed")
    except TicketRefused as refusal:
        raise Refused(str(refusal), refusal.field) from refusal


def take_back(
    entries: Sequence[TimeEntry], *, reason: str, actor: Actor, at: dt.datetime
) -> list[TimeEntry]:
    """Withdraw entries whose months are held; raises `NotNow` where somebody was quicker."""
    rows = TimeEntry.objects.select_related(*BESIDE)
    now = rows.in_bulk([each.pk for each in entries])
    found = [now[each.pk] for each in entries]
    for before, each in zip(entries, found, strict=True):
        _check(each, _is_closed(each))
        if each.month != before.month:
            raise NotNow(
                "The entry has gone to another month: look at it, then try again."
            )
        each.withdrawn_at, each.withdrawn_by, each.reason = at, actor.name, reason
    TimeEntry.objects.filter(pk__in=now).update(
        withdrawn_at=at, withdrawn_by=actor.name, reason=reason
    )
    return found


def _is_closed(entry: TimeEntry) -> bool:
    rows = Period.objects.filter(agreement=entry.agreement_id, month=entry.month)
    return rows.filter(state=Period.State.CLOSED).exists()


def _check(entry: TimeEntry, is_closed: bool) -> None:
    if entry.withdrawn_at is not None:
        raise NotNow(f"The entry was withdrawn by {entry.withdrawn_by}: {entry.reason}")
    if is_closed:
        raise NotNow(
            f"{words.month(entry.month)} is closed: reopen the month to change its time, or give "
            "the customer a credit."
        )
