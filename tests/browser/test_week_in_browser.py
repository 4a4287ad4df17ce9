"""The week grid and the desk's pages of time in a browser: by keys and blocks, accessible everywhere."""

import datetime as dt

import pytest
from django.utils import timezone

from billing.models import TimeEntry
from billing.typed_time import week_name
from tests.billing import rows
from tests.browser.test_pages_in_browser import too_wide, violations
from tests.cast import assemble

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TIME = "/admin/billing/timeentry/"
PASTE = """([field, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  document.getElementById(field).dispatchEvent(
    new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


def test_a_week_is_typed_by_keys_and_pasted_and_its_pages_stand_everywhere(
    signed_in, complaints
):
    cast = assemble()
    week = f"{TIME}week/?week={week_name(timezone.now().date() - dt.timedelta(days=7))}"
    page = signed_in(cast.operator)

    page.goto(page.base_url + week)
    page.locator("[name=reference0]").fill(cast.agreement.reference)
    page.locator("#c0-0").fill("1:30")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("0,5")
    page.keyboard.press("Enter")
    focused = page.evaluate("document.activeElement.id")
    page.evaluate(PASTE, ["c0-2", "1\t2h\n0:15"])
    total = page.locator("tfoot .total").last.inner_text()
    page.locator("[name=reference1]").fill(cast.ticket.reference)
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved: 5 logged.").wait_for()

    assert focused == "c1-1"
    assert total == "5:15"
    minutes = TimeEntry.objects.order_by("worked_on", "minutes").values_list("minutes")
    assert [each for (each,) in minutes] == [90, 30, 15, 60, 120]
    entry = rows.entry(cast.agreement, 60, engineer=cast.operator)
    addresses = [
        week,
        TIME,
        f"{TIME}{entry.pk}/change/",
        f"{TIME}{entry.pk}/correct/",
        f"{TIME}import/",
        f"{TIME}reports/utilisation/",
        f"{TIME}reports/unapproved/",
        "/admin/",
    ]
    check(page, addresses, complaints)


def check(page, addresses, complaints):
    """No page breaks a rule, wide in the light and narrow in the dark."""
    for scheme, width in (("light", 1280), ("dark", 360)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        for address in addresses:
            page.goto(page.base_url + address)
            assert not too_wide(page), (address, width)
            assert complaints == [], (address, width)
            assert violations(page) == [], (address, scheme, width)
            complaints.clear()  # what axe itself loads is not ours
