"""Closing a month for a batch of agreements: one transaction, a number of queries that stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from billing import words
from billing.concerns import Concern, holding, weighed
from billing.models import Agreement, Period, TimeEntry
from catalogue.periods import moved
from catalogue.platform.among import Among
from catalogue.platform.jobs import Clock

from .closing_checks import (
    busy_concern,
    counted,
    order_concerns,
    unapproved,
    unapproved_concern,
)
from .in_bulk import take_room, uncollected
from .months import charged_months, hold_all
from .period_rows import locked
from .reckoning_months import reckon
from .recounting import recount
from .statement_drafts import draft, stated
from .statement_rows import Issued, begin, issue, shut, tell

CLOSED = Period.State.CLOSED
Accepts = Callable[[int], bool]


@dataclass(frozen=True)
class HeldBack:
    """An agreement whose month stays open, and why."""

    agreement: int
    name: str
    concerns: list[Concern]


@dataclass
class Closed:
    """What closing a month came to. `without_statement` had nothing to state, or nothing new."""

    month: dt.date
    statements: list[Issued] = field(default_factory=list)
    without_statement: list[int] = field(default_factory=list)
    held_back: list[HeldBack] = field(default_factory=list)

    @property
    def months(self) -> int:
        """How many agreements' months were closed."""
        return len(self.statements) + len(self.without_statement)

    def add(self, batch: Closed) -> None:
        """Take in what a further batch came to."""
        self.statements += batch.statements
        self.without_statement += batch.without_statement
        self.held_back += batch.held_back


@dataclass
class Batch:
    """The agreements of a batch, what speaks against each, and their locked periods."""

    agreements: list[Agreement]
    concerns: dict[int, list[Concern]]
    accepts: Accepts
    periods: dict[int, Period] = field(default_factory=dict)
    unapproved: dict[int, int] = field(default_factory=dict)
    later: dict[int, dt.date] = field(default_factory=dict)

    def say(self, agreement: int, concern: Concern) -> None:
        """Add what speaks against one of them."""
        self.concerns.setdefault(agreement, []).append(concern)

    def held(self) -> dict[int, list[Concern]]:
        """Who is held back, and by what."""
        found = {
            pk: holding(concerns, accepted=self.accepts(pk))
            for pk, concerns in self.concerns.items()
        }
        return {pk: concerns for pk, concerns in found.items() if concerns}

    def free(self) -> list[Agreement]:
        """Those whose month is open and that nothing holds back."""
        held = self.held()
        return [
            each
            for each in self.agreements
            if each.pk not in held and each.pk in self.periods
        ]

    def told(
        self, month: dt.date, free: Sequence[Agreement], issued: list[Issued]
    ) -> Closed:
        """What became of each."""
        held = self.held()
        names = {each.pk: str(each) for each in self.agreements if each.pk in held}
        stated_now = {each.agreement for each in issued}
        return Closed(
            month,
            issued,
            [each.pk for each in free if each.pk not in stated_now],
            [HeldBack(pk, names[pk], each) for pk, each in sorted(held.items())],
        )


@uncollected()
@transaction.atomic
def close_batch(
    keys: Sequence[int],
    month: dt.date,
    *,
    accepts: Accepts,
    by: str,
    clock: Clock,
) -> Closed:
    """Close the month of some agreements: all of them, less those held back, or none at all.

    Time that nobody approved moves to the next open month where that was accepted. Statements are
    issued when the months are held: what was approved until then stands on them.
    """
    take_room()
    batch = Batch(locked(keys), {}, accepts)
    _hold(batch, month, clock())
    at = clock()
    reasons = _postpone(batch, month)
    reckoned = reckon(batch.free(), [month], at=at, approved_only=True)
    for (pk, _), each in reckoned.items():
        for concern in weighed(each):
            batch.say(pk, concern)
    free = batch.free()
    before = stated(free, month)
    made = [
        draft(each, month, reckoned[each.pk, month], before.get(each.pk))
        for each in free
    ]
    issued = issue([each for each in made if each], month, by=by, at=at)
    periods = [batch.periods[each.pk] for each in free]
    unused = {pk: each.unused_base for (pk, _), each in reckoned.items()}
    shut(periods, unused, by=by, at=at)
    tell(periods, reasons, by=by, at=at)
    return batch.told(month, free, issued)


def _hold(batch: Batch, month: dt.date, at: dt.datetime) -> None:
    """Lock the months to close, and with them the next one of whose time shall move there."""
    for pk, concern in order_concerns(batch.agreements, month, at=at).items():
        batch.say(pk, concern)
    held = batch.held()
    may = [each for each in batch.agreements if each.pk not in held]
    waiting = unapproved([a for a in may if batch.accepts(a.pk)], month)
    asked = [(pk, moved(month, 1)) for pk in waiting]
    batch.later = {pk: found for (pk, _), found in charged_months(asked).items()}
    begin(may, month)
    rows = hold_all(may, [*((a.pk, month) for a in may), *batch.later.items()])
    batch.periods = {
        each.pk: rows[each.pk, month]
        for each in may
        if rows[each.pk, month].state != CLOSED
    }
    batch.unapproved = unapproved(may, month)
    for pk, count in batch.unapproved.items():
        batch.say(pk, unapproved_concern(count))
        spot = pk, batch.later.get(pk, month)
        if batch.accepts(pk) and (spot[1] == month or rows[spot].state == CLOSED):
            batch.say(pk, busy_concern())


def _postpone(batch: Batch, month: dt.date) -> dict[int, str]:
    """Move the time that nobody approved to the next open month; what to say of it, by agreement."""
    moving = [each for each in batch.free() if each.pk in batch.unapproved]
    months = {each.pk: batch.later[each.pk] for each in moving}
    for later in sorted(set(months.values())):
        rows = TimeEntry.objects.standing().filter(
            Among("agreement_id", [pk for pk, on in months.items() if on == later]),
            month=month,
            approved_at=None,
        )
        rows.update(month=later)
    grouped = [
        each for each in moving if each.minimum_per != Agreement.MinimumPer.ENTRY
    ]
    spots = [(each.pk, at) for each in grouped for at in (month, months[each.pk])]
    if spots:
        recount(grouped, spots)
    said = {pk: counted(batch.unapproved[pk]) for pk in months}
    return {
        pk: f"Not approved and moved to {words.month(later)}: {said[pk]}."
        for pk, later in months.items()
    }
