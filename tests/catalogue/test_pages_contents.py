"""Pages for one kind of thing in a guide."""

import pytest
from django.urls import reverse

from catalogue.actions.drafting import copy_to_draft
from catalogue.actions.publishing import publish
from catalogue.models import Calendar, Component, Exemption, Matrix
from tests.catalogue.conftest import small_form

pytestmark = pytest.mark.django_db
VOICE = ["acme", "voice"]


@pytest.fixture
def page(client, dana, subscription):
    """The words of a page below the small guide."""
    client.force_login(dana)

    def get(name, *args, query=""):
        answer = client.get(reverse(f"catalogue:{name}", args=[*VOICE, *args]) + query)
        assert answer.status_code == 200
        return answer.content.decode()

    return get


def test_a_matrix_stands_alone_with_its_footnotes(page):
    words = page("matrix-detail", Matrix.objects.get().pk)

    assert "Install phone firmware" in words
    assert "Within office hours only." in words


def test_components_are_listed_with_their_scope(page):
    words = page("component-list")

    assert "Voicemail" in words
    assert "1 supported · 1 not supported" in words


def test_a_component_says_what_is_supported_and_what_is_not(page):
    words = page("component-detail", Component.objects.get().pk)

    assert words.index("Keep mailboxes running") < words.index("Not supported")
    assert words.index("Not supported") < words.index("Record greetings")


def test_service_levels_show_times_and_what_is_not_stated(page):
    words = page("service-level-list")

    assert "<strong>30 minutes</strong>" in words
    assert '<span class="quiet">no target</span>' in words
    assert "Duty manager after 4 hours" in words
    assert "Number of users affected" in words
    assert "The carrier&#x27;s network failed." in words
    assert "The guide names no hours." in words
    assert words.count("not stated") >= 5


def test_a_service_level_says_what_ends_its_clocks_and_what_is_owed(
    page, small_guide, now
):
    draft = copy_to_draft(small_guide, at=now)
    draft.service_levels.update(met_by={"restoration": ["action_plan", "workaround"]})
    cases = Exemption.objects.filter(service_level__revision=draft)
    cases.update(duties=["password-reset"])
    publish(draft, by="curator@acme.example", at=now)

    words = page("service-level-list")

    assert "a workaround or an action plan</dd>" in words
    assert (
        'a reply or a call <span class="quiet">(as usual: not stated)</span>' in words
    )
    assert "Remedy ends" not in words
    assert words.index("What is owed all the same") < words.index(
        "Reset a user&#x27;s password"
    )


def test_opening_hours_are_those_in_force_today(page, small_guide, provider, now):
    calendar = Calendar.objects.create(provider=provider, key="office", name="Office")
    old = calendar.versions.create(
        valid_from="2020-01-01", zone="UTC", always_open=True
    )
    new = calendar.versions.create(valid_from="2021-01-01", zone="Europe/London")
    calendar.versions.create(valid_from="2999-01-01", zone="Asia/Tokyo")
    new.windows.create(day=0, opens=540, closes=1020)
    draft = copy_to_draft(small_guide, at=now)
    draft.service_levels.update(calendar=calendar)
    publish(draft, by="curator@acme.example", at=now)

    words = page("service-level-list")

    assert old.always_open
    assert "Monday 09:00–17:00" in words
    assert "Europe/London" in words
    assert 'aria-label="Opening hours: Monday 09:00–17:00"' in words


def test_terms_carry_anchors(page, small_guide):
    term = small_guide.terms.get()

    assert f'<div id="term-{term.pk}">' in page("term-list")


def test_offers_and_rates_are_listed(page):
    words = page("offer-list")

    for said in ("Ten hours of an engineer", "150.00 USD per hour", "1 hour", "Up to $9,999",
                 "Five password resets a month.", "7 days", "A busy signal."):  # fmt: skip
        assert said in words, said


def test_a_part_at_another_guides_address_is_not_found(
    client, curator, small_guide, publish_form
):
    publish_form(small_form(), key="other")
    client.force_login(curator)
    matrix = Matrix.objects.get(section__revision=small_guide)
    address = reverse("catalogue:matrix-detail", args=["acme", "other", matrix.pk])

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("number", ["2", "x", "-1", "9" * 30])
def test_a_revision_that_is_not_there_is_not_found(client, dana, subscription, number):
    client.force_login(dana)
    address = reverse("catalogue:term-list", args=VOICE)

    assert client.get(address, {"revision": number}).status_code == 404


def test_a_stranger_finds_no_part(client, stranger, small_guide):
    client.force_login(stranger)
    places = [
        ("matrix-detail", Matrix.objects.get().pk),
        ("component-detail", Component.objects.get().pk),
    ]

    statuses = {
        client.get(reverse(f"catalogue:{name}", args=[*VOICE, pk])).status_code
        for name, pk in places
    }

    assert statuses == {404}
