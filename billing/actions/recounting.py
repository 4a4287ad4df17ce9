"""What is charged of entries, by their agreement's rule: each alone, or a group of them together.

The order of writing never matters: within a group minutes are rounded in the order of the time
worked, so an entry that is added, corrected or withdrawn changes what others of its group come to.
Whoever writes holds the months, see `months.hold_all`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q

from billing.models import Agreement, TimeEntry
from billing.rounding import spread
from billing.splitting import Part, split
from catalogue.hours import working_times
from catalogue.worktime import WorkingTime

from .months import Spot

Billable = TimeEntry.Billable
Per = Agreement.MinimumPer
FREE = (Billable.NO_CHARGE, Billable.EXEMPT)  # shown, never counted
LAST = 2**63  # where an entry without a key yet stands among its equals
BEGINNING = dt.datetime.min.replace(tzinfo=dt.UTC)
Counts = tuple[int, int]  # minutes charged within and after business hours


def recount(agreements: Iterable[Agreement], spots: Iterable[Spot]) -> int:
    """Count all standing entries of months anew; how many changed. The months are held.

    For a rule that changed, or entries that went to another month. Two queries.
    """
    asked = set(spots)
    by_pk = {each.pk: each for each in agreements}
    rows = TimeEntry.objects.standing().filter(
        agreement__in={pk for pk, _ in asked}, month__in={month for _, month in asked}
    )
    found = [row for row in rows if (row.agreement_id, row.month) in asked]
    return write(changed(found, by_pk))


def count_with(new: Sequence[TimeEntry], gone: Sequence[TimeEntry]) -> list[TimeEntry]:
    """Put on new entries what they are charged; the stored ones that change with them, not saved.

    `gone` are withdrawn already: they leave what they were rounded with. One query where time is
    rounded in groups, none otherwise.
    """
    agreements = {each.agreement_id: each.agreement for each in (*new, *gone)}
    touched = {
        key
        for each in (*new, *gone)
        if (key := group_of(each, agreements[each.agreement_id])) is not None
    }
    beside = _beside(touched, agreements) if touched else []
    changes = changed([*new, *beside], agreements)
    return [each for each in changes if each.pk]


def changed(
    entries: Sequence[TimeEntry], agreements: Mapping[int, Agreement]
) -> list[TimeEntry]:
    """Those of whole groups whose count changes, with the new one on them; not saved."""
    groups: dict[Hashable, list[TimeEntry]] = defaultdict(list)
    for number, each in enumerate(entries):
        key = group_of(each, agreements[each.agreement_id])
        groups[number if key is None else key].append(each)
    calendars = {each.calendar for each in agreements.values() if each.calendar}
    hours = working_times(calendars)
    found = []
    for group in groups.values():
        agreement = agreements[group[0].agreement_id]
        own = hours.get(agreement.calendar_id or 0)
        counts = counted(sorted(group, key=order), agreement, own)
        for each, (within, after) in counts:
            if (each.counted_minutes, each.after_minutes) != (within, after):
                each.counted_minutes, each.after_minutes = within, after
                found.append(each)
    return found


def write(entries: Sequence[TimeEntry]) -> int:
    """Store what entries are charged; one query where any is."""
    fields = ["counted_minutes", "after_minutes"]
    return TimeEntry.objects.bulk_update(entries, fields) if entries else 0


def counted(
    entries: Sequence[TimeEntry], agreement: Agreement, hours: WorkingTime | None
) -> Iterable[tuple[TimeEntry, Counts]]:
    """What a group in its order is charged, entry by entry; pure."""
    billable = entries[0].billable
    if billable in FREE:
        return [(each, (0, 0)) for each in entries]
    parts = [parts_of(each, hours) for each in entries]
    flat = [part for own in parts for part in own]
    increment, minimum = rule(agreement, billable)
    minutes = [part.minutes for part in flat]
    shares = iter(spread(minutes, increment=increment, minimum=minimum))
    found = []
    for each, own in zip(entries, parts, strict=True):
        within = after = 0
        for part in own:
            share = next(shares)
            within, after = (
                (within, after + share) if part.is_after else (within + share, after)
            )
        found.append((each, (within, after)))
    return found


def parts_of(entry: TimeEntry, hours: WorkingTime | None) -> list[Part]:
    """An entry's minutes within and after business hours; without a start it says so itself."""
    if entry.started_at is None or entry.ended_at is None:
        return [Part(entry.is_after_hours, entry.minutes)]
    return split(entry.started_at, entry.ended_at, hours)


def order(entry: TimeEntry) -> tuple[Any, ...]:
    """The order of the time worked; entries without a start come first of their day."""
    return (
        entry.worked_on,
        entry.started_at or BEGINNING,
        entry.ended_at or BEGINNING,
        entry.minutes,
        entry.is_after_hours,
        entry.role,
        entry.engineer_id,
        entry.pk or LAST,
    )


def rule(agreement: Agreement, billable: str) -> tuple[int, int]:
    """Increment and minimum for work of a billable class (`W36`)."""
    minimum = agreement.minimum_minutes
    if agreement.minimum_for == "hourly" and billable != Billable.HOURLY:
        minimum = 0
    return agreement.increment_minutes, minimum


def group_of(entry: TimeEntry, agreement: Agreement) -> tuple[Any, ...] | None:
    """What an entry is rounded with; None for one that is rounded by itself."""
    plain = rule(agreement, entry.billable) in ((1, 0), (1, 1))
    per = agreement.minimum_per
    if plain or entry.billable in FREE or per == Per.ENTRY:
        return None
    month = (entry.agreement_id, entry.month, entry.billable)
    if per == Per.MONTH:
        return month
    return (*month, entry.ticket_id) if entry.ticket_id else None


def _beside(
    touched: Iterable[tuple[Any, ...]], agreements: Mapping[int, Agreement]
) -> list[TimeEntry]:
    """The standing entries of groups."""
    wanted = set(touched)
    spots = {key[:2] for key in wanted}
    tickets = {key[3] for key in wanted if len(key) > 3}
    whole = {key[0] for key in wanted if len(key) == 3}
    rows = TimeEntry.objects.standing().filter(
        Q(agreement__in=whole) | Q(ticket__in=tickets),
        agreement__in={pk for pk, _ in spots},
        month__in={month for _, month in spots},
    )
    return [
        row for row in rows if group_of(row, agreements[row.agreement_id]) in wanted
    ]
