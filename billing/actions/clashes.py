"""What rows of time collide with: time of the same engineer, an external id that is taken."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from zoneinfo import ZoneInfo

from billing.models import TimeEntry
from catalogue.platform.tenancy import Actor

A_DAY = dt.timedelta(days=1)
Clash = tuple[int, str, str]  # number of the row, its field, what is wrong


@dataclass(frozen=True)
class _Stretch:
    """[start, end) of somebody's work; `number` is the row's, None for time that is stored."""

    start: dt.datetime
    end: dt.datetime
    number: int | None
    ticket: int | None


def clashes(
    entries: Sequence[TimeEntry], left_out: Collection[int], *, actor: Actor
) -> Iterator[Clash]:
    """What rows collide with, among each other and with what is stored; two queries at most.

    `left_out` are stored entries that the rows stand for.
    """
    return chain(_overlaps(entries, left_out, actor), _taken_numbers(entries, left_out))


def _overlaps(
    entries: Sequence[TimeEntry], left_out: Collection[int], actor: Actor
) -> Iterator[Clash]:
    """Half-open: work may begin when the work before it ends."""
    work: dict[int, list[_Stretch]] = defaultdict(list)
    for number, each in enumerate(entries):
        if each.started_at and each.ended_at and each.engineer_id and each.agreement_id:
            stretch = _Stretch(each.started_at, each.ended_at, number, each.ticket_id)
            work[each.engineer_id].append(stretch)
    for engineer, stretch in _stored(work, left_out):
        work[engineer].append(stretch)
    for engineer, stretches in work.items():
        own = engineer == actor.user
        for mine, other in _pairs(stretches):
            entry = entries[mine.number or 0]
            yield mine.number or 0, "started_at", _said(entry, other, own=own)


def _stored(
    work: dict[int, list[_Stretch]], left_out: Collection[int]
) -> list[tuple[int, _Stretch]]:
    if not work:
        return []
    every = list(chain.from_iterable(work.values()))
    first = min(each.start for each in every)
    last = max(each.end for each in every)
    rows = TimeEntry.objects.standing().filter(
        engineer__in=work.keys(),
        # Days are the customers', up to a day beside those of UTC; the index is of days.
        worked_on__range=(first.date() - 2 * A_DAY, last.date() + A_DAY),
        started_at__lt=last,
        ended_at__gt=first,
    )
    found = rows.exclude(pk__in=left_out).order_by()
    return [
        (engineer, _Stretch(start, end, None, ticket))
        for engineer, start, end, ticket in found.values_list(
            "engineer", "started_at", "ended_at", "ticket"
        )
    ]


def _pairs(stretches: Sequence[_Stretch]) -> Iterator[tuple[_Stretch, _Stretch]]:
    """Each new stretch that overlaps, with one that it overlaps."""
    ordered = sorted(
        stretches, key=lambda each: (each.start, each.number is not None, each.end)
    )
    longest = ordered[0]
    for each in ordered[1:]:
        if each.start < longest.end:
            if each.number is not None:
                yield each, longest
            elif longest.number is not None:
                yield longest, each
        if each.end > longest.end:
            longest = each


def _said(entry: TimeEntry, other: _Stretch, *, own: bool) -> str:
    zone = ZoneInfo(entry.agreement.customer.zone)
    start, end = other.start.astimezone(zone), other.end.astimezone(zone)
    when = f"{start:%H:%M} to {end:%H:%M} on {start.day} {start:%B}"
    if other.number is not None:
        return f"It overlaps with row {other.number + 1}, {when}: change one of them."
    # Of somebody else's time no more than that it is taken.
    ticket = f" on T-{other.ticket}" if other.ticket and own else ""
    who = "You have" if own else f"{entry.engineer} has"
    return f"{who} logged {when}{ticket} already: change one of both."


def _taken_numbers(
    entries: Sequence[TimeEntry], left_out: Collection[int]
) -> Iterator[Clash]:
    named = [
        (number, (each.agreement_id, each.external_id))
        for number, each in enumerate(entries)
        if each.external_id and each.agreement_id
    ]
    if not named:
        return
    rows = TimeEntry.objects.standing().filter(
        agreement__in={agreement for _, (agreement, _) in named},
        external_id__in={external for _, (_, external) in named},
    )
    found = rows.exclude(pk__in=left_out).values_list("agreement", "external_id", "pk")
    stored = {(agreement, external): pk for agreement, external, pk in found}
    first: dict[tuple[int, str], int] = {}
    for number, spot in named:
        if spot in stored:
            yield (
                number,
                "external_id",
                f"The agreement has an entry with the external id “{spot[1]}”: correct that one.",
            )
        elif first.setdefault(spot, number) != number:
            yield (
                number,
                "external_id",
                f"Row {first[spot] + 1} has the external id “{spot[1]}” already.",
            )
