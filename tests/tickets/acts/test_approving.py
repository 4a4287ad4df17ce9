"""Paid work is approved by whom the customer lets approve, with the estimate before their eyes."""

from dataclasses import replace
from decimal import Decimal

import pytest

from catalogue.models import Contact
from tests.tickets.acts.lives import (
    HOUR,
    begun,
    clocks,
    contact_of,
    in_state,
    kinds,
    last,
    line,
    now_of,
)
from tickets.actions import moving
from tickets.actions.approving import ask_approval, decide
from tickets.actions.moving import move
from tickets.actions.refusals import NeedsApproval, NotAllowed, NotNow, Refused
from tickets.models import Approval, Ticket
from tickets.states import LIVE, STATES

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(subscription, rita, now):
    """The requester's ticket about a report, which is charged by the hour."""
    report = line(subscription, "report")
    return begun(subscription, at=now, provision=report, requester=contact_of(rita))


@pytest.fixture
def asked(paid, staff_actor, now):
    """The same, with an hour and a half estimated."""
    return ask_approval(paid.pk, minutes=90, actor=staff_actor, at=now + HOUR)


def test_an_estimate_is_shown_at_the_list_rate_and_the_clocks_wait(asked, now):
    approval = asked.approvals.get()

    assert asked.state == "pending_approval"
    assert (approval.minutes, approval.amount) == (90, Decimal("225.00"))
    assert (approval.currency, approval.decision) == ("USD", "")
    assert approval.note == "At 150.00 USD an hour (Engineer)."
    assert kinds(asked) == ["opened", "estimated", "moved"]
    assert clocks(asked)["restoration"] == "paused"


def test_less_than_the_minimum_is_charged_as_the_minimum(paid, staff_actor, now):
    ask_approval(paid.pk, minutes=20, note="A short report.", actor=staff_actor, at=now)

    approval = paid.approvals.get()
    assert (approval.minutes, approval.amount) == (60, Decimal("150.00"))
    assert approval.note == (
        "A short report.\n20 min of work are charged as 1 h. At 150.00 USD an hour (Engineer)."
    )


def test_work_of_a_statement_is_priced_by_its_note(subscription, staff_actor, now):
    ticket = begun(subscription, at=now, charge="sow")

    with pytest.raises(Refused, match="what the customer pays for"):
        ask_approval(ticket.pk, minutes=None, actor=staff_actor, at=now)
    ask_approval(
        ticket.pk, minutes=None, note="4,000 USD in all.", actor=staff_actor, at=now
    )

    approval = ticket.approvals.get()
    assert (approval.minutes, approval.amount) == (None, None)
    assert approval.note == "4,000 USD in all."


@pytest.mark.parametrize("who", ["anna", "dana_actor"])
def test_an_approver_or_a_manager_approves(asked, staff_actor, now, request, who):
    actor = request.getfixturevalue(who)

    approved = decide(asked.pk, approve=True, actor=actor, at=now + 2 * HOUR)

    approval = asked.approvals.get()
    assert (approval.decision, approval.decided_by) == ("approved", actor.name)
    assert approved.state == "open"
    assert kinds(asked)[-2:] == ["approved", "moved"]
    assert clocks(asked)["restoration"] == "running"
    move(asked.pk, "resolve", actor=staff_actor, at=now + 3 * HOUR, body="Done.")


def test_nobody_else_decides(asked, rita, program, staff_actor, now):
    for actor in (rita, program, staff_actor):
        with pytest.raises(NotAllowed, match="An approver or a manager"):
            decide(asked.pk, approve=True, actor=actor, at=now)

    assert asked.approvals.get().decision == ""


def test_a_stranger_decides_nothing(asked, stranger_actor, now):
    boss = replace(stranger_actor, role="manager")

    with pytest.raises(Ticket.DoesNotExist):
        decide(asked.pk, approve=True, actor=boss, at=now)


def test_a_rejection_says_why_and_hands_it_back(asked, anna, staff_actor, now):
    with pytest.raises(Refused, match="Write the reason"):
        decide(asked.pk, approve=False, actor=anna, at=now)
    rejected = decide(asked.pk, approve=False, reason="Too dear.", actor=anna, at=now)

    assert rejected.state == "open"
    assert asked.approvals.get().reason == "Too dear."
    assert "ask again" in last(asked).data["note"]
    with pytest.raises(NeedsApproval):
        move(asked.pk, "resolve", actor=staff_actor, at=now, body="Done.")


def test_it_is_decided_once(asked, anna, dana_actor, now):
    decide(asked.pk, approve=True, actor=anna, at=now + HOUR)

    with pytest.raises(NotNow, match=r"has been in work since .* \(anna@northwind"):
        decide(asked.pk, approve=False, reason="No.", actor=dana_actor, at=now + HOUR)

    assert asked.approvals.get().decision == "approved"


def test_a_better_estimate_replaces_one_that_nobody_decided(asked, staff_actor, now):
    ask_approval(asked.pk, minutes=30, actor=staff_actor, at=now + 2 * HOUR)

    old, new = asked.approvals.order_by("pk")
    assert (old.decision, new.decision) == ("withdrawn", "")
    assert kinds(asked).count("moved") == 1


def test_more_work_than_approved_is_asked_for_again(asked, anna, staff_actor, now):
    decide(asked.pk, approve=True, actor=anna, at=now + HOUR)

    with pytest.raises(NotNow, match="1 h 30 min are approved already"):
        ask_approval(asked.pk, minutes=90, actor=staff_actor, at=now + 2 * HOUR)
    ask_approval(asked.pk, minutes=180, actor=staff_actor, at=now + 2 * HOUR)

    with pytest.raises(NeedsApproval):
        move(asked.pk, "begin", actor=staff_actor, at=now + 3 * HOUR)


def test_another_charge_is_asked_for_anew(asked, anna, staff_actor, now):
    decide(asked.pk, approve=True, actor=anna, at=now + HOUR)
    Ticket.objects.filter(pk=asked.pk).update(charge="sow")

    with pytest.raises(NeedsApproval, match="statement of work"):
        move(asked.pk, "schedule", actor=staff_actor, at=now, until=now + HOUR)
    ask_approval(asked.pk, minutes=60, actor=staff_actor, at=now + 2 * HOUR)

    assert now_of(asked).state == "pending_approval"


@pytest.mark.parametrize("charge", ["included", "customer", "vendor"])
def test_what_costs_nothing_is_not_approved(subscription, staff_actor, now, charge):
    ticket = begun(subscription, at=now, charge=charge)

    with pytest.raises(Refused, match="nothing to approve"):
        ask_approval(ticket.pk, minutes=60, actor=staff_actor, at=now)


@pytest.mark.parametrize("minutes", [0, -5, 10**7])
def test_minutes_are_minutes(paid, staff_actor, now, minutes):
    with pytest.raises(Refused) as refusal:
        ask_approval(paid.pk, minutes=minutes, actor=staff_actor, at=now)

    assert refusal.value.field == "minutes"


def test_whether_anybody_can_approve_is_told(paid, northwind, staff_actor, person, now):
    Contact.objects.create(
        customer=northwind, name="Bo", email="bo@northwind.example", role="approver"
    )

    nobody = ask_approval(paid.pk, minutes=60, actor=staff_actor, at=now)
    told = moving.note_for(nobody, "ask_approval")
    person("anna", "approver")

    assert "Nobody at the customer can approve yet" in told
    assert last(paid).data["note"] == told
    assert moving.note_for(nobody, "ask_approval") == ""


def test_a_role_is_one_of_the_guide(paid, staff_actor, now):
    with pytest.raises(Refused) as refusal:
        ask_approval(paid.pk, minutes=60, role="Pilot", actor=staff_actor, at=now)

    assert refusal.value.field == "role"


def test_it_is_asked_for_while_the_ticket_lives(subscription, staff_actor, now):
    asked = set()
    for state in STATES:
        ticket = in_state(subscription, state, at=now, charge="hourly")
        try:
            ask_approval(ticket.pk, minutes=60, actor=staff_actor, at=now)
        except NotNow:
            continue
        asked.add(state)

    assert asked == set(LIVE)
    assert not Approval.objects.exclude(ticket__state="pending_approval").exists()
