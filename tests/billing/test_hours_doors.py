"""The same month over the API and at the desk."""

import datetime as dt

import pytest

from billing.models import TimeEntry
from catalogue.models import ApiKey, User
from tests.billing import rows
from tests.billing.hours_rows import (
    IN_NOVEMBER,
    NETWORK,
    contact,
    example,
    visit,
    words,
)
from tests.query_counts import pinned

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    return example()


@pytest.fixture
def boss():
    return User.objects.create_superuser("boss@acme.example", "pass")


def hours_of(made):
    return f"/api/v1/agreements/{made.reference}/hours/"


def test_a_program_reads_every_figure_of_the_page(made):
    get = visit(contact(made.customer))

    month = get(hours_of(made), month="2026-10").json()

    assert month["text"] in words(get("/hours/", month="2026-10"))
    assert month["minutes"] == {
        "included": 1800, "worked": 2080, "counted": 2080, "used": 1680, "left": 120,
        "overage": 400, "overage_not_charged": 0, "not_yet_approved": 0,
        "of_earlier_months": 0, "expires": 120,
    }  # fmt: skip
    assert month["overage"]["amount"] == "1166.67"
    assert month["total"] == {"amount": "5666.67", "currency": "USD"}
    assert {each["role"]: each["minutes"] for each in month["roles"]} == {"CSDM": 1600, NETWORK: 480}  # fmt: skip
    packages = {p["name"]: (p["used"], p["left"]) for p in month["packages"]}
    assert packages == {"Base 20 h": (1200, 0), "CSE network 10 h": (480, 120)}


def test_what_is_explained_adds_up(made):
    rows.entry(made, 7, "CSDM", dt.date(2026, 10, 9), counted_minutes=15)

    month = visit(contact(made.customer))(hours_of(made), month="2026-10").json()

    steps = {step["step"]: step["minutes"] for step in month["explanation"]}
    assert steps["worked"] + steps["rounding"] == steps["counted"] == 2095
    beyond = steps["counted"] + sum(s["minutes"] for s in month["explanation"] if s["step"] == "pool")  # fmt: skip
    assert beyond == steps["overage"] == month["minutes"]["overage"] == 415
    assert sum(day["package"] for day in month["days"]) == 2095


@pytest.mark.parametrize("month", ["2026-13", "x", "", "2050-01", "0001-01"])
def test_a_month_that_is_none_is_refused_with_the_remedy(made, month):
    answer = visit(contact(made.customer))(hours_of(made), month=month)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "#/month"


def test_keys_need_the_scope_and_strangers_find_nothing(client, made):
    key = ApiKey(
        customer=made.customer, name="Portal", scopes=["ask"], created_by="boss"
    )
    headers = {"authorization": f"Bearer {key.issue()}"}

    assert client.get(hours_of(made), headers=headers).status_code == 403
    key.scopes = ["hours"]
    key.save()
    assert client.get(hours_of(made), headers=headers).status_code == 200
    for stranger in (contact(rows.customer("quiet")), contact(made.customer, "requester")):  # fmt: skip
        assert visit(stranger)(hours_of(made)).status_code == 404


def test_queries_of_the_api_do_not_grow(made):
    get = visit(contact(made.customer))
    with pinned("billing-api:hours"):
        get(hours_of(made))
    for day in range(1, 20):
        rows.entry(made, 30, f"Role {day}", dt.date(2026, 9, day))

    with pinned("billing-api:hours"):
        get(hours_of(made))


def test_the_desk_shows_the_month_and_what_to_do_before_closing(made, boss):
    rows.entry(made, 90, "CSDM", dt.date(2026, 10, 9), approved_at=None, approved_by="")
    page = f"/admin/billing/agreement/{made.pk}/hours/"

    get = visit(boss, IN_NOVEMBER)
    text = words(get(page, month="2026-10"))

    assert "28 h of 30 h used, 2 h not used, and 8 h 10 min beyond." in text
    assert "Before this month is closed" in text
    assert "Hours in November 2026" in words(get(page))
    assert "Write a month as 2026-10" in words(get(page, month="soon"))
    assert page in get(f"/admin/billing/agreement/{made.pk}/change/").content.decode()


def test_the_desk_names_engineers_and_portal_does_not(made, boss):
    address = f"/hours/entries/?agreement={made.reference}&month=2026-10"

    assert "eva@acme.example" in visit(boss)(address).content.decode()
    assert "eva@acme.example" not in visit(contact(made.customer))(address).content.decode()  # fmt: skip


def test_limited_staff_find_only_their_providers_hours(made, boss):
    other = User.objects.create_user("lim@other.example", "pass", is_staff=True, is_superuser=True)  # fmt: skip
    other.limited_to.set([rows.provider("other")])

    get = visit(other)

    assert get(f"/admin/billing/agreement/{made.pk}/hours/").status_code == 302
    assert get("/hours/", agreement=made.reference).status_code == 404
    assert get(hours_of(made)).status_code == 404
    assert "Choose an agreement" in words(visit(boss)("/hours/"))
    assert TimeEntry.objects.exists()
