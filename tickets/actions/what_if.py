"""Stored clocks beside what they would be: replayed as they are, or under other terms.

Nothing is written: results that were told stand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from catalogue.hours import working_times
from catalogue.models import Calendar, Priority, ServiceLevel
from tickets.models import Clock, Ticket
from tickets.timing import Fact, Timer, lived

from .clock_facts import calendars_of, end_of, facts_by_ticket, facts_of
from .clock_rows import RESULT, breaks_of, key_of
from .promising import terms_in

COMPARED = (*RESULT, "goal", "hours", "met_by", "target_text", "pauses")
# What a what-if is about: not why, and not by which words.
TOLD = ("state", "started_at", "stopped_at", "due_at", "elapsed", "met", "goal")


@dataclass(frozen=True)
class Compared:
    """A clock as stored and as replayed (None: there is none), and what differs, by name.

    `differs` gives for each name the stored and the replayed value.
    """

    ticket: Ticket
    metric: str
    name: str
    cycle: int
    stored: Clock | None
    replayed: Timer | None
    differs: Mapping[str, tuple[object, object]]

    @property
    def is_same(self) -> bool:
        """Whether nothing differs."""
        return not self.differs

    def __str__(self) -> str:
        clock = " ".join(filter(None, [self.metric, self.name, f"#{self.cycle}"]))
        changes = "; ".join(
            f"{name}: {_shown(old)} stored, {_shown(new)} replayed"
            for name, (old, new) in self.differs.items()
        )
        return f"{self.ticket.reference} {clock}: {changes or 'the same'}"


def differences(ticket: Ticket, *, at: dt.datetime) -> list[Compared]:
    """Where the stored clocks of a ticket are not what its timeline gives."""
    return [each for _, found in all_differences([ticket], at=at) for each in found]


def all_differences(
    tickets: Sequence[Ticket], *, at: dt.datetime
) -> Iterator[tuple[Ticket, list[Compared]]]:
    """The same for many tickets, with as many queries as for one."""
    facts = facts_by_ticket(tickets)
    datas = [fact.data for found in facts.values() for fact in found]
    times = working_times(calendars_of(*datas).values())
    rows: dict[int, list[Clock]] = {ticket.pk: [] for ticket in tickets}
    stored = Clock.objects.filter(ticket__in=rows).prefetch_related("pauses")
    for row in stored.order_by("pk"):
        rows[row.ticket_id].append(row)
    for ticket in tickets:
        own = facts.get(ticket.pk, [])
        timers = lived(own, times, end_of(at, own)).timers
        found = compared(ticket, rows[ticket.pk], timers, COMPARED)
        yield ticket, [each for each in found if not each.is_same]


def what_if(
    ticket: Ticket,
    *,
    level: ServiceLevel | None = None,
    priority: Priority | None = None,
    calendar: Calendar | None = None,
    at: dt.datetime,
) -> list[Compared]:
    """The clocks of a ticket had it been judged otherwise, each beside the stored one.

    `level`: by another service level, priorities by their labels. `priority`: had it had that one
    from the beginning. `calendar`: in other support hours. None of them: by today's hours.
    """
    facts = facts_of(ticket)
    if level or priority or calendar:
        facts = list(_otherwise(ticket, facts, level, priority, calendar))
    times = working_times(calendars_of(*(fact.data for fact in facts)).values())
    timers = lived(facts, times, end_of(at, facts)).timers
    rows = list(ticket.clocks.prefetch_related("pauses"))
    return compared(ticket, rows, timers, TOLD)


def _otherwise(
    ticket: Ticket,
    facts: Iterable[Fact],
    level: ServiceLevel | None,
    priority: Priority | None,
    calendar: Calendar | None,
) -> Iterator[Fact]:
    """The same facts with other promises."""
    level = level or (priority.service_level if priority else ticket.service_level)
    labels = {each.label: each for each in level.priorities.all()} if level else {}
    subscription = ticket.subscription
    agreed = calendar or subscription.calendar or (level.calendar if level else None)
    for fact in facts:
        if fact.kind == "reclassified" and priority is not None:
            continue
        if fact.kind not in ("opened", "reclassified"):
            yield fact
            continue
        label = str(fact.data.get("priority") or "")
        terms = terms_in(
            level=level,
            priority=priority or labels.get(label),
            calendar=agreed,
            qualifies_for=subscription.qualifies_for,
            at=fact.at,
        )
        label = priority.label if priority else label
        yield replace(fact, data={**fact.data, **terms, "priority": label})


def compared(
    ticket: Ticket,
    rows: Iterable[Clock],
    timers: Iterable[Timer],
    names: Sequence[str],
) -> list[Compared]:
    """Stored rows beside replayed timers, by what tells clocks apart."""
    stored = {key_of(row): row for row in rows}
    replayed = {timer.key: timer for timer in timers}
    found = []
    for key in sorted(stored.keys() | replayed.keys()):
        row, timer = stored.get(key), replayed.get(key)
        before, after = _of_row(row), _of_timer(timer)
        differs = {
            name: (before.get(name), after.get(name))
            for name in names
            if before.get(name) != after.get(name)
            and not (name == "breached_at" and _unswept(row, timer))
        }
        found.append(Compared(ticket, *key, row, timer, differs))
    return found


def _unswept(row: Clock | None, timer: Timer | None) -> bool:
    """A deadline that has passed since anything happened: the next sweep notes it."""
    return (
        row is not None
        and timer is not None
        and row.breached_at is None
        and timer.is_active
    )


def _of_row(row: Clock | None) -> dict[str, object]:
    if row is None:
        return {}
    found = {name: getattr(row, name) for name in COMPARED if name != "pauses"}
    return found | {"pauses": breaks_of(row), "met_by": list(row.met_by)}


def _of_timer(timer: Timer | None) -> dict[str, object]:
    if timer is None:
        return {}
    promise = timer.promise
    return {name: getattr(timer, name) for name in RESULT} | {
        "goal": promise.goal,
        "hours": promise.hours,
        "met_by": list(promise.met_by),
        "target_text": promise.text,
        "pauses": list(timer.pauses),
    }


def _shown(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return "nothing" if value in (None, "") else str(value)
