"""Two who act on a ticket at the same moment: one after the other, and the second one is told."""

import threading
import time

import pytest
from django.db import transaction

from tests.tickets.acts.lives import HOUR, begun, in_state, kinds, line, now_of
from tests.tickets.rows import ticket_of
from tests.tickets.test_quotas_at_once import at_once
from tickets.actions import approving, closing, talking
from tickets.actions.coming_due import open_scheduled
from tickets.actions.merging import merge
from tickets.actions.moving import move
from tickets.actions.refusals import NotNow
from tickets.models import Ticket

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
DONE = {"body": "Done.", "reason": "Done."}


def refused(results):
    """The refusals among results; anything else that was raised fails."""
    errors = [each for each in results if isinstance(each, Exception)]
    assert all(isinstance(each, NotNow) for each in errors), errors
    return errors


def test_two_resolve_it_once(mine, staff_actor, now):
    results = at_once(
        2, lambda _: move(mine.pk, "resolve", actor=staff_actor, at=now, **DONE)
    )

    [refusal] = refused(results)
    assert "resolved since" in str(refusal)
    assert kinds(mine).count("moved") == 1


def test_two_merged_into_each_other_leave_one(subscription, staff_actor, now):
    for _ in range(5):
        pair = [begun(subscription, at=now).pk for _ in range(2)]

        results = at_once(
            2, lambda n, p=pair: merge(p[n], p[1 - n], actor=staff_actor, at=now)
        )

        assert len(refused(results)) == 1
        left = Ticket.objects.filter(pk__in=pair, merged_into=None).get()
        assert left.state == "new"


def test_an_estimate_is_decided_once(subscription, staff_actor, anna, dana_actor, now):
    ticket = begun(subscription, at=now, charge="hourly")
    approving.ask_approval(ticket.pk, minutes=60, actor=staff_actor, at=now)

    results = at_once(
        2,
        lambda n: approving.decide(
            ticket.pk,
            approve=bool(n),
            reason="So be it.",
            actor=[anna, dana_actor][n],
            at=now,
        ),
    )

    assert len(refused(results)) == 1
    assert len({"approved", "rejected"} & set(kinds(ticket))) == 1


def test_a_word_and_the_closing_of_a_ticket_lose_nothing(subscription, dana_actor, now):
    tickets = [in_state(subscription, "resolved", at=now) for _ in range(5)]
    later = now + 8 * 24 * HOUR

    def act(n):
        if n == 0:
            return closing.close_resolved(later)
        pk = tickets[n - 1].pk
        return talking.comment(pk, actor=dana_actor, at=later, body="It hums.")

    results = at_once(6, act)

    assert not refused(results)
    assert {now_of(each).state for each in tickets} == {"open"}
    assert all("commented" in kinds(each) for each in tickets)


def test_a_scheduled_ticket_opens_once_whoever_looks(subscription, now):
    tickets = [in_state(subscription, "scheduled", at=now) for _ in range(3)]

    results = at_once(4, lambda _: open_scheduled(now + 24 * HOUR))

    assert not refused(results)
    assert sum(results) == 3
    assert all(kinds(each) == ["moved"] for each in tickets)


def test_cancelled_and_closed_at_once_settle_a_quota_once(
    subscription, staff_actor, now
):
    tickets = [
        begun(subscription, at=now, provision=line(subscription, "reset"))
        for _ in range(4)
    ]

    results = at_once(
        4,
        lambda n: move(tickets[n].pk, "cancel", actor=staff_actor, at=now, **DONE),
    )

    assert not refused(results)
    period = tickets[0].reservations.get().period
    assert (period.used, period.beyond) == (0, 0)


def test_an_alarm_that_comes_again_is_not_reopened_beside(
    subscription, staff_actor, now
):
    old = in_state(subscription, "closed", at=now, dedup_key="trunk-7")
    is_there = threading.Event()

    def act(n):
        if n == 0:
            with transaction.atomic():
                ticket_of(subscription, at=now, dedup_key="trunk-7")
                is_there.set()
                time.sleep(0.5)  # the other one waits at the constraint meanwhile
        else:
            is_there.wait(10)
            move(old.pk, "reopen", actor=staff_actor, at=now, **DONE)

    [refusal] = refused(at_once(2, act))

    assert "reported again" in str(refusal)
    assert now_of(old).state == "closed"
