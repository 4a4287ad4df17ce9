"""Work that the customer pays for waits until they agree, and is paid for once it has begun."""

import pytest

from catalogue.models import Provision
from tests.tickets.acts.lives import DAY, begun, in_state, last
from tests.tickets.rows import ticket_of
from tickets.actions import moving
from tickets.actions.moving import move
from tickets.actions.refusals import NeedsApproval
from tickets.models import Approval, Ticket

pytestmark = pytest.mark.django_db


def test_paid_work_waits_for_approval(subscription, staff_actor, now):
    steps = ["begin", "schedule", "resolve", "wait_for_third_party", "ask_customer"]
    refused = {
        (charge, step)
        for charge in Provision.Charge.values
        for step in steps
        if needs_approval(
            ticket_of(subscription, at=now, charge=charge), step, staff_actor, now
        )
    }

    assert refused == {
        (charge, step)
        for charge in ("hourly", "sow", "fee")
        for step in ("begin", "schedule", "resolve")
    }


def needs_approval(ticket, step, actor, now):
    try:
        move(ticket.pk, step, actor=actor, at=now, until=now + DAY, body="We go on.")
    except NeedsApproval as refusal:
        return "ask for approval first" in str(refusal)
    return False


@pytest.mark.parametrize(
    ("decisions", "works"),
    [
        (["approved"], True),
        (["rejected", "approved"], True),
        (["approved", "rejected"], False),
        (["approved", "withdrawn"], True),
        (["withdrawn"], False),
        ([""], False),
    ],
)
def test_the_last_estimate_that_counts_decides(
    subscription, staff_actor, now, decisions, works
):
    ticket = ticket_of(subscription, at=now, charge="hourly")
    for decision in decisions:
        estimated(ticket, decision, now)

    assert (moving.approved(ticket) is not None) is works


def estimated(ticket, decision, now):
    decided = {"decided_at": now, "decided_by": "dana"} if decision else {}
    return Approval.objects.create(
        ticket=ticket,
        customer=ticket.customer,
        asked_at=now,
        asked_by="eve",
        decision=decision,
        **decided,
    )


def test_what_the_ticket_moves_on_from_is_not_decided_any_more(
    subscription, staff_actor, now
):
    ticket = in_state(subscription, "pending_approval", at=now)
    asked = estimated(ticket, "", now)

    move(ticket.pk, "cancel", actor=staff_actor, at=now, reason="By mistake.")

    asked.refresh_from_db()
    assert (asked.decision, asked.decided_by) == ("withdrawn", staff_actor.name)


def test_paid_work_that_had_begun_stays_charged(subscription, staff_actor, now):
    fresh, started, free = (begun(subscription, at=now) for _ in range(3))
    for ticket in (started, free):
        move(ticket.pk, "begin", actor=staff_actor, at=now)
    for ticket in (fresh, started):
        Ticket.objects.filter(pk=ticket.pk).update(charge="hourly")

    notes = [
        moving.note_for(
            move(ticket.pk, "cancel", actor=staff_actor, at=now, reason="Not needed."),
            "cancel",
        )
        for ticket in (fresh, started, free)
    ]

    kept = "Work has begun: what was done until now stays charged."
    assert notes == ["", kept, ""]
    assert [last(each).data.get("note") for each in (fresh, started, free)] == [
        None,
        kept,
        None,
    ]
