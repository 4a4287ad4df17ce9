"""Logging time: all of a call or none of it, whatever door it comes by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction

from billing import words
from billing.models import Agreement, Period, TimeEntry
from catalogue.periods import month_of
from catalogue.platform.tenancy import Actor
from tickets.actions.recording import author_of
from tickets.models import Ticket

from . import recounting, ticket_minutes
from .around import around
from .clashes import clashes
from .judging import judge
from .months import Spot, charged_months, hold_all
from .refusals import NotAllowed, NotNow
from .taking_back import take_back
from .works import BadEntries, Errors, Work

__all__ = ["BadEntries", "Work", "log", "moved_note"]

MOST = 1000  # rows of one call
CLOSED = Period.State.CLOSED
TRIES = 5  # months that are closed while somebody logs
QUICKER = (
    "Somebody logged the same at this moment: look at what is there, then try again."
)


def log(
    works: Sequence[Work], *, source: str, actor: Actor, at: dt.datetime
) -> list[TimeEntry]:
    """Log time, in the order given; a number of queries that does not grow with the rows.

    What is None is proposed: the ticket's agreement, its billable class, a role, its line of the
    guide; `engineer` is who acts. Entries wait for approval. Where a month is closed the time is
    charged in the earliest open one after it, and `moved_note` says so. Raises `BadEntries`, which
    names every fault of every row; `NotAllowed` for everybody but staff; `NotNow` where somebody
    was quicker.
    """
    return put(works, source=source, actor=actor, at=at)


def put(
    works: Sequence[Work],
    *,
    source: str,
    actor: Actor,
    at: dt.datetime,
    replaced: Mapping[int, TimeEntry] | None = None,
    reason: str = "",
) -> list[TimeEntry]:
    """`log`, where an entry may stand for one that is withdrawn with it, by number of the row."""
    if not actor.is_staff:
        raise NotAllowed("Only the provider's staff log time.")
    if len(works) > MOST:
        raise BadEntries({MOST: {"": f"Log at most {MOST:,} rows at once."}})
    if not works:
        return []
    try:
        return _put(works, replaced or {}, reason, source=source, actor=actor, at=at)
    except IntegrityError as error:
        raise NotNow(QUICKER) from error


@transaction.atomic
def _put(
    works: Sequence[Work],
    replaced: Mapping[int, TimeEntry],
    reason: str,
    *,
    source: str,
    actor: Actor,
    at: dt.datetime,
) -> list[TimeEntry]:
    entries, tickets = _judged(works, replaced, actor=actor, at=at)
    _hold_months(entries, list(replaced.values()))
    gone = _taken_back(replaced, reason, actor=actor, at=at)
    for number, entry in enumerate(entries):
        entry.source = source
        entry.created_at, entry.created_by = at, actor.name
        entry.corrects = gone.get(number)
    beside = recounting.count_with(entries, list(gone.values()))
    TimeEntry.objects.bulk_create(entries)
    recounting.write(beside)
    ticket_minutes.tell(tickets, author=author_of(actor), at=at)
    return entries


def _judged(
    works: Sequence[Work],
    replaced: Mapping[int, TimeEntry],
    *,
    actor: Actor,
    at: dt.datetime,
) -> tuple[list[TimeEntry], list[Ticket]]:
    """The rows as entries, and their tickets, locked; raises `BadEntries` with all that is wrong with any of them."""
    known = around(works, replaced, actor=actor, at=at)
    entries: list[TimeEntry] = []
    errors: dict[int, Errors] = {}
    for number, work in enumerate(works):
        entry, wrong = judge(number, work, known)
        entries.append(entry)
        if wrong:
            errors[number] = wrong
    left_out = {each.pk for each in replaced.values()}
    for number, field, message in clashes(entries, left_out, actor=actor):
        errors.setdefault(number, {}).setdefault(field, message)
    if errors:
        raise BadEntries(errors)
    return entries, list(known.tickets.values())


def _hold_months(entries: Sequence[TimeEntry], gone: Sequence[TimeEntry]) -> None:
    """Give each entry the month it is charged in, and hold these months and those of `gone`.

    A month that is closed while this waits for it sends the entry on.
    """
    agreements: dict[int, Agreement] = {
        each.agreement_id: each.agreement for each in (*entries, *gone)
    }
    held: dict[Spot, Period] = {}
    for _ in range(TRIES):
        months = charged_months((each.agreement_id, each.worked_on) for each in entries)
        for each in entries:
            each.month = months[each.agreement_id, each.worked_on]
        spots = {(each.agreement_id, each.month) for each in (*entries, *gone)}
        held |= hold_all(agreements.values(), spots - held.keys())
        wanted = (held[each.agreement_id, each.month] for each in entries)
        if all(period.state != CLOSED for period in wanted):
            return
    raise NotNow("Months are being closed: try again in a minute.")


def _taken_back(
    replaced: Mapping[int, TimeEntry], reason: str, *, actor: Actor, at: dt.datetime
) -> dict[int, TimeEntry]:
    """The entries that rows stand for, withdrawn; by the number of the row."""
    if not replaced:
        return {}
    gone = take_back(list(replaced.values()), reason=reason, actor=actor, at=at)
    return dict(zip(replaced, gone, strict=True))


def moved_note(entry: TimeEntry) -> str:
    """What to say of an entry that is charged in a later month than it was worked in, else ``."""
    own = month_of(entry.worked_on)
    if entry.month == own:
        return ""
    return (
        f"{words.month(own)} is closed: the time keeps its date and is charged in "
        f"{words.month(entry.month)}."
    )
