"""Agreements in a browser: accessible in both schemes and widths; a change from asking to approval."""

import datetime as dt
from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe

from billing.actions import change_requests
from billing.actions.changes import Change
from catalogue.models import User
from catalogue.platform.tenancy import actor_for
from tests.billing import rows
from tests.billing.agreed import hours_agreement, hours_guide, offer_of, ordered, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOTS = "Sold in lots of 40 hours here, in lots of 10 hours there."


def violations(page):
    """What axe finds, in few words."""
    found = Axe().run(page).response["violations"]
    return [(v["id"], [node["html"][:200] for node in v["nodes"]][:3]) for v in found]


def too_wide(page):
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.fixture
def made():
    """An agreement with orders, rates, a proposal that waits, and one that was declined."""
    guide = hours_guide(finding=LOTS)
    agreement = hours_agreement(guide)
    subscription = agreement.coverages.get().subscription
    subscription.measures.create(
        kind="managed_spend", value="23999.50", valid_from=rows.JANUARY
    )
    ordered(
        agreement,
        offer_of(guide, "network"),
        30,
        kind="supplemental",
        role="CSE - Network",
        monthly_fee=900,
    )
    rows.agreed(agreement, "250", "after_hours", role="Network " + "x" * 80)
    now = dt.datetime.now(dt.UTC)
    staff = {"actor": actor_for(rows.engineer(), at=now), "at": now}
    for fee in (4500, 4400):
        change = Change(
            Decimal(30), order=agreement.orders.get(kind="base").pk, monthly_fee=Decimal(fee)
        )  # fmt: skip
        request = change_requests.propose(agreement.pk, changes=[change], **staff)
    approver = actor_for(person("approver"), at=now)
    change_requests.decline(request.pk, reason="Too dear.", actor=approver, at=now)
    return agreement


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_agreement_is_accessible_and_fits(signed_in, made, complaints, scheme):
    page = signed_in(person("manager"))
    page.emulate_media(color_scheme=scheme)
    for address in (made.get_absolute_url(), f"{made.get_absolute_url()}ask/"):
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(page.base_url + address)
            assert not too_wide(page), (address, width)
            assert complaints == [], (address, width)
            assert violations(page) == [], (address, width)
            complaints.clear()  # what axe itself loads is not ours


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_agreement_at_the_desk_is_accessible_and_fits(
    signed_in, made, complaints, scheme
):
    page = signed_in(User.objects.create_superuser("boss@acme.example", "pass"))
    page.emulate_media(color_scheme=scheme)
    waiting = made.change_requests.get(state="proposed").pk
    for address in (
        "agreement/add/",
        f"agreement/{made.pk}/change/",
        f"agreement/{made.pk}/notice/",
        f"changerequest/propose/{made.pk}/",
        f"changerequest/{waiting}/change/",
    ):
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(f"{page.base_url}/admin/billing/{address}")
            assert not too_wide(page), (address, width)
            assert complaints == [], (address, width)
            assert violations(page) == [], (address, width)
            complaints.clear()  # what axe itself loads is not ours


def test_a_change_is_checked_asked_and_another_approved(signed_in, made, complaints):
    page = signed_in(person("manager"))
    page.goto(page.base_url + made.get_absolute_url())

    page.get_by_role("link", name="Ask for a change").click()
    page.get_by_label("Base package").fill("25")
    page.get_by_role("button", name="Check").click()
    told = page.get_by_role("alert").inner_text()
    page.get_by_label("Base package").fill("40")
    page.get_by_role("button", name="Ask for it").click()
    page.get_by_role("button", name="Approve").click()

    assert "20 or 30, not 25" in told
    assert "You have approved the change." in page.content()
    assert made.orders.filter(quantity=30, kind="base").exists()
    assert complaints == []
