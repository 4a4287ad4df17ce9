"""`/api/v1/agreements/`: who reads them, and how changes are asked for and decided."""

from decimal import Decimal

import pytest
from rest_framework.test import APIClient

from billing.actions import change_requests
from billing.actions.changes import Change
from billing.models import ChangeRequest
from catalogue.models import ApiKey
from tests.billing import rows
from tests.billing.agreed import (
    NOW,
    hours_agreement,
    hours_guide,
    offer_of,
    person,
    staff,
)
from tests.query_counts import pinned

pytestmark = pytest.mark.django_db
LOTS = "Sold in lots of 40 hours here, in lots of 10 hours there."


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def guide(db):
    return hours_guide(finding=LOTS)


@pytest.fixture
def made(guide):
    return hours_agreement(guide)


def key_of(*scopes, **owner):
    key = ApiKey(name="Monitor", created_by="eva", scopes=list(scopes), **owner)
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {key.issue()}")
    return api


@pytest.fixture
def api(made):
    """A program of the customer's."""
    return key_of("hours", "intake", customer=made.customer)


def signed_in(role):
    browser = APIClient()
    browser.force_login(person(role))
    return browser


def address(made, *parts):
    return "/".join(["/api/v1/agreements", made.reference, *map(str, parts), ""])


def grow(made, quantity=30):
    return {"changes": [{"order": made.orders.get().pk, "quantity": quantity}]}


def proposed(made):
    change = Change(Decimal(30), order=made.orders.get().pk, monthly_fee=Decimal(4500))
    return change_requests.propose(made.pk, changes=[change], actor=staff(), at=NOW)


def pointers(answer):
    return [error["pointer"] for error in answer.json()["errors"]]


def test_an_agreement_is_told_in_figures_and_words(api, made):
    (row,) = api.get("/api/v1/agreements/").json()["results"]
    whole = api.get(address(made)).json()

    assert row["reference"] == made.reference
    assert row["notice_by"] == "2026-12-01"
    assert "Unused hours expire at the end of the month." in whole["sentences"]
    assert whole["orders"][0]["quantity"] == "20.00"
    assert whole["rates"][0]["amount"] == "175.0000"
    assert [each["key"] for each in whole["offers"]] == ["base", "network", "seats"]


@pytest.mark.parametrize("caller", ["stranger", "requester", "other key"])
def test_whose_it_is_not_finds_nothing(made, caller):
    other = rows.customer("mills")
    browser = {
        "stranger": lambda: signed_in_of(other),
        "requester": lambda: signed_in("requester"),
        "other key": lambda: key_of("hours", "intake", customer=other),
    }[caller]()

    pages = [address(made), address(made, "change-requests")]

    assert [browser.get(page).status_code for page in pages] == [404, 404]
    assert browser.get("/api/v1/agreements/").json()["results"] == []


def signed_in_of(owner):
    browser = APIClient()
    browser.force_login(person("manager", owner))
    return browser


def test_a_key_needs_the_scope(made):
    reads = key_of("hours", customer=made.customer)
    neither = key_of("tickets", customer=made.customer)

    asked = reads.post(address(made, "change-requests"), grow(made), format="json")

    assert neither.get(address(made)).status_code == 403
    assert reads.get(address(made)).status_code == 200
    assert asked.status_code == 403


def test_a_program_asks_for_a_change_once(api, made):
    key = {"HTTP_IDEMPOTENCY_KEY": "more-hours"}
    page = address(made, "change-requests")

    first = api.post(page, grow(made), format="json", **key)
    again = api.post(page, grow(made), format="json", **key)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["state"] == "asked"
    assert ChangeRequest.objects.count() == 1


def test_checking_asks_for_nothing(api, made, guide):
    page = address(made, "change-requests") + "?check=true"
    change = {"offer": offer_of(guide, "network").pk, "quantity": "30"}

    (problem,) = api.post(page, {"changes": [change]}, format="json").json()["problems"]

    assert problem["needs_decision"]
    assert problem["source"] == "Hours guide, section 2.1"
    assert not ChangeRequest.objects.exists()


def test_a_broken_rule_names_its_source(api, made):
    answer = api.post(address(made, "change-requests"), grow(made, 25), format="json")

    assert answer.status_code == 400
    assert pointers(answer) == ["#/quantity"]
    assert "(Hours guide, section 6)" in answer.json()["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        ({}, "#/changes"),
        ({"changes": "all"}, "#/changes"),
        ({"changes": [1]}, "#/changes/0"),
        ({"changes": [{"order": "x", "quantity": 1}]}, "#/changes/0/order"),
        ({"changes": [{"order": 2**70, "quantity": 1}]}, "#/changes/0/order"),
        ({"changes": [{"order": 1, "quantity": "many"}]}, "#/changes/0/quantity"),
        ({"changes": [{"order": 1, "quantity": True}]}, "#/changes/0/quantity"),
        ({"changes": [{"order": 1}]}, "#/changes/0/quantity"),
        ({"changes": [{"order": 1, "quantity": "9" * 99}]}, "#/changes/0/quantity"),
        ({"changes": [{"order": 1, "quantity": 1, "x": 1}]}, "#/changes/0/x"),
        ({"changes": [{"order": 1, "quantity": 1, "monthly_fee": []}]}, "#/changes/0/monthly_fee"),
        ({"changes": [{"order": 1, "quantity": 1}], "effective_on": "soon"}, "#/effective_on"),
        ({"changes": [{"order": 1, "quantity": 1}], "effective_on": 5}, "#/effective_on"),
        ({"changes": [{"order": 1, "quantity": 1}], "note": 5}, "#/note"),
        ({"changes": [{"order": 1, "quantity": 1}], "fee": 5}, "#/fee"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_names_its_field(api, made, sent, pointer):
    answer = api.post(address(made, "change-requests"), sent, format="json")

    assert answer.status_code == 400
    assert pointers(answer) == [pointer]


def test_an_approver_decides_and_a_key_never(api, made):
    request = proposed(made)
    page = address(made, "change-requests", request.pk, "approve")

    by_key = api.post(page, {}, format="json")
    possible = signed_in("approver").get(page).json()["possible"]
    done = signed_in("approver").post(page, {}, format="json")
    again = signed_in("approver").post(page, {}, format="json")

    assert by_key.status_code == 403
    assert possible
    assert done.json()["state"] == "approved"
    assert again.status_code == 409
    assert made.orders.count() == 2


def test_declining_needs_a_reason(made):
    request = proposed(made)
    page = address(made, "change-requests", request.pk, "decline")

    without = signed_in("approver").post(page, {}, format="json")
    done = signed_in("approver").post(page, {"reason": "Too dear."}, format="json")

    assert pointers(without) == ["#/reason"]
    assert done.json()["reason"] == "Too dear."


def test_staff_propose_and_withdraw(made):
    browser = APIClient()
    browser.force_login(rows.engineer())
    change = {**grow(made)["changes"][0], "monthly_fee": "4500"}

    request = browser.post(
        address(made, "change-requests"), {"changes": [change]}, format="json"
    ).json()
    done = browser.post(
        address(made, "change-requests", request["id"], "withdraw"),
        {"reason": "A slip."},
        format="json",
    )

    assert request["state"] == "proposed"
    assert done.json()["state"] == "withdrawn"


def test_notes_of_staff_stay_with_them(api, made):
    request = proposed(made)
    ChangeRequest.objects.update(note="He bargains hard.", waits_for="A finding.")

    told = api.get(address(made, "change-requests", request.pk))

    assert told.json()["waits_for_staff"]
    assert b"bargains" not in told.content
    assert b"A finding" not in told.content
    assert b"eva@acme" not in told.content


def test_lists_take_as_many_queries_as_recorded(api, made):
    for number in range(3):
        rows.agreement(base=None, name=f"Another {number}")
        proposed(made)
    api.get(address(made))

    with pinned("api agreements"):
        api.get("/api/v1/agreements/")
    with pinned("api agreement"):
        api.get(address(made))
    with pinned("api change requests"):
        api.get(address(made, "change-requests"))
