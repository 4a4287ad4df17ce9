"""Hours on a ticket's pages in a browser: logged, timed, accessible, wide and narrow, light and dark."""

import pytest
from django.urls import reverse
from django.utils import timezone

from billing.models import TimeEntry
from tests.billing import rows
from tests.browser.test_pages_in_browser import too_wide, violations
from tests.cast import assemble

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_engineer_logs_time_and_the_customer_reads_it(signed_in, complaints):
    cast = assemble()
    rows.agreed(cast.agreement, "175")
    desk = reverse("admin:tickets_ticket_change", args=[cast.ticket.pk])
    by_hand = reverse("admin:billing_timer_log", args=[cast.ticket.pk])
    page = signed_in(cast.operator)

    page.goto(page.base_url + desk)
    page.get_by_role("button", name="Start a timer").click()
    page.get_by_text("Your timer runs since").wait_for()
    page.get_by_role("button", name="Discard the timer").click()
    page.get_by_text("Log time", exact=True).first.click()
    page.get_by_label("Time it took").fill("1h30")
    page.get_by_label("What was done").fill("Replaced the recorder’s disk")
    page.get_by_role("button", name="Log time").click()
    page.get_by_text("Logged 1 h 30 min.").wait_for()
    page.goto(page.base_url + by_hand)
    page.get_by_label("Time it took").fill("soon")
    page.get_by_role("button", name="Log time").click()
    page.get_by_text("Type time as 1:30").wait_for()

    assert TimeEntry.objects.get().worked_on == timezone.now().date()
    page.goto(page.base_url + desk)
    page.get_by_role("button", name="Start a timer").click()
    page.get_by_text("Your timer runs since").wait_for()
    check(page, [desk, by_hand], complaints)
    page = signed_in(cast.owner)
    page.goto(page.base_url + cast.ticket.get_absolute_url())
    page.get_by_text("What was done").click()
    page.get_by_text("Replaced the recorder’s disk").wait_for()
    check(page, [cast.ticket.get_absolute_url()], complaints)


def check(page, addresses, complaints):
    """No page breaks a rule, whatever the light and the width."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for address in addresses:
            for width in (1280, 360):
                page.set_viewport_size({"width": width, "height": 800})
                page.goto(page.base_url + address)
                for title in ("Log time", "Stop the timer"):
                    for act in page.locator("summary", has_text=title).all():
                        act.click()
                assert not too_wide(page), (address, width)
                assert complaints == [], (address, width)
                assert violations(page) == [], (address, width, scheme)
                complaints.clear()  # what axe itself loads is not ours
