"""The page of a finding in a real browser: usable, narrow and dark, and decided by one click."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from catalogue.checks.readings import suggested
from catalogue.models import Finding, User
from tests.catalogue.admin.rows import fill_shelf

POLICY = "Content Security Policy"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(live_page, client):
    """A signed-in browser on the page of a finding, with what its console complained about."""
    client.force_login(User.objects.create_superuser("root@remit.example", "root"))
    key = client.cookies["sessionid"].value
    cookie = {"name": "sessionid", "value": key, "url": live_page.base_url}
    live_page.context.add_cookies([cookie])
    live_page.complaints = complaints = []
    live_page.on(
        "console", lambda line: POLICY in line.text and complaints.append(line.text)
    )
    finding = fill_shelf(1)["finding"]
    Finding.objects.filter(pk=finding.pk).update(line=7, text="Who pays? " * 40)
    live_page.goto(
        live_page.base_url
        + reverse("admin:catalogue_finding_change", args=[finding.pk])
    )
    return live_page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible_wide_and_narrow(page, scheme):
    page.emulate_media(color_scheme=scheme)

    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        found = Axe().run(page, ".desk").response["violations"]
        assert not [(each["id"], each["nodes"][0]["html"]) for each in found]
        panel = page.locator(".desk .panel").first.bounding_box()
        assert panel["x"] + panel["width"] <= width


def test_a_reading_is_chosen_by_one_click(page):
    finding = Finding.objects.get()
    choice = suggested(finding.kind)[0]

    page.get_by_role("button", name=choice).click()

    page.get_by_text(f"Decided: {choice}").first.wait_for()
    assert Finding.objects.get().reading == choice
    assert not page.complaints
