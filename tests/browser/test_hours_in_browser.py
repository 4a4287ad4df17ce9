"""Hours in a browser: accessible in both schemes and widths, without scripts and other hosts."""

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe

from billing.models import OverageApproval
from catalogue.models import User
from tests.billing import rows
from tests.billing.hours_rows import NETWORK, contact, example

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def violations(page):
    """What axe finds, in few words."""
    found = Axe().run(page).response["violations"]
    return [(v["id"], [node["html"][:200] for node in v["nodes"]][:3]) for v in found]


def too_wide(page):
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


def unfold(page):
    """Open what is folded away: it has to be accessible, too."""
    for fold in page.locator("main details, #content details").all():
        fold.evaluate("each => each.open = true")


@pytest.fixture
def made():
    """Time of this month and the last, some of it apart, free and not yet approved; a request."""
    today = dt.datetime.now(dt.UTC).astimezone().date()
    this = today.replace(day=1)
    made = example(overage="ask", overage_cap_minutes=60)
    rows.agreed(made, "250", "after_hours")
    rows.agreement(name="Voice " + "x" * 120, base=None)
    for month in (this, (this - dt.timedelta(days=1)).replace(day=1)):
        rows.entry(made, 1430, "CSDM", month, counted_minutes=1400, after_minutes=30)
        rows.entry(made, 90, NETWORK, month, billable="hourly")
    rows.entry(
        made, 30, "", this, billable="no_charge", approved_at=None, approved_by="",
        description="A" * 200,
    )  # fmt: skip
    OverageApproval.objects.create(
        agreement=made, customer=made.customer, month=this, minutes=120,
        asked_at=rows.NOON, asked_by="staff",
    )  # fmt: skip
    return made


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_hours_are_accessible_and_fit(signed_in, made, complaints, scheme):
    page = signed_in(contact(made.customer))
    hosts = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.emulate_media(color_scheme=scheme)
    for address in ["/", "/hours/", "/hours/?month=2025-01", "/hours/entries/"]:
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(page.base_url + address)
            unfold(page)
            assert not too_wide(page), (address, width)
            assert violations(page) == [], (address, width)
    assert complaints == []
    assert hosts == {page.base_url.split("/")[2]}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_hours_at_the_desk_are_accessible_and_fit(signed_in, made, complaints, scheme):
    page = signed_in(User.objects.create_superuser("boss@acme.example", "pass"))
    page.emulate_media(color_scheme=scheme)
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{page.base_url}/admin/billing/agreement/{made.pk}/hours/")
        unfold(page)
        assert not too_wide(page), width
        assert violations(page) == [], width
    assert complaints == []


def test_a_month_is_looked_through_without_scripts(browser, live_server, signed_in, made):  # fmt: skip
    cookies = signed_in(contact(made.customer)).context.cookies()
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(cookies)
    page = context.new_page()

    page.goto(f"{live_server.url}/")
    page.get_by_role("link", name="Hours", exact=True).press("Enter")
    page.get_by_role("img", name="Hours left by day").wait_for()
    page.get_by_role("link", name="See every entry").press("Enter")
    page.get_by_label("Role").select_option(NETWORK)
    page.get_by_role("button", name="Filter").press("Enter")
    page.get_by_text("Entries found").wait_for()
    assert page.get_by_role("row").count() == 2
    page.get_by_role("link", name="Hours in").press("Enter")
    page.locator("a[rel=prev]").press("Enter")
    page.get_by_role("link", name="This month").wait_for()
    page.get_by_text("Figures by month").press("Enter")
    page.get_by_role("region", name="Figures by month").wait_for()
    context.close()
