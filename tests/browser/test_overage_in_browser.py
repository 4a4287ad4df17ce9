"""Overage beyond a cap in a browser: an approver's page and the desk's, accessible and narrow."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from billing.models import OverageApproval
from catalogue.models import Contact, User
from tests.billing import rows
from tests.cast import contact

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def faults(page, complaints):
    """What the browser and axe find at both widths, and where the page is wider than the screen."""
    found = list(complaints)
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"too wide at {width}")
        for fault in Axe().run(page).response["violations"]:
            found.append((fault["id"], fault["nodes"][0]["html"][:200]))
    complaints.clear()  # what axe itself loads is not ours
    return found


@pytest.fixture
def asked():
    """3 h beyond 20 h, an hour of it without asking; 2 h are asked for."""
    made = rows.agreement(base=20, overage="ask", overage_cap_minutes=60)
    rows.entry(made, 1380)
    return OverageApproval.objects.create(
        agreement=made,
        customer=made.customer,
        month=rows.OCTOBER,
        minutes=120,
        note="The move of " + "x" * 120,
        asked_at=rows.NOON,
        asked_by="eva@acme.example",
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_approver_declines_with_a_reason(signed_in, asked, complaints, scheme):
    approver = contact(asked.customer, "ann@north.example", Contact.Role.APPROVER)
    page = signed_in(approver)
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{page.base_url}/hours/overage/{asked.pk}/")
    waiting = faults(page, complaints)
    page.get_by_role("button", name="Decline").press("Enter")
    page.get_by_text("Say why it is declined.").wait_for()
    refused = faults(page, complaints)

    page.get_by_label("A word on it").fill("Next month")
    page.get_by_role("button", name="Decline").press("Enter")

    page.get_by_role("heading", name="It was declined").wait_for()
    assert [waiting, refused, faults(page, complaints)] == [[], [], []]


def test_the_desk_asks_and_reads(signed_in, asked, complaints):
    page = signed_in(User.objects.create_superuser("boss@acme.example", "pass"))
    page.goto(f"{page.base_url}/admin/billing/overageapproval/add/")
    adding = faults(page, complaints)
    page.goto(f"{page.base_url}/admin/billing/overageapproval/{asked.pk}/change/")
    reading = faults(page, complaints)
    page.goto(f"{page.base_url}/admin/billing/overageapproval/")

    assert [adding, reading, faults(page, complaints)] == [[], [], []]
