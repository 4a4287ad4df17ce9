"""What the provider owes while a third party works is ticked off, once."""

from dataclasses import replace

import pytest

from tests.tickets.acts.lives import HOUR, last
from tickets.actions.duties import done
from tickets.actions.moving import move
from tickets.actions.refusals import NotAllowed, NotNow
from tickets.models import NoticeDuty

pytestmark = pytest.mark.django_db


@pytest.fixture
def duty(mine, staff_actor, now):
    told = {"actor": staff_actor, "at": now, "body": "The carrier looks at it."}
    move(mine.pk, "wait_for_third_party", **told)
    return mine.duties.get()


def test_a_duty_is_done_by_somebody_at_some_time(duty, mine, staff_actor, now):
    done(duty.pk, actor=staff_actor, at=now + HOUR, body="Told by telephone.")

    duty.refresh_from_db()
    assert (duty.done_at, duty.done_by) == (now + HOUR, staff_actor.name)
    event = last(mine)
    assert (event.kind, event.body, event.is_public) == (
        "duty",
        "Told by telephone.",
        True,
    )
    assert event.data == {"key": "tell", "text": "The line tell"}


def test_it_is_done_once(duty, staff_actor, now):
    done(duty.pk, actor=staff_actor, at=now)

    with pytest.raises(NotNow, match=r"curator@acme\.example has done this already"):
        done(duty.pk, actor=staff_actor, at=now + HOUR)

    duty.refresh_from_db()
    assert duty.done_at == now


def test_it_is_the_staff_s_to_do(duty, dana_actor, stranger_actor, now):
    for actor in (dana_actor, stranger_actor):
        with pytest.raises(NotAllowed):
            done(duty.pk, actor=actor, at=now)


def test_staff_of_another_provider_find_no_duty(duty, staff_actor, now):
    limited = replace(staff_actor, providers=frozenset())

    with pytest.raises(NoticeDuty.DoesNotExist):
        done(duty.pk, actor=limited, at=now)
