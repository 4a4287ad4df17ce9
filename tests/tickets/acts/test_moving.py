"""Moving a ticket: as the table lets it, once, with what has to be said."""

import datetime as dt

import pytest
from django.db import transaction

from tests.tickets.acts.lives import (
    DAY,
    HOUR,
    begun,
    clocks,
    in_state,
    last,
    line,
    now_of,
)
from tests.tickets.rows import ticket_of
from tickets.actions.moving import move
from tickets.actions.refusals import NotAllowed, NotNow, Refused
from tickets.models import Ticket
from tickets.states import STATES, VERBS, verbs_from

pytestmark = pytest.mark.django_db
SAID = {"body": "We restart the server.", "reason": "It rings again."}


def test_a_move_is_done_exactly_where_the_table_leads(
    subscription, staff_actor, dana_actor, program, now
):
    actors = {
        "staff": staff_actor,
        "customer": dana_actor,
        "program": program,
    }
    buttons = [name for name, verb in VERBS.items() if verb.offered]
    wrong = []

    for state in STATES:
        ticket = in_state(subscription, state, at=now)
        for who, actor in actors.items():
            done = [
                name
                for name in buttons
                if name != "ask_approval" and moves(ticket, name, actor, now)
            ]
            offered = [verb.name for verb in verbs_from(state, who)]
            if done != [name for name in offered if name != "ask_approval"]:
                wrong.append((state, who, done))

    assert not wrong


def moves(ticket, name, actor, now):
    """Whether the move is done and led where it says; all is as before afterwards."""
    point = transaction.savepoint()
    try:
        moved = move(
            ticket.pk, name, actor=actor, at=now + HOUR, until=now + DAY, **SAID
        )
    except (NotNow, NotAllowed):
        return False
    else:
        kept = now_of(ticket)
        assert kept.state == moved.state == VERBS[name].target
        event = last(ticket)
        assert (event.kind, event.by, event.is_public) == ("moved", actor.name, True)
        assert event.data["from"] == ticket.state
        assert event.data["to"] == kept.state
        return True
    finally:
        transaction.savepoint_rollback(point)


@pytest.mark.parametrize(
    ("state", "verb", "given", "field"),
    [
        ("new", "ask_customer", {"body": " \0 "}, "body"),
        ("new", "wait_for_third_party", {}, "body"),
        ("open", "resolve", {"body": "x" * 20_001}, "body"),
        ("resolved", "reopen", {}, "reason"),
        ("new", "cancel", {"reason": "\n"}, "reason"),
        ("new", "schedule", {}, "until"),
        ("new", "schedule", {"until": -HOUR}, "until"),
        ("new", "schedule", {"until": 800 * DAY}, "until"),
        ("new", "explode", {}, "verb"),
        ("new", "answer", {}, "verb"),
        ("new", "ask_approval", {}, "verb"),
    ],
)
def test_what_is_missing_is_named(
    subscription, staff_actor, now, state, verb, given, field
):
    ticket = in_state(subscription, state, at=now)
    if "until" in given:
        given = {"until": now + given["until"]}

    with pytest.raises(Refused) as refusal:
        move(ticket.pk, verb, actor=staff_actor, at=now, **given)

    assert refusal.value.field == field
    assert not ticket.events.exists()


def test_a_time_without_a_zone_is_none(ticket, staff_actor, now):
    local = dt.datetime(2026, 3, 12, 9, 0)  # noqa: DTZ001

    with pytest.raises(Refused, match="Give a time to come"):
        move(ticket.pk, "schedule", actor=staff_actor, at=now, until=local)


def test_who_comes_late_learns_what_happened_meanwhile(mine, staff_actor, now):
    move(mine.pk, "resolve", actor=staff_actor, at=now, body="Done.")

    with pytest.raises(NotNow) as refusal:
        move(mine.pk, "resolve", actor=staff_actor, at=now + HOUR, body="Done, too.")

    assert str(refusal.value) == (
        f"{mine.reference} has been resolved since 10 March 2026 15:00 UTC (curator@acme.example): "
        "“Resolve” does not follow. Look at it again."
    )


def test_a_customer_learns_that_it_was_the_provider(mine, staff_actor, rita, now):
    move(mine.pk, "cancel", actor=staff_actor, at=now, reason="Twice here.")

    with pytest.raises(NotNow, match="10:00 CDT \\(Acme Managed Services\\)"):
        move(mine.pk, "cancel", actor=rita, at=now + HOUR, reason="No need.")


def test_a_stranger_finds_no_ticket(mine, stranger_actor, now):
    with pytest.raises(Ticket.DoesNotExist):
        move(mine.pk, "cancel", actor=stranger_actor, at=now, reason="Mine now.")


def test_a_watcher_does_not_move_it(mine, walt, now):
    with pytest.raises(NotAllowed, match="You watch this ticket"):
        move(mine.pk, "cancel", actor=walt, at=now, reason="No need.")


def test_stamps_follow_the_state(mine, staff_actor, rita, now):
    move(mine.pk, "schedule", actor=staff_actor, at=now, until=now + DAY)
    scheduled = now_of(mine)
    move(mine.pk, "resolve", actor=staff_actor, at=now + HOUR, body="Done.")
    resolved = now_of(mine)
    move(mine.pk, "close", actor=rita, at=now + 2 * HOUR)
    closed = now_of(mine)
    move(mine.pk, "reopen", actor=rita, at=now + DAY, reason="Silent again.")
    reopened = now_of(mine)

    assert scheduled.scheduled_for == now + DAY
    assert (resolved.resolved_at, resolved.ended_at) == (now + HOUR, None)
    assert resolved.scheduled_for is None
    assert (closed.resolved_at, closed.ended_at) == (now + HOUR, now + 2 * HOUR)
    assert (reopened.resolved_at, reopened.ended_at) == (None, None)


def test_clocks_stand_still_and_end_with_the_state(mine, staff_actor, now):
    move(mine.pk, "ask_customer", actor=staff_actor, at=now + HOUR, body="Which?")
    asked = clocks(mine)
    move(mine.pk, "begin", actor=staff_actor, at=now + 2 * HOUR)
    begun_again = clocks(mine)
    move(mine.pk, "resolve", actor=staff_actor, at=now + 3 * HOUR, body="Done.")

    # Asking is a reply, too.
    assert asked == {"response": "stopped", "restoration": "paused"}
    assert begun_again["restoration"] == "running"
    assert clocks(mine)["restoration"] == "stopped"
    assert mine.clocks.get(metric="restoration").elapsed == 2 * HOUR


def test_a_ticket_is_reopened_within_the_window(subscription, staff_actor, now):
    early, late = (in_state(subscription, "closed", at=now) for _ in range(2))
    again = {"actor": staff_actor, "reason": "Again."}

    move(early.pk, "reopen", at=now + 14 * DAY, **again)
    with pytest.raises(NotNow, match="ended more than 14 days ago"):
        move(late.pk, "reopen", at=now + 14 * DAY + HOUR, **again)

    assert (now_of(early).state, now_of(late).state) == ("open", "closed")


def test_an_alarm_is_reopened_once(subscription, staff_actor, now):
    old = in_state(subscription, "resolved", at=now, dedup_key="trunk-7")
    ticket_of(subscription, at=now, dedup_key="trunk-7")

    with pytest.raises(NotNow, match="The same is open as T-"):
        move(old.pk, "reopen", actor=staff_actor, at=now, reason="Again.")


def test_closing_consumes_and_cancelling_releases(subscription, staff_actor, now):
    reset = line(subscription, "reset")
    done = begun(subscription, at=now, provision=reset)
    beyond = begun(subscription, at=now, provision=reset)

    move(beyond.pk, "cancel", actor=staff_actor, at=now, reason="By mistake.")
    move(done.pk, "resolve", actor=staff_actor, at=now, body="Done.")
    move(done.pk, "close", actor=staff_actor, at=now)

    assert now_of(beyond).charge == "hourly"
    assert done.reservations.get().state == "consumed"
    assert beyond.reservations.get().state == "released"
