"""Publishing, withdrawing and drafting at the desk."""

import pytest
from django.urls import reverse

from catalogue.models import Finding, Revision
from tests.catalogue.admin.conftest import staff
from tests.catalogue.admin.test_pages import address


def act(name, revision):
    return reverse(f"admin:catalogue_revision_{name}", args=[revision.pk])


@pytest.fixture
def draft(shelf):
    return shelf["revision"]


def test_the_page_shows_what_to_know_before_publishing(desk, draft):
    page = desk.get(act("publish", draft))

    assert (page.context["sections"], page.context["provisions"]) == (1, 8)
    assert "1 open finding" in page.content.decode()
    assert "1 party on no side" in page.content.decode()


def test_a_draft_is_published_with_open_findings(desk, draft, root):
    response = desk.post(act("publish", draft), follow=True)

    draft.refresh_from_db()
    assert draft.state == "published"
    assert draft.published_by == root.email
    assert b"is published" in response.content
    assert Finding.objects.filter(revision=draft).open().count() == 1


def test_opening_the_page_publishes_nothing(desk, draft):
    desk.get(act("publish", draft))

    draft.refresh_from_db()
    assert draft.is_draft


def test_drafts_are_published_from_the_list(desk, draft):
    chosen = {"action": "publish_selected", "_selected_action": [draft.pk]}

    desk.post(address(Revision, "changelist"), chosen)

    draft.refresh_from_db()
    assert draft.state == "published"


def test_what_cannot_be_published_says_why(desk, strange):
    response = desk.post(act("publish", strange["revision"]), follow=True)

    assert b"only a draft or scheduled revision can be published" in response.content


def test_an_empty_draft_is_not_published(desk, shelf):
    empty = Revision.objects.create(guide=shelf["guide"], number=2, title="Empty")

    page = desk.get(act("publish", empty))
    response = desk.post(act("publish", empty))

    assert "The revision has no sections" in page.context["obstacles"][0]["text"]
    assert response.status_code == 200
    assert b"cannot be published" in response.content
    empty.refresh_from_db()
    assert empty.is_draft


def test_a_revision_is_withdrawn_for_a_reason(desk, strange, root):
    revision = strange["revision"]

    refused = desk.post(act("withdraw", revision), {"reason": " "})
    desk.post(act("withdraw", revision), {"reason": "Wrong prices."})

    revision.refresh_from_db()
    assert refused.status_code == 200
    assert (revision.state, revision.withdrawn_by) == ("withdrawn", root.email)
    assert revision.withdrawn_reason == "Wrong prices."


def test_a_new_draft_says_what_the_published_revision_says(desk, strange):
    response = desk.post(act("draft", strange["revision"]))

    draft = Revision.objects.get(guide=strange["guide"], number=2)
    assert response.url == address(Revision, "change", draft.pk)
    assert draft.is_draft
    assert draft.provisions.count() == strange["revision"].provisions.count()


@pytest.mark.parametrize("name", ["publish", "withdraw", "draft"])
def test_acts_on_a_strangers_revision_find_nothing(limited_desk, strange, name):
    response = limited_desk.post(act(name, strange["revision"]), {"reason": "Mine."})

    strange["revision"].refresh_from_db()
    assert response.url == reverse("admin:index")
    assert strange["revision"].state == "published"
    assert Revision.objects.filter(guide=strange["guide"]).count() == 1


@pytest.mark.parametrize("name", ["publish", "withdraw", "draft"])
def test_who_only_reads_guides_does_not_act_on_them(client, draft, name):
    client.force_login(staff("eng@remit.example", "engineer"))

    response = client.post(act(name, draft), {"reason": "Mine."}, follow=True)

    draft.refresh_from_db()
    assert b"may not" in response.content
    assert draft.is_draft
    assert Revision.objects.count() == 1


def test_a_revision_made_by_hand_gets_the_next_number(desk, shelf):
    form = {"guide": shelf["guide"].pk, "title": "Second"}

    desk.post(address(Revision, "add"), form)

    assert Revision.objects.get(title="Second").number == 2


def test_the_revisions_page_counts_what_it_holds(desk, draft):
    page = desk.get(address(Revision, "change", draft.pk))

    counts = {part["title"]: part["count"] for part in page.context["contents"]}
    assert counts["provisions"] == 8
    assert counts["findings"] == 1
    for part in page.context["contents"]:
        assert desk.get(part["url"]).status_code == 200
