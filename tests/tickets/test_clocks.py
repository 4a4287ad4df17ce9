"""Clocks as rows: begun at intake, replayed after every event."""

import datetime as dt

import pytest

from tests.tickets.rows import ticket_of
from tickets.actions import clocking, promising
from tickets.actions.recording import Author, record
from tickets.models import Clock

STAFF = Author("lee@acme.example", is_staff=True)


@pytest.fixture
def clocked(subscription, now):
    """A P1 ticket of the small guide with its clocks: response in 30 minutes, restoration in 4 h."""
    level = subscription.service_level
    priority = level.priorities.get(label="P1")
    ticket = ticket_of(subscription, at=now, priority=priority)
    data = {"priority": "P1", "state": "new"} | promising.terms(
        level=level, priority=priority, subscription=subscription, at=now
    )
    record(ticket, "opened", author=STAFF, at=now, data=data)
    clocking.begin(ticket, data=data, at=now)
    ticket.save()
    return ticket


@pytest.mark.django_db
def test_a_ticket_begins_with_a_clock_for_each_promise(clocked, now):
    clocks = {clock.metric: clock for clock in clocked.clocks.all()}

    assert set(clocks) == {"response", "restoration", "escalation"}
    assert clocks["response"].due_at == now + dt.timedelta(minutes=30)
    assert clocked.due_at == now + dt.timedelta(minutes=30)
    assert clocks["response"].fires_at == now + dt.timedelta(minutes=22.5)
    assert clocks["escalation"].fires_at == now + dt.timedelta(hours=4)


@pytest.mark.django_db
def test_a_reply_stops_the_response_clock_for_good(clocked, now):
    at = now + dt.timedelta(minutes=30)
    record(clocked, "replied", author=STAFF, at=at, is_public=True, body="On it.")

    clocking.refresh(clocked, at=at)

    response = Clock.objects.get(ticket=clocked, metric="response")
    assert (response.state, response.met) == ("stopped", True)
    assert response.elapsed == dt.timedelta(minutes=30)
    assert clocked.due_at == now + dt.timedelta(hours=4)
