"""Two revisions side by side at the desk."""

import datetime as dt

import pytest
from django.urls import reverse

from catalogue.actions.drafting import copy_to_draft
from catalogue.models import Customer, Revision, Subscription
from tests.catalogue.admin.conftest import staff
from tests.catalogue.admin.rows import NOON
from tests.catalogue.admin.test_pages import address, assert_no_inline
from tests.query_counts import pinned


def compare(revision):
    return reverse("admin:catalogue_revision_compare", args=[revision.pk])


@pytest.fixture
def published(shelf):
    """A published revision."""
    rows = Revision.objects.filter(pk=shelf["revision"].pk)
    rows.move("published", published_at=NOON, published_by="curator")
    return Revision.objects.get(pk=shelf["revision"].pk)


@pytest.fixture
def draft(published):
    """A draft that excludes what the published revision leaves open."""
    made = copy_to_draft(published, at=NOON)
    made.provisions.filter(key="scenario").update(charge="hourly", label="Hourly <$>")
    return made


def test_a_draft_shows_what_publishing_would_change(desk, draft, published):
    response = desk.get(compare(draft))

    page = response.content.decode()
    assert response.context["old"] == published
    assert "This is what publishing it would change." in page
    assert "was not stated, is now hourly charge (“Hourly &lt;$&gt;”)" in page
    assert "1 line goes from “not stated” to “hourly charge”" in page.casefold()
    assert_no_inline(response)


def test_who_is_reached_is_listed_with_links(desk, draft, shelf):
    Subscription.objects.update(pinned_revision=None, service_level=None)

    page = desk.get(compare(draft)).content.decode()

    assert "Customer 1" in page
    assert "Follows the guide: judged by revision 2 once it is in force" in page
    assert address(Subscription, "change", shelf["subscription"].pk) in page


def test_a_guide_that_nobody_uses_says_so(desk, draft):
    Subscription.objects.all().delete()

    assert b"Nobody subscribes to this guide now." in desk.get(compare(draft)).content


def test_the_other_revision_can_be_chosen(desk, draft, published):
    third = copy_to_draft(draft, at=NOON)

    response = desk.get(compare(third), {"with": draft.pk})

    assert (response.context["old"], response.context["new"]) == (draft, third)
    assert b"Both revisions say the same." in response.content


@pytest.mark.parametrize("asked", ["0", "x", "99999999999999999999", "-1"])
def test_a_revision_that_is_not_there_is_not_found(desk, draft, asked):
    assert desk.get(compare(draft), {"with": asked}).status_code == 404


def test_an_unknown_kind_is_not_found(desk, draft):
    assert desk.get(compare(draft), {"kind": "colour"}).status_code == 404


def test_a_revision_of_another_guide_is_not_offered(desk, draft, strange):
    response = desk.get(compare(draft), {"with": strange["revision"].pk})

    assert response.status_code == 404
    assert b"Guide 2" not in desk.get(compare(draft)).content


def test_a_single_revision_says_so(desk, shelf):
    page = desk.get(compare(shelf["revision"])).content

    assert b"nothing to compare it with" in page


def test_the_revisions_page_leads_to_the_comparison(desk, draft):
    page = desk.get(address(Revision, "change", draft.pk)).content.decode()

    assert compare(draft) in page


def test_mere_wording_is_shown_on_demand(desk, draft):
    draft.provisions.filter(key="duty").update(text="Answer the calls of desk 1")

    few = desk.get(compare(draft)).content.decode()
    everything = desk.get(compare(draft), {"show": "all"}).content.decode()

    assert "wording only" not in few
    assert "Answer <ins>the </ins>calls of desk 1" in everything


def test_a_strangers_revision_is_not_found(limited_desk, strange):
    response = limited_desk.get(compare(strange["revision"]))

    assert response.url == reverse("admin:index")


def test_limited_staff_compare_their_own(limited_desk, draft):
    Subscription.objects.create(
        customer=Customer.objects.create(key="late", name="Late Ltd"),
        guide=draft.guide,
        starts_on=dt.date(2099, 1, 1),
    )

    page = limited_desk.get(compare(draft)).content.decode()

    assert "hourly charge" in page
    assert "Customer 1" in page
    assert "Late Ltd" not in page


def test_staff_without_rights_do_not_get_in(client, draft):
    user = staff("new@remit.example", "engineer")
    user.groups.clear()
    client.force_login(user)

    assert client.get(compare(draft)).status_code == 403


def test_staff_who_may_not_see_customers_see_none(client, draft):
    user = staff("reader@remit.example", "engineer")
    group = user.groups.get()
    group.permissions.remove(group.permissions.get(codename="view_subscription"))
    client.force_login(user)

    page = client.get(compare(draft)).content.decode()

    assert "hourly charge" in page
    assert "Customer 1" not in page


def test_it_takes_as_many_queries_as_recorded_whatever_the_size(desk, draft):
    desk.get(compare(draft))
    with pinned("admin:catalogue_revision_compare"):
        desk.get(compare(draft))
    section = draft.sections.get()
    for n in range(40):
        draft.provisions.create(
            section=section, kind="limit", key=f"l{n}", text=f"Limit {n} of some kind"
        )
        Subscription.objects.create(
            customer=Customer.objects.create(key=f"more-{n}", name=f"More {n}"),
            guide=draft.guide,
            starts_on=dt.date(2026, 1, 1),
        )

    with pinned("admin:catalogue_revision_compare"):
        page = desk.get(compare(draft))

    assert len(page.context["affected"]) == 41
