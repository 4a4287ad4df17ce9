"""Acts on an agreement at the desk: rounding, notice, proposals of a change."""

import datetime as dt
from decimal import Decimal

import pytest

from billing.actions import change_requests
from billing.actions.changes import Change
from billing.models import ChangeRequest
from catalogue.models import Finding, User
from tests.billing.agreed import (
    NOW,
    actor,
    desk_address,
    hours_agreement,
    hours_guide,
    offer_of,
)

pytestmark = pytest.mark.django_db
LOTS = "Sold in lots of 40 hours here, in lots of 10 hours there."


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def desk(client):
    """A browser of somebody who may do everything."""
    client.force_login(
        User.objects.create_user(
            "boss@acme.example", "pass", is_staff=True, is_superuser=True
        )
    )
    return client


@pytest.fixture
def guide(db):
    return hours_guide(finding=LOTS)


@pytest.fixture
def made(guide):
    return hours_agreement(guide)


def test_rounding_is_taken_over_from_the_list_rates(desk, made):
    desk.post(desk_address("rounding", made.pk))

    made.refresh_from_db()
    assert (made.minimum_minutes, made.increment_minutes) == (60, 1)


def test_notice_is_noted_and_taken_back(desk, made):
    wrong = desk.post(desk_address("notice", made.pk), {"on": "2030-01-01"})
    desk.post(desk_address("notice", made.pk), {"on": "2026-10-01"})
    made.refresh_from_db()
    ended = made.ends_on
    desk.post(desk_address("notice_back", made.pk))
    made.refresh_from_db()

    assert "Give a day from" in wrong.content.decode()
    assert (ended, made.ends_on) == (dt.date(2027, 1, 1), None)


def proposal(made, **fields):
    order = made.orders.get()
    sent = {"effective_on": "2026-11-01", f"order_{order.pk}": "30"}
    return sent | {f"order_{order.pk}_fee": "4500"} | fields


def test_a_change_is_proposed_after_a_look_at_the_rules(desk, made):
    page = desk_address("propose", made.pk, model="changerequest")

    looked = desk.post(page, proposal(made, check="Check")).content.decode()
    counted = ChangeRequest.objects.count()
    desk.post(page, proposal(made))

    assert "keeps to every rule" in looked
    assert counted == 0
    assert ChangeRequest.objects.get().summary.startswith("Base package: 20 to 30")


def test_a_proposal_that_breaks_a_rule_is_refused_on_the_page(desk, made):
    page = desk_address("propose", made.pk, model="changerequest")
    order = made.orders.get()

    answer = desk.post(page, proposal(made, **{f"order_{order.pk}": "25"}))

    assert "In steps of 10 hours per month" in answer.content.decode()
    assert not ChangeRequest.objects.exists()


def test_what_was_asked_is_priced_and_goes_to_the_customer(desk, made):
    change = Change(Decimal(30), order=made.orders.get().pk)
    asked = change_requests.ask(
        made.pk, changes=[change], actor=actor("manager"), at=NOW
    )
    there = desk.get(desk_address("change", asked.pk, model="changerequest"))

    without = desk.post(
        desk_address("price", asked.pk, model="changerequest"), follow=True
    )
    desk.post(desk_address("price", asked.pk, model="changerequest"), {"fee_0": "4400"})

    assert "Fee a month of Base package" in there.content.decode()
    assert "Give the fee a month" in without.content.decode()
    asked.refresh_from_db()
    assert (asked.state, asked.changes[0]["monthly_fee"]) == ("proposed", "4400")


def test_what_is_open_is_settled_and_a_proposal_withdrawn(desk, made, guide):
    field = f"offer_{offer_of(guide, 'network').pk}"
    order = made.orders.get()
    values = {
        "effective_on": "2026-11-01",
        f"order_{order.pk}": "20",
        field: "30",
        f"{field}_fee": "900",
    }
    desk.post(desk_address("propose", made.pk, model="changerequest"), values)
    request = ChangeRequest.objects.get()
    waits = request.waits_for

    for name in ("settle", "withdraw"):
        empty = desk.post(
            desk_address(name, request.pk, model="changerequest"), follow=True
        )
        assert "Say why." in empty.content.decode()
        desk.post(
            desk_address(name, request.pk, model="changerequest"),
            {"reason": "As they ask."},
        )
        request.refresh_from_db()
        assert request.waits_for == ""

    assert "not decided" in waits
    assert request.state == "withdrawn"
    assert Finding.objects.get().is_open
