"""Resolved tickets about which nobody says a word any more are closed."""

import pytest

from tests.tickets.acts.lives import (
    DAY,
    HOUR,
    INTAKE,
    begun,
    in_state,
    last,
    line,
    now_of,
)
from tickets.actions import closing, stepping, talking
from tickets.actions.moving import move
from tickets.actions.recording import record
from tickets.models import Event, Ticket
from tickets.states import STATES

pytestmark = pytest.mark.django_db


def test_what_was_resolved_a_week_ago_is_closed(subscription, staff_actor, now):
    reset = line(subscription, "reset")
    ticket = begun(subscription, at=now, provision=reset)
    move(ticket.pk, "resolve", actor=staff_actor, at=now + HOUR, body="Done.")

    early = closing.close_resolved(now + 7 * DAY)
    closed = closing.close_resolved(now + 7 * DAY + HOUR)
    again = closing.close_resolved(now + 8 * DAY)

    kept = now_of(ticket)
    assert (early, closed, again) == (0, 1, 0)
    assert (kept.state, kept.ended_at) == ("closed", now + 7 * DAY + HOUR)
    event = last(ticket)
    assert (event.kind, event.by, event.data["days"]) == ("moved", "Remit", 7)
    assert ticket.reservations.get().state == "consumed"


def test_nothing_else_is_closed(subscription, now):
    for state in STATES:
        in_state(subscription, state, at=now)

    closed = closing.close_resolved(now + 30 * DAY)

    assert closed == 1
    assert not Ticket.objects.filter(state="resolved").exists()


def test_a_word_of_the_customer_s_keeps_it_open(subscription, dana_actor, now):
    ticket = in_state(subscription, "resolved", at=now)
    talking.comment(ticket.pk, actor=dana_actor, at=now + 6 * DAY, body="It hums.")

    closed = closing.close_resolved(now + 7 * DAY)

    assert (closed, now_of(ticket).state) == (0, "open")


def test_the_days_are_a_setting(subscription, settings, now):
    settings.CLOSE_DAYS = 0
    in_state(subscription, "resolved", at=now)

    assert closing.close_resolved(now) == 1


def test_one_that_fails_keeps_no_other_waiting(subscription, now, caplog):
    broken, sound = (in_state(subscription, "resolved", at=now) for _ in range(2))
    record(broken, Event.Kind.MERGED, author=INTAKE, at=now)  # lacks what it must hold

    closed = closing.close_resolved(now + 8 * DAY)

    assert (closed, now_of(broken).state) == (1, "resolved")
    assert f"Ticket {broken.pk} was not moved" in caplog.text
    assert Event.objects.get(kind="moved").ticket == sound


def test_a_run_closes_so_many_and_the_next_goes_on(subscription, now, monkeypatch):
    monkeypatch.setattr(stepping, "BATCH", 2)
    for _ in range(3):
        in_state(subscription, "resolved", at=now)

    assert [closing.close_resolved(now + 8 * DAY) for _ in range(2)] == [2, 1]
