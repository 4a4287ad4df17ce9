"""The list of guides and the page on which one is read."""

import datetime as dt

import pytest
from django.urls import reverse

from catalogue.models import Revision, Subscription
from catalogue.portable import form
from tests.catalogue.conftest import small_form

pytestmark = pytest.mark.django_db
VOICE = ["acme", "voice"]


@pytest.fixture
def read(client, dana, subscription):
    """The reading page of the small guide, as its customer sees it."""
    client.force_login(dana)
    return lambda: client.get(reverse("catalogue:guide-detail", args=VOICE))


@pytest.fixture
def second_revision(publish_form):
    """A newer revision of the small guide."""

    def publish():
        newer = small_form()
        newer.sections[0].prose = "Acme runs the new voice platform."
        return publish_form(newer)

    return publish


def test_the_list_shows_what_is_subscribed(client, dana, subscription):
    client.force_login(dana)

    page = client.get(reverse("catalogue:guide-list")).content.decode()

    assert "Voice Service Guide" in page
    assert "Acme Managed Services" in page


def test_the_list_is_searched_by_title_and_provider(client, curator, small_guide):
    client.force_login(curator)

    def titles(q):
        table = client.get(reverse("catalogue:guide-list"), {"q": q}).context["table"]
        return [row.record.title for row in table.rows]

    assert titles("voice acme") == ["Voice Service Guide"]
    assert titles("billing") == []


def test_a_customer_filters_only_by_its_own_providers(client, stranger, small_guide):
    client.force_login(stranger)

    assert "Acme" not in client.get(reverse("catalogue:guide-list")).content.decode()


def test_every_provision_and_section_has_its_anchor(read, small_guide):
    page = read().content.decode()

    for row in [*small_guide.provisions.all(), *small_guide.sections.all()]:
        assert page.count(f'id="{row.anchor}"') == 1, row


def test_a_matrix_has_headings_and_words_for_its_marks(read):
    page = read().content.decode()

    assert '<th scope="col" class="mark-cell">Acme</th>' in page
    assert '<th colspan="4" scope="rowgroup">Phones</th>' in page
    assert '<span class="hidden">yes (X*)</span>' in page or "yes (X)" in page


def test_open_points_are_shown(read):
    page = read().content.decode()

    assert "1 point here is not clear in the guide" in page
    assert "The outcome of a quote is blank." in page


def test_a_sentence_of_the_prose_carries_its_anchor_and_terms_their_links(
    client, curator, publish_form
):
    revision = publish_form(
        form.Revision(
            title="Prose",
            sections=[
                form.Section(
                    "Care",
                    prose="Every <MACD> waits.\n\n- A MACD takes a day & more. It is free.",
                    provisions=[
                        form.Provision(
                            "limit", "A MACD takes a day & more.", in_prose=True
                        ),
                        form.Provision("limit", "Not in the text.", in_prose=True),
                    ],
                )
            ],
            terms=[form.Term("MACD", "A change.", "")],
        ),
        key="prose",
    )
    client.force_login(curator)
    term = revision.terms.get()

    page = client.get(revision.get_absolute_url()).content.decode()

    assert (
        '<span class="clause" id="p-a-macd-takes-a-day-more">A MACD takes a day &amp; more.</span>'
        in page
    )
    assert (
        f'&lt;<a class="term" href="/guides/acme/prose/terms/#term-{term.pk}">MACD</a>&gt;'
        in page
    )
    assert 'id="p-not-in-the-text"' in page


def test_a_paraphrase_says_so(client, curator, publish_form):
    told = small_form()
    told.paraphrase = True
    client.force_login(curator)

    page = client.get(publish_form(told).get_absolute_url()).content.decode()

    assert "in our own words" in page


def test_a_customer_reads_the_revision_in_force(read, small_guide, second_revision):
    second_revision()

    page = read()

    assert page.context["revision"].number == 2
    assert "new voice platform" in page.content.decode()


def test_a_pinned_customer_reads_what_it_signed(read, small_guide, second_revision):
    second_revision()
    Subscription.objects.update(pinned_revision=small_guide)

    page = read()

    assert page.context["revision"].number == 1
    assert "Your agreement rests on this revision." in page.content.decode()
    assert "?revision=1" in page.content.decode()


def test_a_customer_finds_no_other_revision(
    client, dana, subscription, second_revision
):
    second_revision()
    client.force_login(dana)

    statuses = [
        client.get(
            reverse("catalogue:revision-detail", args=[*VOICE, number])
        ).status_code
        for number in (1, 2, 3)
    ]

    assert statuses == [404, 200, 404]


def test_staff_read_every_state_and_are_told_which(client, curator, small_guide):
    draft = Revision.objects.create(guide=small_guide.guide, number=2, title="Draft")
    client.force_login(curator)

    page = client.get(draft.get_absolute_url()).content.decode()

    assert "Nobody but staff sees this" in page
    assert "This revision has no text yet." in page


@pytest.mark.parametrize("address", ["guide-detail", "component-list", "term-list"])
def test_a_stranger_finds_nothing(client, stranger, small_guide, address):
    client.force_login(stranger)

    assert client.get(reverse(f"catalogue:{address}", args=VOICE)).status_code == 404


def test_a_guide_without_a_revision_in_force_is_not_found(
    client, dana, northwind, provider
):
    guide = provider.guides.create(key="voice", title="Unpublished")
    Subscription.objects.create(
        customer=northwind, guide=guide, starts_on=dt.date(2026, 1, 1)
    )
    client.force_login(dana)

    assert client.get(guide.get_absolute_url()).status_code == 404


def test_a_section_of_nothing_but_times_says_where_they_stand(read, publish_form):
    newer = small_form()
    newer.sections.append(form.Section("Times", "9"))
    newer.sections.append(form.Section("Nothing", "10"))
    newer.service_levels.append(form.ServiceLevel("Night desk", section="9"))
    publish_form(newer)

    chapters = {each.section.title: each for each in read().context["chapters"]}

    pages = [title for title, _ in chapters["Times"].elsewhere]
    assert pages == ["Service levels"]
    assert chapters["Nothing"].elsewhere == []
