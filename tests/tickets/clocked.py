"""Tickets with clocks, on a guide made of rows and in hours that the customer agreed on."""

import datetime as dt

from catalogue.models import Calendar, CalendarVersion, Window
from tests.tickets.rows import ticket_of
from tickets.actions import clocking, promising
from tickets.actions.recording import Author, record

STAFF = Author("lee@acme.example", is_staff=True)
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)


def office_of(provider, key="office", *, days=range(5), opens=480, closes=1080):
    """A calendar of UTC, Monday to Friday 8–18 unless told otherwise, under no wall."""
    calendar = Calendar.objects.create(provider=provider, key=key, name="Office hours")
    version = CalendarVersion.objects.create(
        calendar=calendar, valid_from=dt.date(2020, 1, 1), zone="UTC"
    )
    Window.objects.bulk_create(
        Window(version=version, day=day, opens=opens, closes=closes) for day in days
    )
    calendar.refresh_from_db()
    return calendar


def begun(subscription, *, at, calendar=None, priority="P1", **values):
    """A new ticket with its opening event and its clocks, counted in a calendar's hours."""
    level = subscription.service_level
    row = level.priorities.get(label=priority)
    ticket = ticket_of(subscription, at=at, priority=row)
    terms = promising.terms_in(level=level, priority=row, calendar=calendar, at=at)
    data = {"priority": priority, "state": "new", **terms, **values}
    record(ticket, "opened", author=STAFF, at=at, data=data)
    clocking.begin(ticket, data=data, at=at)
    ticket.save()
    return ticket


def happens(ticket, kind, *, at, body="", **data):
    """An event of staff, and the clocks after it."""
    if kind in ("open", "pending_customer", "resolved", "pending_third_party"):
        data |= {"to": kind}
        kind = "moved"
    record(ticket, kind, author=STAFF, at=at, is_public=True, body=body, data=data)
    return clocking.refresh(ticket, at=at)


def clock_of(ticket, metric, **values):
    """The last clock of a metric, as it is stored."""
    return ticket.clocks.filter(metric=metric, **values).order_by("cycle").last()
