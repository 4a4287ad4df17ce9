"""What a ticket costs: what waits for a finding, and what staff decide."""

import pytest

from catalogue.platform.tenancy import Actor
from tests.tickets.quota_rows import (
    DANA,
    FOUR,
    LINE,
    NOVEMBER,
    NUMBERS,
    opened,
)
from tickets import receipts
from tickets.actions import charging, pricing, quotas
from tickets.actions.refusals import NotNow, Refused
from tickets.models import Ticket


def stored(ticket):
    return Ticket.objects.get(pk=ticket.pk)


@pytest.mark.parametrize(
    ("quantity", "charge"), [(9, "included"), (10, "unstated"), (11, "sow")]
)
def test_on_a_limit_that_the_guide_leaves_open_the_charge_waits(
    subscribed, quantity, charge
):
    gap = {
        "kind": "boundary-gap",
        "text": "Exactly 10 is not said.",
        "section": "3",
        "provisions": [LINE],
    }
    subscription = subscribed(NUMBERS, findings=[gap])

    ticket = opened(subscription, quantity=quantity)

    assert ticket.charge == charge
    assert ("leaves open: “Exactly 10 is not said.”" in ticket.charge_note) == (
        charge == "unstated"
    )


def test_what_is_not_part_of_the_service_is_said_to_be_none_of_it(subscribed):
    revision = subscribed(NUMBERS).guide.revisions.get(state="published")

    inside, outside = (
        charging.charge_of(revision.provisions.get(text=text), [])
        for text in ("Keep mailboxes running", "Record greetings")
    )

    assert (inside.charge, inside.note) == ("included", "")
    assert (outside.charge, outside.note) == ("unstated", receipts.NOT_PART)


LIMIT = "password-resets-are-limited-to-five-a-month"
DOUBTS = [
    ({"provisions": [LINE]}, "unstated"),  # on the line itself
    ({"provisions": [LIMIT]}, "unstated"),  # on the sentence that states the quota
    ({}, "unstated"),  # on the section of the quota as a whole
    (
        {"provisions": ["build-a-custom-report"]},
        "sow",
    ),  # on another line of the section
    ({"section": "2"}, "sow"),
]


@pytest.mark.parametrize(("on", "charge"), DOUBTS)
def test_a_charge_waits_for_findings_that_bear_on_it_and_for_no_others(
    subscribed, on, charge
):
    doubt = {"kind": "ambiguous", "text": "Is it?", "section": "3"} | on
    none_left = FOUR | {"value": 0, "section": "3"}

    ticket = opened(subscribed(none_left, findings=[doubt]))

    assert ticket.charge == charge


def test_beyond_a_quota_that_is_in_doubt_the_charge_waits_until_decided(subscribed):
    doubt = {
        "kind": "ambiguous",
        "text": "Is it charged at all?",
        "section": "3",
        "provisions": [LINE],
    }
    subscription = subscribed(FOUR | {"value": 0}, findings=[doubt])
    ticket = opened(subscription)
    assert ticket.charge == "unstated"
    ticket.revision.findings.update(
        reading="It is.", decided_at=NOVEMBER, decided_by="curator@acme.example"
    )

    quotas.renew(ticket, author=DANA, at=NOVEMBER)

    assert ticket.charge == "sow"


@pytest.mark.parametrize("price", ["", "unstated"])
def test_beyond_a_quota_without_a_price_staff_say_what_it_costs(subscribed, price):
    ticket = opened(subscribed(FOUR | {"value": 0, "over_charge": price}))

    assert ticket.charge == "unstated"
    assert "does not say what it costs beyond" in ticket.charge_note


@pytest.fixture
def staff():
    return Actor(at=NOVEMBER, name="erin@acme.example", is_staff=True)


def test_what_staff_decide_stays_whatever_becomes_of_the_quota(subscribed, staff):
    subscription = subscribed(FOUR)
    first, *_, fifth = [opened(subscription) for _ in range(5)]

    pricing.decide_charge(
        fifth.pk, charge="fee", reason="As agreed.", actor=staff, at=NOVEMBER
    )
    quotas.release(first, author=DANA, at=NOVEMBER)

    decided = stored(fifth)
    assert (decided.charge, decided.charge_note) == ("fee", "As agreed.")
    event = decided.events.get(data__decided=True)
    assert (event.by, event.is_public, event.data["from"]) == (staff.name, True, "sow")

    pricing.reckon(fifth.pk, actor=staff, at=NOVEMBER)

    assert stored(fifth).charge == "included"


@pytest.mark.parametrize(
    ("charge", "reason", "field"), [("free", "x", "charge"), ("fee", " ", "reason")]
)
def test_a_decision_names_a_charge_and_a_reason(
    subscribed, staff, charge, reason, field
):
    ticket = opened(subscribed(FOUR))

    with pytest.raises(Refused) as refused:
        pricing.decide_charge(
            ticket.pk, charge=charge, reason=reason, actor=staff, at=NOVEMBER
        )

    assert refused.value.field == field


def test_what_has_ended_costs_what_it_cost(subscribed, staff):
    ended = {"state": "closed", "resolved_at": NOVEMBER, "ended_at": NOVEMBER}
    ticket = opened(subscribed(FOUR), **ended)

    with pytest.raises(NotNow, match="what it costs is settled"):
        pricing.reckon(ticket.pk, actor=staff, at=NOVEMBER)
