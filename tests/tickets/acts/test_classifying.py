"""What a ticket is judged to be: its priority, its line, what was missing."""

import pytest

from catalogue.models import Priority, ServiceLevel
from tests.tickets.acts.lives import (
    HOUR,
    begun,
    in_state,
    kinds,
    last,
    line,
    now_of,
)
from tickets.actions import classifying, supplying
from tickets.actions.intake_report import BadReport
from tickets.actions.refusals import NotAllowed, NotNow, Refused
from tickets.states import ENDED, STATES

pytestmark = pytest.mark.django_db


def priority(subscription, label):
    return subscription.service_level.priorities.get(label=label).pk


def test_another_priority_brings_its_own_times(mine, subscription, staff_actor, now):
    usual = priority(subscription, "P3")

    classifying.reclassify(
        mine.pk, priority=usual, actor=staff_actor, at=now + HOUR, reason="One phone."
    )

    event = last(mine)
    assert (event.kind, event.body, event.is_public) == (
        "reclassified",
        "One phone.",
        True,
    )
    assert (event.data["from"], event.data["priority"]) == ("P1", "P3")
    assert [each["goal"] for each in event.data["promises"]] == [7200]
    old, new = mine.clocks.filter(metric="response").order_by("cycle")
    assert (old.state, new.state, new.goal) == ("cancelled", "running", 2 * HOUR)
    assert now_of(mine).priority_id == usual


@pytest.mark.parametrize("given", ["same", "unknown", "another level's"])
def test_a_priority_is_another_one_of_the_level(mine, staff_actor, now, given):
    other = {"same": mine.priority_id, "unknown": 0}.get(given)
    if other is None:
        draft = mine.revision.guide.revisions.create(number=2, title="Next")
        level = ServiceLevel.objects.create(revision=draft, name="Gold")
        other = Priority.objects.create(service_level=level, label="P1").pk

    with pytest.raises(Refused) as refusal:
        classifying.reclassify(
            mine.pk, priority=other, actor=staff_actor, at=now, reason="Why not."
        )

    assert refusal.value.field == "priority"
    assert kinds(mine) == ["opened"]


def test_reclassifying_needs_staff_a_reason_and_a_live_ticket(
    mine, subscription, dana_actor, staff_actor, now
):
    usual = priority(subscription, "P3")
    over = in_state(subscription, "resolved", at=now)
    to = {"priority": usual, "at": now}

    with pytest.raises(NotAllowed):
        classifying.reclassify(mine.pk, actor=dana_actor, reason="Ours.", **to)
    with pytest.raises(Refused, match="Write the reason"):
        classifying.reclassify(mine.pk, actor=staff_actor, reason=" ", **to)
    with pytest.raises(NotNow, match="reopen it first"):
        classifying.reclassify(over.pk, actor=staff_actor, reason="Late.", **to)


def test_another_line_takes_its_own_quota_and_charge(subscription, staff_actor, now):
    reset, report = line(subscription, "reset"), line(subscription, "report")
    ticket = begun(subscription, at=now, provision=reset)

    classifying.correct(
        ticket.pk, provision=report.pk, kind="request", actor=staff_actor, at=now
    )

    corrected = now_of(ticket)
    assert (corrected.provision, corrected.kind) == (report, "request")
    assert corrected.charge == "hourly"
    assert ticket.reservations.get().state == "released"
    event = last(ticket)
    assert event.kind == "corrected"
    assert (event.data["from"]["line"], event.data["to"]["line"]) == ("reset", "report")
    assert (event.data["from"]["charge"], event.data["to"]["charge"]) == (
        "included",
        "hourly",
    )


def test_that_no_line_fits_is_a_correction_too(subscription, staff_actor, now):
    ticket = begun(subscription, at=now, provision=line(subscription, "report"))

    classifying.correct(ticket.pk, provision=None, actor=staff_actor, at=now)

    assert (now_of(ticket).provision, now_of(ticket).charge) == (None, "unstated")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"provision": 0}, "provision"),
        ({"kind": "miracle"}, "kind"),
        ({"quantity": 0}, "quantity"),
        ({"quantity": 10**12}, "quantity"),
    ],
)
def test_a_correction_is_refused(mine, staff_actor, now, given, field):
    with pytest.raises(Refused) as refusal:
        classifying.correct(mine.pk, actor=staff_actor, at=now, **given)

    assert refusal.value.field == field
    assert now_of(mine).quantity == 1


def test_what_corrects_nothing_leaves_no_trace(mine, staff_actor, now):
    classifying.correct(mine.pk, kind=mine.kind, quantity=1, actor=staff_actor, at=now)

    assert kinds(mine) == ["opened"]


def test_what_has_ended_is_not_corrected(subscription, staff_actor, now):
    refused = set()
    for state in STATES:
        ticket = in_state(subscription, state, at=now)
        try:
            classifying.correct(ticket.pk, quantity=2, actor=staff_actor, at=now)
        except NotNow:
            refused.add(state)

    assert refused == set(ENDED)


def test_missing_answers_are_supplied(mine, rita, now):
    mine.missing, mine.state = ["Users affected"], "pending_customer"
    mine.users_total = 3
    mine.save()

    supplying.supply(mine.pk, answers={"users AFFECTED": "4"}, actor=rita, at=now)

    ticket = now_of(mine)
    assert (ticket.missing, ticket.intake) == ([], {"Users affected": 4})
    assert (ticket.users_affected, ticket.users_total) == (4, 4)
    assert ticket.state == "open"
    assert kinds(mine) == ["opened", "supplied", "moved"]


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"Users affected": "many"}, "intake/Users affected"),
        ({"Shoe size": "44"}, "intake/Shoe size"),
        ({"Fault sheet": "a.pdf"}, "intake/Fault sheet"),
        ({"Users affected": " "}, "intake"),
        ({}, "intake"),
    ],
)
def test_answers_are_checked_as_at_intake(mine, rita, now, answers, field):
    with pytest.raises(Refused) as refusal:
        supplying.supply(mine.pk, answers=answers, actor=rita, at=now)

    assert refusal.value.field == field
    assert isinstance(refusal.value, BadReport) is (field != "intake")
    assert now_of(mine).intake == {}


def test_who_watches_supplies_nothing(mine, walt, now):
    with pytest.raises(NotAllowed):
        supplying.supply(mine.pk, answers={"Users affected": 4}, actor=walt, at=now)
