"""A scheduled ticket is opened when its time has come: it does not sink unseen."""

import pytest

from catalogue.models import Mail
from tests.tickets.acts.lives import DAY, HOUR, begun, clocks, in_state, last, now_of
from tickets.actions.clocking import differences
from tickets.actions.coming_due import open_scheduled
from tickets.actions.moving import move
from tickets.actions.telling import tell
from tickets.admin.timeline import told
from tickets.models import Ticket
from tickets.states import STATES

pytestmark = pytest.mark.django_db


@pytest.fixture
def scheduled(subscription, staff_actor, now):
    """A ticket that was scheduled for tomorrow an hour after its report."""
    ticket = begun(subscription, at=now)
    return move(
        ticket.pk, "schedule", actor=staff_actor, at=now + HOUR, until=now + DAY
    )


def test_its_time_opens_it_and_its_clocks_go_on(scheduled, now):
    before = clocks(scheduled)

    early = open_scheduled(now + DAY - HOUR)
    opened = open_scheduled(now + DAY)
    again = open_scheduled(now + 2 * DAY)

    kept = now_of(scheduled)
    assert (early, opened, again) == (0, 1, 0)
    assert (kept.state, kept.scheduled_for) == ("open", None)
    assert before["restoration"] == "paused"
    assert clocks(kept)["restoration"] == "running"
    pause = kept.pauses.get(clock__metric="restoration")
    assert (pause.began_at, pause.ended_at) == (now + HOUR, now + DAY)


def test_a_time_that_is_noticed_late_stops_no_clock_longer(scheduled, now):
    open_scheduled(now + DAY + 3 * HOUR)

    kept = now_of(scheduled)
    event = last(kept)
    pause = kept.pauses.get(clock__metric="restoration")
    assert (event.at, pause.ended_at) == (now + DAY + 3 * HOUR, now + DAY)
    # Four hours, of which one was used.
    assert kept.clocks.get(metric="restoration").due_at == now + DAY + 3 * HOUR
    assert not differences(kept, at=event.at)


def test_the_timeline_says_why(scheduled, now):
    open_scheduled(now + DAY)

    event = last(scheduled)
    shown = told(event)
    assert (event.by, event.is_public, event.body) == ("Remit", True, "")
    assert "scheduled for has come" in " ".join(shown.details)


def test_who_works_on_it_is_told(scheduled, curator, now):
    Ticket.objects.filter(pk=scheduled.pk).update(assignee=curator)
    tell(now + 2 * HOUR)

    open_scheduled(now + DAY)
    tell(now + DAY)

    mail = Mail.objects.filter(recipient=curator.email).latest("pk")
    assert "scheduled for has come" in mail.text


def test_another_day_is_waited_for(scheduled, staff_actor, now):
    later = now + 3 * DAY
    move(scheduled.pk, "schedule", actor=staff_actor, at=now + 2 * HOUR, until=later)

    assert open_scheduled(later - HOUR) == 0
    assert now_of(scheduled).scheduled_for == later


def test_nothing_else_is_opened(subscription, now):
    for state in STATES:
        in_state(subscription, state, at=now)

    opened = open_scheduled(now + 30 * DAY)

    assert (opened, Ticket.objects.filter(state="open").count()) == (1, 2)
