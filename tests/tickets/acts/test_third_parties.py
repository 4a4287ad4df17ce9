"""Waiting for somebody else than provider and customer (W20)."""

import pytest

from tests.tickets.acts.lives import HOUR, clocks, last, now_of
from tests.tickets.rows import ticket_of
from tickets.actions import moving
from tickets.actions.moving import move

pytestmark = pytest.mark.django_db


def test_a_third_party_stops_the_clocks_where_the_guide_exempts_it(
    mine, staff_actor, now
):
    wait = {"actor": staff_actor, "body": "The carrier looks at its trunk."}

    move(mine.pk, "wait_for_third_party", at=now + HOUR, **wait)

    assert now_of(mine).exempt
    assert clocks(mine)["restoration"] == "paused"
    assert "note" not in last(mine).data
    assert list(mine.duties.values_list("key", "text")) == [("tell", "The line tell")]


def test_duties_to_tell_are_owed_once(mine, staff_actor, now):
    wait = {"actor": staff_actor, "body": "The carrier looks at its trunk."}
    move(mine.pk, "wait_for_third_party", at=now, **wait)
    mine.duties.update(done_at=now, done_by="eve")
    move(mine.pk, "begin", actor=staff_actor, at=now + HOUR)

    move(mine.pk, "wait_for_third_party", at=now + 2 * HOUR, **wait)

    assert mine.duties.get().done_by == "eve"


def test_a_third_party_is_waited_for_without_an_exemption(
    subscription, staff_actor, now
):
    ticket = ticket_of(subscription, at=now, service_level=None)

    moved = move(
        ticket.pk,
        "wait_for_third_party",
        actor=staff_actor,
        at=now,
        body="The carrier.",
    )

    said = "The guide exempts no time of third parties: the clocks go on."
    assert moving.note_for(moved, "wait_for_third_party") == said
    assert last(ticket).data["note"] == said
    assert not ticket.duties.exists()
