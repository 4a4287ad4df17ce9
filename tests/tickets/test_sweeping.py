"""The sweep: clocks speak up once, at their moment, whoever asks them and however late."""

import datetime as dt

import pytest

from catalogue.models import Calendar, CalendarVersion, Mail, Window
from tests.tickets.rows import ticket_of
from tickets.actions import clocking, promising
from tickets.actions import sweeping as sweeping_module
from tickets.actions.recording import SYSTEM, Author, record
from tickets.actions.sweeping import sweep
from tickets.actions.telling import tell
from tickets.actions.what_if import differences
from tickets.models import Clock, EscalationContact, Event

MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
LEE = Author("lee@acme.example", is_staff=True)

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(subscription, now):
    """Open a P1 ticket: response in 30 minutes, restoration in 4 h, then the duty manager."""

    def make(at=now):
        level = subscription.service_level
        priority = level.priorities.get(label="P1")
        ticket = ticket_of(subscription, at=at, priority=priority)
        data = {"priority": "P1", "state": "new"} | promising.terms(
            level=level, priority=priority, subscription=subscription, at=at
        )
        record(ticket, "opened", author=SYSTEM, at=at, is_public=True, data=data)
        clocking.begin(ticket, data=data, at=at)
        ticket.save()
        return ticket

    return make


@pytest.fixture
def office(subscription, provider):
    """Support hours of the subscription: 08–18 in Chicago, Monday to Friday."""
    calendar = Calendar.objects.create(provider=provider, key="office", name="Office")
    version = CalendarVersion.objects.create(
        calendar=calendar, valid_from=dt.date(2025, 1, 1), zone="America/Chicago"
    )
    for day in range(5):
        Window.objects.create(version=version, day=day, opens=480, closes=1080)
    calendar.refresh_from_db()
    subscription.calendar = calendar
    subscription.save()
    return calendar


def told(ticket):
    """What the sweep wrote: kind, metric and percentage of each event."""
    rows = Event.objects.filter(
        ticket=ticket, kind__in=["warned", "breached", "escalated"]
    )
    return [(row.kind, row.data["metric"], row.data["percent"]) for row in rows]


def test_a_clock_warns_and_breaches_once_each(opened, now):
    ticket = opened()
    moments = [22, 22.5, 23, 30, 31, 100]

    for minutes in moments:
        sweep(now + minutes * MINUTE)

    assert told(ticket) == [("warned", "response", 75), ("breached", "response", 100)]
    response = Clock.objects.get(ticket=ticket, metric="response")
    assert response.breached_at == response.due_at == now + 30 * MINUTE
    assert (response.fires_at, response.fired) == (None, [75, 100])
    assert response.state == "running"


def test_after_a_long_silence_a_clock_says_only_where_it_stands(opened, now):
    ticket = opened()

    sweep(now + 24 * HOUR)
    sweep(now + 25 * HOUR)

    assert sorted(told(ticket)) == [
        ("breached", "response", 100),
        ("breached", "restoration", 100),
        ("escalated", "escalation", 100),
    ]


def test_a_clock_that_was_met_says_nothing(opened, now):
    ticket = opened()
    at = now + 10 * MINUTE
    record(ticket, "replied", author=LEE, at=at, is_public=True, body="On it.")
    clocking.refresh(ticket, at=at)

    sweep(now + HOUR)

    assert told(ticket) == []


def test_a_deadline_that_moved_warns_again(opened, now):
    ticket = opened()
    sweep(now + 25 * MINUTE)
    for minutes, (before, after) in {
        26: ("new", "pending_customer"),
        86: ("pending_customer", "open"),
    }.items():
        at, data = now + minutes * MINUTE, {"from": before, "to": after, "verb": "x"}
        ticket.state = after
        record(ticket, "moved", author=LEE, at=at, data=data)
        clocking.refresh(ticket, at=at)

    sweep(now + 87 * MINUTE)
    sweep(now + 91 * MINUTE)

    assert told(ticket) == [("warned", "response", 75), ("breached", "response", 100)]


def test_new_support_hours_move_the_deadlines_of_open_clocks(opened, office):
    # 17:50 in Chicago, on a day to come: the past of a calendar stays as it is.
    late = dt.datetime(2040, 3, 6, 23, 50, tzinfo=dt.UTC)
    ticket = opened(late)
    before = Clock.objects.get(ticket=ticket, metric="response")
    later = CalendarVersion.objects.create(
        calendar=office, valid_from=dt.date(2040, 3, 7), zone="America/Chicago"
    )
    Window.objects.create(version=later, day=2, opens=600, closes=1080)

    sweep(late + MINUTE)
    sweep(late + 2 * MINUTE)

    after = Clock.objects.get(pk=before.pk)
    event = Event.objects.get(kind="reckoned")
    [moved] = [each for each in event.data["clocks"] if each["metric"] == "response"]
    assert after.due_at == before.due_at + 2 * HOUR
    assert moved["from"] == before.due_at.isoformat()
    assert moved["to"] == after.due_at.isoformat()
    assert differences(ticket, at=late + MINUTE) == []


def test_management_is_told_when_it_opens(opened, office, provider, now):
    for name, in_hours in (("boss", True), ("night", False)):
        EscalationContact.objects.create(
            provider=provider,
            name="Duty manager",
            email=f"{name}@acme.example",
            in_hours=in_hours,
        )
    ticket = opened()
    night = now + 10 * HOUR

    Event.objects.create(
        ticket=ticket,
        customer=ticket.customer,
        kind="escalated",
        at=night,
        by="Remit",
        by_staff=True,
        data={"metric": "escalation", "name": "Duty manager", "calendar": office.pk},
    )
    tell(night)

    due = dict(Mail.objects.values_list("recipient", "due_at"))
    assert due["night@acme.example"] < night + MINUTE
    assert due["boss@acme.example"] == dt.datetime(2026, 3, 11, 13, tzinfo=dt.UTC)


def test_management_of_a_calendar_without_hours_is_told_at_once(opened, provider, now):
    EscalationContact.objects.create(
        provider=provider, name="Boss", email="boss@acme.example", in_hours=True
    )
    empty = Calendar.objects.create(provider=provider, key="empty", name="Empty")
    ticket = opened()

    Event.objects.create(
        ticket=ticket,
        customer=ticket.customer,
        kind="escalated",
        at=now,
        by="Remit",
        by_staff=True,
        data={"metric": "escalation", "name": "boss", "calendar": empty.pk},
    )
    tell(now)

    assert Mail.objects.get(recipient="boss@acme.example").due_at < now + MINUTE


def test_a_ticket_that_fails_keeps_no_other_waiting(opened, now, monkeypatch, caplog):
    bad, good = opened(), opened()
    refresh = clocking.refresh

    def fail(ticket, *, at):
        if ticket.pk == bad.pk:
            raise ValueError("no")
        return refresh(ticket, at=at)

    monkeypatch.setattr(clocking, "refresh", fail)

    swept = sweep(now + HOUR)

    assert swept == 1
    assert told(bad) == []
    assert told(good) == [("breached", "response", 100)]
    assert f"ticket {bad.pk}" in caplog.text


def test_all_that_is_due_is_swept_in_batches(opened, now, monkeypatch):
    monkeypatch.setattr(sweeping_module, "BATCH", 2)
    tickets = [opened() for _ in range(5)]

    sweep(now + HOUR)

    assert [told(ticket) for ticket in tickets] == [
        [("breached", "response", 100)] for _ in tickets
    ]


def test_a_sweep_with_nothing_due_takes_two_queries(
    opened, now, django_assert_num_queries
):
    opened()

    with django_assert_num_queries(2):
        sweep(now + MINUTE)
