"""From a ticket's rows to what its clocks are reckoned from: facts of its timeline, and hours."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q

from catalogue.hours import NoHours, working_time
from catalogue.models import Calendar
from catalogue.worktime import WorkingTime
from tickets.models import Event, Ticket
from tickets.timing import Fact
from tickets.timing.facts import RELEVANT

Times = Mapping[int, WorkingTime]


def facts_of(ticket: Ticket) -> list[Fact]:
    """The facts that move the clocks of a ticket, in the order in which they were recorded."""
    return facts_by_ticket([ticket])[ticket.pk]


def facts_by_ticket(tickets: Iterable[Ticket]) -> Mapping[int, list[Fact]]:
    """The facts of each ticket by its key. One query."""
    by_pk = {ticket.pk: ticket for ticket in tickets}
    found: dict[int, list[Fact]] = defaultdict(list)
    events = Event.objects.filter(ticket__in=by_pk, kind__in=RELEVANT).order_by("pk")
    told = Q(by_staff=True, is_public=True) & ~Q(body="")
    for pk, kind, at, data, is_told in events.values_list(
        "ticket", "kind", "at", "data", ExpressionWrapper(told, BooleanField())
    ):
        # The first one counts from when the report arrived.
        since = by_pk[pk].reported_at if kind == Event.Kind.OPENED else at
        found[pk].append(Fact(kind, since, data, bool(is_told)))
    return found


def opening_fact(ticket: Ticket, data: Mapping[str, Any]) -> Fact:
    """The first fact of a ticket whose event is about to be written."""
    return Fact(Event.Kind.OPENED, ticket.reported_at, data)


def calendars_of(*datas: Mapping[str, Any]) -> dict[int, Calendar]:
    """The calendars that promises in the data of events count in, by key. One query at most."""
    pks = {pk for data in datas for pk in _named(data)}
    return {row.pk: row for row in Calendar.objects.filter(pk__in=pks)} if pks else {}


def _named(data: Mapping[str, Any]) -> set[int]:
    promises = data.get("promises") or ()
    return {each["calendar"] for each in promises if each.get("calendar")}


def known_hours(data: Mapping[str, Any]) -> tuple[dict[int, int], Times]:
    """Editions and working time by calendar, as the terms in `data` were made with them.

    No query when this process has counted in that calendar before.
    """
    pks, kept = _named(data), data.get("calendar") or {}
    editions = {kept["id"]: kept["edition"]} if kept.get("id") in pks else {}
    if pks - editions.keys():
        editions = {pk: row.edition for pk, row in calendars_of(data).items()}
    times = {}
    for pk, edition in editions.items():
        try:
            times[pk] = working_time(pk, edition)
        except NoHours:
            continue
    return editions, times


def end_of(at: dt.datetime, facts: Iterable[Fact]) -> dt.datetime:
    """`at`, or the last fact when that is later."""
    return max([at, *(fact.at for fact in facts)])
