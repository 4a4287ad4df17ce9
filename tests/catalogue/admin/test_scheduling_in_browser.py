"""Publishing later in a real browser: accessible, narrow and dark, and without scripts of ours."""

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone

from catalogue.models import Revision, User
from tests.catalogue.admin.rows import fill_shelf

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def go(live_page, client):
    """Opens a revision's act in a signed-in browser: `go("publish", revision)`."""
    client.force_login(User.objects.create_superuser("root@remit.example", "root"))
    key = client.cookies["sessionid"].value
    cookie = {"name": "sessionid", "value": key, "url": live_page.base_url}
    live_page.context.add_cookies([cookie])

    def open_page(name, revision):
        address = reverse(f"admin:catalogue_revision_{name}", args=[revision.pk])
        live_page.goto(live_page.base_url + address)
        return live_page

    return open_page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_accessible_wide_and_narrow(go, scheme):
    draft = fill_shelf(1)["revision"]
    published = fill_shelf(2, published=True)["revision"]

    for name, revision in (("publish", draft), ("withdraw", published)):
        page = go(name, revision)
        page.emulate_media(color_scheme=scheme)
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            found = Axe().run(page, "#content").response["violations"]
            assert not [(each["id"], each["nodes"][0]["html"]) for each in found]
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_draft_is_scheduled_and_taken_back(go):
    draft = fill_shelf(1)["revision"]
    day = timezone.now().date() + dt.timedelta(days=30)
    page = go("publish", draft)

    page.get_by_label("Later").check()
    page.get_by_label("Date (UTC)").fill(day.isoformat())
    page.get_by_label("Time (UTC)").fill("09:30")
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("comes into force on").wait_for()
    scheduled = Revision.objects.get(pk=draft.pk)
    page.get_by_role("link", name="Unschedule…").click()
    page.get_by_role("button", name="Unschedule").click()
    page.get_by_text("is a draft again").wait_for()

    assert scheduled.effective_at == dt.datetime.combine(
        day, dt.time(9, 30), tzinfo=dt.UTC
    )
    assert Revision.objects.get(pk=draft.pk).is_draft
