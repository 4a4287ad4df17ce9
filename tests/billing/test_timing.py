"""The timer: one a person, to the minute, never lost."""

import datetime as dt

import pytest

from billing.actions import timing
from billing.actions.refusals import NotAllowed, NotNow, Refused
from billing.actions.works import BadEntries
from billing.models import TimeEntry, Timer
from catalogue.platform.tenancy import Actor
from tests.billing import rows
from tests.billing.time_cast import NOW, actor, one, ticket

pytestmark = pytest.mark.django_db


def after(**passed):
    return {"actor": actor(), "at": NOW + dt.timedelta(**passed)}


@pytest.fixture
def found():
    return ticket(rows.agreement(), charge="included")


def test_a_timer_becomes_an_entry_from_start_to_end_to_the_minute(found):
    timing.start(found, **after(seconds=20))  # 18:00:20
    assert timing.running_of(actor()).ticket == found

    entry = timing.stop(**after(minutes=47, seconds=40), description="Disk")

    assert (entry.started_at, entry.ended_at) == (NOW, NOW + dt.timedelta(minutes=48))
    assert (entry.minutes, entry.source, entry.description) == (48, "timer", "Disk")
    assert (entry.ticket, entry.billable) == (found, "package")
    assert not Timer.objects.exists()


def test_there_is_one_timer_a_person(found):
    other = ticket(found.subscription.coverage.agreement)
    timing.start(found, **after())

    with pytest.raises(NotNow, match=f"runs on {found.reference} already"):
        timing.start(other, **after(minutes=1))
    bob = rows.engineer("bob@acme.example")
    timing.start(other, actor=actor(bob), at=NOW)

    assert Timer.objects.count() == 2


def test_what_cannot_be_logged_leaves_the_timer_running(found):
    timing.start(found, **after())
    agreement = found.subscription.coverage.agreement
    span = {"started_at": NOW, "ended_at": NOW + dt.timedelta(minutes=10)}

    with pytest.raises(NotNow, match="Less than half a minute"):
        timing.stop(**after(seconds=20))
    with pytest.raises(Refused, match="Discard it, and log the time by hand"):
        timing.stop(**after(hours=24, minutes=1))
    with pytest.raises(BadEntries, match="no role “Plumber”"):
        timing.stop(**after(hours=1), role="Plumber")
    rows.entry(agreement, 10, day=dt.date(2026, 12, 2), **span)
    with pytest.raises(BadEntries, match="already: change one of both"):
        timing.stop(**after(hours=1))

    assert Timer.objects.get().ticket == found


def test_discarding_logs_nothing(found):
    timing.start(found, **after())

    assert timing.discard(**after(minutes=5)) == found

    assert not Timer.objects.exists()
    assert not TimeEntry.objects.exists()
    with pytest.raises(NotNow, match="no timer"):
        timing.discard(**after())
    with pytest.raises(NotNow, match="no timer"):
        timing.stop(**after())


def test_a_timer_begins_where_time_can_be_logged(found):
    found.subscription.coverage.delete()
    with pytest.raises(Refused, match="No agreement covers"):
        timing.start(found, **after())
    contact = Actor(at=NOW, user=1, customer=found.customer_id, role="manager")
    with pytest.raises(NotAllowed):
        timing.start(found, actor=contact, at=NOW)

    assert not Timer.objects.exists()


def test_a_day_whole_is_the_most(found):
    timing.start(found, **after())

    entry = timing.stop(**after(hours=24))

    assert entry.minutes == 1440
    assert one(ticket=found, worked_on=dt.date(2026, 12, 1), minutes=5).pk
