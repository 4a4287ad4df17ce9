"""The comparison of two revisions on the portal: what it shows, and to whom."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from catalogue.actions.drafting import copy_to_draft
from catalogue.actions.publishing import withdraw
from catalogue.models import Customer, Revision, Subscription
from catalogue.portable import form
from tests.catalogue.conftest import small_form
from tests.query_counts import pinned

pytestmark = pytest.mark.django_db
ADDRESS = "/guides/acme/voice/compare/"


def dearer():
    """The small guide, with an hourly charge for password resets and other words for headsets."""
    newer = small_form()
    newer.sections[2].provisions[0].charge = "hourly"
    newer.sections[1].matrices[0].rows[1].text = "Replace the broken headsets"
    newer.sections[0].prose = "Acme runs the voice <platform>."
    return newer


@pytest.fixture
def second(publish_form, small_guide):
    """A newer revision, in force."""
    return publish_form(dearer())


@pytest.fixture
def read(client, dana, subscription):
    """The page as the customer's manager sees it."""

    def page(**asked):
        client.force_login(dana)
        return client.get(ADDRESS, asked)

    return page


def test_a_customer_reads_what_changed(read, second):
    page = read(**{"from": 1, "to": 2})

    words = page.content.decode()
    assert "What changes from revision 1 to revision 2" in words
    assert "was included (“Acme”), is now hourly charge (“Acme”)" in words
    assert "worse for you" in words
    assert "1 line goes from “included” to “hourly charge”" in words
    assert "Your company follows the guide: judged by revision 2 now." in words


def test_mere_wording_is_shown_on_demand(read, second):
    few, everything = read().content.decode(), read(show="all").content.decode()

    assert "headsets" not in few
    assert re.search(r"Replace\s*<ins>\s*the\s*</ins>\s*broken headsets", everything)
    assert "wording only" in everything


def test_text_of_a_guide_is_never_markup(read, second):
    words = read(show="all").content.decode()

    assert "<platform>" not in words
    assert "&lt;" in words


def test_without_a_choice_the_one_in_force_is_compared_with_the_one_before(
    read, second
):
    page = read()

    assert (page.context["old"].number, page.context["new"].number) == (1, 2)


def test_a_pinned_customer_is_compared_with_what_it_signed(
    read, small_guide, second, publish_form
):
    third = dearer()
    third.rates[0].amount = 190
    publish_form(third)
    Subscription.objects.update(pinned_revision=small_guide)

    page = read()

    assert (page.context["old"].number, page.context["new"].number) == (1, 3)
    assert "Your company is pinned to revision 1" in page.content.decode()
    assert "#p-password-reset" in page.content.decode()


def test_one_kind_is_shown_on_its_own(read, second):
    page = read(kind="charge")

    assert [group.kind for group in page.context["groups"]] == ["charge"]


def test_a_long_list_is_cut_and_shown_whole_by_kind(read, small_guide, publish_form):
    longer = small_form()
    longer.sections[2].provisions += [
        form.Provision("scenario", f"Move desk {n}", charge="hourly")
        for n in range(130)
    ]
    publish_form(longer)

    page = read().content.decode()

    assert page.count("New line “") == 100
    assert "30 more: show all 130" in page
    assert "?kind=added" in page
    assert read(kind="added").content.decode().count("New line “") == 130


@pytest.mark.parametrize(
    "asked",
    [
        {"from": 9},
        {"to": "x"},
        {"from": "1", "to": "-1"},
        {"to": "9" * 400},
        {"kind": "colour"},
        {"from": "١"},
    ],
)
def test_what_is_not_there_is_not_found(read, second, asked):
    assert read(**asked).status_code == 404


def test_the_same_revision_twice_asks_for_another(read, second):
    page = read(**{"from": 1, "to": 1})

    assert "Choose two different revisions." in page.content.decode()


def test_a_guide_with_one_revision_says_so(read):
    page = read()

    assert page.status_code == 200
    assert "There is one revision of this guide" in page.content.decode()


def test_two_revisions_may_say_the_same(client, curator, small_guide, now):
    copy_to_draft(small_guide, at=now)
    client.force_login(curator)

    assert "Both revisions say the same." in client.get(ADDRESS).content.decode()


def test_a_customer_never_compares_drafts_nor_what_was_withdrawn(
    read, small_guide, second, now
):
    copy_to_draft(second, at=now)
    withdraw(small_guide, reason="Wrong.", by="curator@acme.example", at=now)

    choices = [revision.number for revision in read().context["revisions"]]

    assert choices == [2]
    assert read(**{"from": 1, "to": 2}).status_code == 404
    assert read(**{"from": 2, "to": 3}).status_code == 404


def test_a_scheduled_revision_is_for_staff(read, client, curator, small_guide, now):
    draft = copy_to_draft(small_guide, at=now)
    later = now + dt.timedelta(days=30)
    rows = Revision.objects.filter(pk=draft.pk)
    rows.move("scheduled", scheduled_at=now, scheduled_by="curator", effective_at=later)

    assert read(to=2).status_code == 404
    client.force_login(curator)
    assert client.get(ADDRESS, {"to": 2}).status_code == 200


def test_strangers_find_nothing(client, stranger, second):
    client.force_login(stranger)

    assert client.get(ADDRESS).status_code == 404


def test_who_left_finds_nothing_any_more(read, second):
    Subscription.objects.update(ends_on=dt.date(2026, 2, 1))

    assert read().status_code == 404


def test_a_subscription_to_another_guide_opens_nothing(
    client, stranger, second, publish_form
):
    other = publish_form(
        form.Revision("Other", sections=[form.Section("A", prose="All.")]), "other"
    )
    Subscription.objects.create(
        customer=Customer.objects.get(key="contoso"),
        guide=other.guide,
        starts_on=dt.date(2026, 1, 1),
    )
    client.force_login(stranger)

    assert client.get("/guides/acme/other/compare/").status_code == 200
    assert client.get(ADDRESS).status_code == 404


def test_no_other_customer_is_named(read, second):
    rival = Customer.objects.create(key="rival", name="Rival Rockets")
    Subscription.objects.create(
        customer=rival, guide=second.guide, starts_on=dt.date(2026, 1, 1)
    )

    assert "Rival" not in read(show="all").content.decode()


def test_staff_see_what_a_draft_would_change(client, curator, second, now):
    draft = copy_to_draft(second, at=now)
    draft.provisions.filter(key="password-reset").update(charge="included")
    client.force_login(curator)

    page = client.get(ADDRESS, {"from": 2, "to": 3}).content.decode()

    assert "this is what publishing it would change" in page
    assert "better for the customer" in page


def test_lines_link_to_what_the_reader_may_open(read, client, curator, second):
    contact_page = read(**{"from": 1, "to": 2}).content.decode()
    client.force_login(curator)
    staff_page = client.get(ADDRESS, {"from": 1, "to": 2}).content.decode()

    for page in (contact_page, staff_page):
        assert 'href="/guides/acme/voice/revisions/2/#p-password-reset"' in page
        assert "revisions/1/" not in page


def guide_page(client):
    return client.get(reverse("catalogue:guide-detail", args=["acme", "voice"]))


def test_the_guide_links_to_what_changed(client, dana, subscription, second):
    client.force_login(dana)

    page = guide_page(client).content.decode()

    assert "What changed since revision 1" in page
    assert f'{ADDRESS}?from=1&amp;to=2"' in page


def test_the_guide_tells_a_pinned_customer_what_would_change(
    client, dana, subscription, small_guide, second
):
    Subscription.objects.update(pinned_revision=small_guide)
    client.force_login(dana)

    page = guide_page(client).content.decode()

    assert "You are on revision 1; the current one is 2" in page
    assert f'{ADDRESS}?from=1&amp;to=2">See what would change' in page


def test_the_page_takes_as_many_queries_as_recorded(read, second):
    read()

    with pinned("catalogue:guide-compare"):
        assert read().status_code == 200


def test_a_larger_comparison_takes_no_more(read, second, publish_form):
    larger = small_form()
    larger.sections += [
        form.Section(
            f"Floor {n}", provisions=[form.Provision("scenario", f"Move desk {n}")]
        )
        for n in range(60)
    ]
    publish_form(larger)
    read()

    with pinned("catalogue:guide-compare"):
        assert read().status_code == 200
