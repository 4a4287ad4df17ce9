"""Tickets in a browser: accessible in both schemes and widths, reported without scripts and by keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from catalogue.models import Provision
from tests.tickets.acts.lives import begun
from tickets.models import Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def violations(page):
    """What axe finds, in few words."""
    found = Axe().run(page).response["violations"]
    return [(v["id"], [node["html"][:200] for node in v["nodes"]][:3]) for v in found]


def too_wide(page):
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


def unfold(page):
    """Open what is folded away: it has to be accessible, too."""
    for fold in page.locator("main details").all():
        fold.evaluate("each => each.open = true")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_tickets_are_accessible_and_fit(
    signed_in, dana, subscription, now, complaints, scheme
):
    line = Provision.objects.get(key="password-reset")
    ticket = begun(
        subscription, at=now, requester=dana.contacts.get(), provision=line,
        summary="A" * 150, missing=["Number of users affected"],
        state="pending_approval",
    )  # fmt: skip
    ticket.approvals.create(
        customer=ticket.customer, asked_at=now, asked_by="staff", minutes=90
    )
    page = signed_in(dana)
    page.emulate_media(color_scheme=scheme)
    for address in [
        "/tickets/",
        "/tickets/?scope=watched",
        f"/tickets/new/?provision={line.pk}",
        f"/tickets/{ticket.reference}/?new=1",
        "/tickets/preferences/",
    ]:
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(page.base_url + address)
            unfold(page)
            assert not too_wide(page), (address, width)
            assert violations(page) == [], (address, width)
    assert complaints == []


def test_a_ticket_is_reported_without_scripts_and_by_keyboard(
    browser, live_server, signed_in, dana, subscription
):
    cookies = signed_in(dana).context.cookies()
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(cookies)
    page = context.new_page()

    page.goto(f"{live_server.url}/ask/?q=reset+a+user's+password")
    page.get_by_role("link", name="Open a ticket").first.press("Enter")
    page.get_by_label("In one line").fill("Locked out")
    page.get_by_label("What happened").fill("Ward 3\ncannot sign in.")
    page.get_by_label("Number of users affected").fill("2")
    page.get_by_role("button", name="Continue").press("Enter")
    page.get_by_text("This would be number 1 of 5 in").wait_for()
    page.get_by_role("button", name="Change something").press("Enter")
    assert page.get_by_label("What happened").input_value() == "Ward 3\ncannot sign in."
    page.get_by_role("button", name="Continue").press("Enter")
    note = {"name": "log.txt", "mimeType": "text/plain", "buffer": b"one line"}
    page.get_by_label("Files").set_input_files([note])
    page.get_by_role("button", name="Send ticket").press("Enter")

    ticket = Ticket.objects.get()
    page.get_by_role("heading", name=f"Your ticket is {ticket.reference}").wait_for()
    page.get_by_role("link", name="log.txt").wait_for()
    context.close()
