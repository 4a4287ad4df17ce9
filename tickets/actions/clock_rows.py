"""Rows of clocks and pauses, from the timers that a replay gives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from catalogue.platform import inserts
from tickets.models import Clock, Pause, Ticket
from tickets.timing import Break, Timer
from tickets.timing.marks import armed
from tickets.timing.timers import Times

# What a row keeps of its timer, beside its key and its promise.
RESULT = (
    "state",
    "reason",
    "started_at",
    "stopped_at",
    "due_at",
    "elapsed",
    "met",
    "breached_at",
    "counts",
)
FINAL = (Clock.State.STOPPED, Clock.State.CANCELLED)


@dataclass(frozen=True)
class Reckoning:
    """What rows are made of: the moment, the hours, and the edition that each calendar has."""

    at: dt.datetime
    times: Times
    editions: Mapping[int, int]

    def armed(
        self, timer: Timer, fired: Sequence[int]
    ) -> tuple[dt.datetime | None, list[int]]:
        """When a clock speaks next, and the marks at which it has spoken."""
        return armed(timer, fired, settings.REMIT_WARN_PERCENT, self.times, self.at)

    def edition(self, timer: Timer) -> int:
        """The edition of the hours that the timer counts in; 0 for elapsed time."""
        return self.editions.get(timer.promise.calendar or 0, 0)


def key_of(row: Clock) -> tuple[str, str, int]:
    """What tells the clocks of a ticket apart; a timer's `key` is the same."""
    return row.metric, row.name, row.cycle


def new_row(
    ticket: Ticket, timer: Timer, now: Reckoning, fired: Sequence[int] = ()
) -> Clock:
    """A row, not saved. `fired`: what the clock that it follows has told already."""
    promise = timer.promise
    row = Clock(
        ticket=ticket,
        customer_id=ticket.customer_id,
        metric=promise.metric,
        name=promise.name,
        cycle=timer.cycle,
        priority_label=timer.priority[:300],
        target_text=promise.text,
        goal=promise.goal,
        hours=promise.hours,
        calendar_id=promise.calendar if promise.calendar in now.editions else None,
        met_by=list(promise.met_by),
        edition=now.edition(timer),
        **{name: getattr(timer, name) for name in RESULT},
    )
    row.fires_at, row.fired = now.armed(timer, fired)
    return row


def pauses_of(row: Clock, timer: Timer) -> list[Pause]:
    """The pauses of a row, not saved."""
    return [_pause(row, each) for each in timer.pauses]


def insert(rows: Sequence[Clock], timers: Iterable[Timer]) -> None:
    """Save new rows with their pauses: one insert, two when the ticket stands still."""
    inserts.insert(rows)
    inserts.insert(
        [
            pause
            for row, timer in zip(rows, timers, strict=True)
            for pause in pauses_of(row, timer)
        ]
    )


def update(row: Clock, timer: Timer, now: Reckoning) -> None:
    """Write what differs. A result stays as it is: only whether it counts may change."""
    if row.state in FINAL:
        wanted: dict[str, Any] = {"counts": timer.counts, "reason": timer.reason}
    else:
        wanted = {name: getattr(timer, name) for name in RESULT}
        wanted["fires_at"], wanted["fired"] = now.armed(timer, row.fired)
        wanted |= {"edition": now.edition(timer), "goal": timer.promise.goal}
        _update_pauses(row, timer)
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, wanted[name])
    if changed:
        row.save(update_fields=changed)


def breaks_of(row: Clock) -> list[Break]:
    """The stored pauses of a row, in order."""
    rows = sorted(row.pauses.all(), key=lambda pause: (pause.began_at, pause.pk))
    return [Break(each.reason, each.began_at, each.ended_at) for each in rows]


def _pause(row: Clock, each: Break) -> Pause:
    return Pause(
        clock=row,
        ticket_id=row.ticket_id,
        customer_id=row.customer_id,
        reason=each.reason,
        began_at=each.began_at,
        ended_at=each.ended_at,
    )


def _update_pauses(row: Clock, timer: Timer) -> None:
    """One pause is open at a time: what ends is written before what begins."""
    stored = {(each.reason, each.began_at): each for each in row.pauses.all()}
    wanted = {(each.reason, each.began_at): each for each in timer.pauses}
    if gone := [each.pk for key, each in stored.items() if key not in wanted]:
        Pause.objects.filter(pk__in=gone).delete()
    for key in stored.keys() & wanted.keys():
        pause, ended_at = stored[key], wanted[key].ended_at
        if pause.ended_at != ended_at:
            pause.ended_at = ended_at
            pause.save(update_fields=["ended_at"])
    new = [_pause(row, each) for key, each in wanted.items() if key not in stored]
    Pause.objects.bulk_create(new)
