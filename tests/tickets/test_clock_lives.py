"""Random lives of tickets in the database: what is stored is what the timeline gives."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from catalogue import hours
from catalogue.models import Calendar, CalendarVersion, Closure, Window
from tests.tickets.rows import ticket_of
from tests.tickets.timing.lives import MINUTE, OFFICE, lives
from tickets.actions import clocking
from tickets.actions.proving import proof_of
from tickets.actions.recording import Author, record
from tickets.models import Clock, Pause

pytestmark = pytest.mark.django_db
STAFF = Author("lee@acme.example", is_staff=True)
CLOSED_YEARS = range(2009, 2015)


def stored_calendar(provider, versions):
    """Random hours as rows."""
    calendar = Calendar.objects.create(provider=provider, key="any", name="Any hours")
    for version in versions:
        begins = max(version.valid_from, dt.date(2000, 1, 1))
        row = CalendarVersion.objects.create(
            calendar=calendar, valid_from=begins, zone=version.zone.key
        )
        Window.objects.bulk_create(
            Window(version=row, day=day, opens=opens, closes=closes)
            for day, windows in enumerate(version.week)
            for opens, closes in windows
        )
        Closure.objects.bulk_create(
            Closure(version=row, day=day, name=name)
            for year in CLOSED_YEARS
            for day, name in version.closures(year).items()
        )
    calendar.refresh_from_db()
    return calendar


def on(calendar, data):
    """The data of an event with its promises on a stored calendar."""
    promised = [
        each | {"calendar": calendar.pk if each["calendar"] == OFFICE else None}
        for each in data.get("promises", [])
    ]
    return {**data, **({"promises": promised} if promised else {})}


def results(ticket):
    """What is stored of the clocks that have ended, but for whether they count."""
    ended = Clock.objects.filter(ticket=ticket, state__in=["stopped", "cancelled"])
    rows = {row.pop("id"): row for row in ended.values()}
    for row in rows.values():
        del row["counts"], row["reason"]
    pauses = Pause.objects.filter(ticket=ticket, clock__in=rows).order_by("pk")
    return rows, list(pauses.values("clock", "reason", "began_at", "ended_at"))


def live(ticket, calendar, facts):
    """Let the facts happen to a ticket, and ask after each what must hold."""
    first = facts[0]
    data = on(calendar, first.data)
    record(ticket, "opened", author=STAFF, at=first.at, data=data)
    clocking.begin(ticket, data=data, at=first.at)
    ticket.save()
    at = first.at
    for fact in facts[1:]:
        rows, pauses = results(ticket)
        at = max(at, fact.at)
        record(
            ticket,
            fact.kind,
            author=STAFF,
            at=fact.at,
            is_public=True,
            body="Words." if fact.told else "",
            data=on(calendar, fact.data),
        )
        clocking.refresh(ticket, at=at)

        assert clocking.differences(ticket, at=at + MINUTE) == []
        after, pauses_after = results(ticket)
        assert {pk: after[pk] for pk in rows} == rows
        assert [each for each in pauses_after if each["clock"] in rows] == pauses
        check_rows(ticket, at)


def check_rows(ticket, at):
    """The ticket is due with its earliest clock; every result can be proven from its rows."""
    running = [row for row in ticket.clocks.all() if row.state == "running"]
    promised = [row.due_at for row in running if row.metric != "escalation"]
    assert ticket.due_at == min(promised, default=None)
    assert all((row.fires_at is None) == (100 in row.fired) for row in running)
    for row in ticket.clocks.prefetch_related("pauses"):
        proven = proof_of(row, at=at)
        assert row.elapsed is None or proven.counted == row.elapsed
        assert proven.agrees
        assert proven.sentences


@settings(
    max_examples=max(8, settings.default.max_examples // 10),
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(lives())
def test_what_is_stored_is_what_the_timeline_gives(subscription, life):
    _, versions, facts = life
    hours.forget()

    with transaction.atomic():
        calendar = stored_calendar(subscription.guide.provider, versions)
        live(ticket_of(subscription, at=facts[0].at), calendar, facts)
        transaction.set_rollback(True)
