"""The comparison in a real browser: narrow and wide, light and dark, on the portal and at the desk."""

import pytest
from django.urls import reverse

from catalogue.models import Subscription
from tests.browser.test_pages_in_browser import too_wide, violations
from tests.catalogue.conftest import small_form

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
COMPARE = "/guides/acme/voice/compare/"


@pytest.fixture
def second(small_guide, publish_form):
    """A revision that differs from the small guide in cost, person, time, price and wording."""
    newer = small_form()
    newer.sections[2].provisions[0].charge = "hourly"
    newer.sections[1].matrices[0].rows[1].assignments[0].party = "Acme"
    newer.sections[2].provisions[1].text = "Build a customised report"
    newer.service_levels[0].priorities[0].targets[1].minutes = 480
    newer.service_levels[0].priorities[0].targets[1].text = "8 hours"
    newer.rates[0].amount = 190
    newer.sections[0].prose = "word " * 100
    return publish_form(newer)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_portals_comparison_is_accessible_and_fits(
    signed_in, dana, subscription, second, complaints, scheme
):
    page = signed_in(dana)
    page.emulate_media(color_scheme=scheme)
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{page.base_url}{COMPARE}?show=all")
        assert not too_wide(page), width
        assert violations(page) == [], width
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_desks_comparison_is_accessible_and_fits(
    signed_in, curator, subscription, second, scheme
):
    page = signed_in(curator)
    page.emulate_media(color_scheme=scheme)
    address = reverse("admin:catalogue_revision_compare", args=[second.pk])
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{page.base_url}{address}?show=all")
        assert not too_wide(page), width
        assert violations(page) == [], width


def test_a_pinned_customer_finds_its_way_to_what_would_change(
    signed_in, dana, subscription, small_guide, second
):
    Subscription.objects.update(pinned_revision=small_guide)
    page = signed_in(dana)
    page.goto(f"{page.base_url}/guides/acme/voice/")

    page.get_by_role("link", name="See what would change").click()
    page.get_by_role("link", name="Wording, too").click()
    page.get_by_role("link", name="What it costs").click()

    assert "show=all" in page.url
    assert page.url.endswith("#of-charge")
    assert page.get_by_text("worse for you").first.is_visible()
