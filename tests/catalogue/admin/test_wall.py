"""What belongs to a revision that is no draft is shown in the admin, and changed nowhere in it."""

import pytest
from django.contrib import admin
from django.urls import reverse

from catalogue.models import (
    Alias,
    Assignment,
    CalendarVersion,
    MacdScenario,
    Provision,
    Revision,
    RevisionPart,
    Section,
    Term,
)
from tests.catalogue.admin.rows import fill_shelf, publish
from tests.catalogue.admin.test_pages import OURS, address

PARTS = [model for model in OURS if issubclass(model, RevisionPart)]
PLAIN = [model for model in PARTS if not issubclass(model, Provision)]


@pytest.mark.parametrize(
    "model", [pytest.param(m, id=m._meta.model_name) for m in PLAIN]
)
def test_a_published_row_opens_read_only_and_says_why(desk, strange, model):
    row = strange[model._meta.model_name]
    url = address(model, "change", row.pk)

    page = desk.get(url)
    posted = desk.post(url, {})
    deleted = desk.post(address(model, "delete", row.pk), {"post": "yes"})

    assert not page.context["has_change_permission"]
    assert not page.context["has_delete_permission"]
    assert b"no longer a draft" in page.content
    assert posted.status_code == deleted.status_code == 403
    assert model.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    "model", [pytest.param(m, id=m._meta.model_name) for m in PARTS]
)
def test_deleting_chosen_published_rows_is_refused_without_a_fault(
    desk, strange, model
):
    row = strange[model._meta.model_name]
    chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}

    response = desk.post(address(model, "changelist"), chosen)

    assert response.status_code == 200
    assert response.context["protected"]
    assert model.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    "model", [pytest.param(m, id=m._meta.model_name) for m in PARTS]
)
def test_draft_rows_can_be_changed_and_deleted(desk, shelf, model):
    row = shelf[model._meta.model_name]
    shelf["subscription"].delete()  # it protects the service level

    page = desk.get(address(model, "change", row.pk))
    deleted = desk.post(address(model, "delete", row.pk), {"post": "yes"})

    assert page.context["has_change_permission"]
    assert deleted.status_code == 302
    assert not model.objects.filter(pk=row.pk).exists()


def test_a_published_provision_takes_an_alias_and_nothing_else(desk, strange, root):
    row = strange["macdscenario"]
    form = {
        "text": "Changed",
        "assignments-TOTAL_FORMS": 0,
        "assignments-INITIAL_FORMS": 0,
        "aliases-TOTAL_FORMS": 1,
        "aliases-INITIAL_FORMS": 0,
        "aliases-0-text": "one more line",
        "aliases-0-provision": row.pk,
    }

    response = desk.post(address(MacdScenario, "change", row.pk), form)

    row.refresh_from_db()
    alias = Alias.objects.get(text="one more line")
    assert response.status_code == 302
    assert row.text == "Add a number"
    assert (alias.provision_id, alias.added_by) == (row.pk, root.email)


def test_a_mark_is_not_changed_beside_a_published_provision(desk, strange):
    row, cell = strange["matrixactivity"], strange["assignment"]
    form = {
        "assignments-TOTAL_FORMS": 1,
        "assignments-INITIAL_FORMS": 1,
        "assignments-0-id": cell.pk,
        "assignments-0-provision": row.pk,
        "assignments-0-party": cell.party_id,
        "assignments-0-mark": "A",
        "aliases-TOTAL_FORMS": 0,
        "aliases-INITIAL_FORMS": 0,
    }

    response = desk.post(address(Provision, "change", row.pk), form)

    assert response.status_code == 302
    assert Assignment.objects.get(pk=cell.pk).mark == "R"


def test_an_alias_is_added_on_its_own_page(desk, strange, root):
    form = {"provision": strange["provision"].pk, "text": "who picks up"}

    response = desk.post(address(Alias, "add"), form)

    assert response.status_code == 302
    assert Alias.objects.get(text="who picks up").added_by == root.email


def test_a_refusal_of_the_model_layer_becomes_a_message(desk, shelf, monkeypatch):
    # Published between the check and the write, as by a colleague at the same moment.
    term = shelf["term"]
    page = admin.site.get_model_admin(Term)
    monkeypatch.setattr(
        page, "has_change_permission", lambda request, obj=None: True, raising=False
    )
    publish(shelf["revision"])

    response = desk.post(
        address(Term, "change", term.pk),
        {"term": "Other", "meaning": "Other", "position": 0},
        follow=True,
    )

    assert response.status_code == 200
    assert b"no longer a draft" in response.content
    term.refresh_from_db()
    assert term.term == "Term 1"


def test_a_new_row_asks_for_its_draft_first(desk, shelf, strange):
    second = fill_shelf(3)

    page = desk.get(address(Section, "add"))

    assert set(page.context["drafts"]) == {shelf["revision"], second["revision"]}


def test_with_one_draft_nobody_is_asked(desk, shelf, strange):
    response = desk.get(address(Section, "add"))

    assert response.url.endswith(f"?revision={shelf['revision'].pk}")


def test_a_row_refers_to_rows_of_its_own_revision_only(desk, shelf):
    other = fill_shelf(3)
    form = {
        "revision": shelf["revision"].pk,
        "section": other["section"].pk,
        "term": "Desk",
        "meaning": "Where staff work",
        "position": 0,
    }

    refused = desk.post(address(Term, "add"), form)
    accepted = desk.post(address(Term, "add"), form | {"section": shelf["section"].pk})

    assert "section" in refused.context["adminform"].form.errors
    assert accepted.status_code == 302
    assert Term.objects.get(term="Desk").position == 1


def test_no_row_is_added_to_a_published_revision(desk, strange):
    form = {
        "revision": strange["revision"].pk,
        "number": "2",
        "title": "Late",
        "depth": 1,
        "position": 0,
        "footnotes-TOTAL_FORMS": 0,
        "footnotes-INITIAL_FORMS": 0,
    }

    response = desk.post(address(Section, "add"), form)

    assert "revision" in response.context["adminform"].form.errors


def test_a_lens_makes_rows_of_its_kind(desk, shelf):
    form = {
        "revision": shelf["revision"].pk,
        "section": shelf["section"].pk,
        "text": "Move a desk",
        "key": "move-a-desk",
        "charge": "included",
        "position": 0,
        "markers": "*\r\n\r\n 1 ",
    }

    response = desk.post(address(MacdScenario, "add"), form)

    assert response.status_code == 302, response.context["adminform"].form.errors
    row = Provision.objects.get(key="move-a-desk")
    assert (row.kind, row.markers) == ("scenario", ["*", "1"])


def test_lists_of_words_are_written_one_a_line(desk, shelf):
    Provision.objects.filter(pk=shelf["macdscenario"].pk).update(markers=["*", "1"])

    page = desk.get(address(MacdScenario, "change", shelf["macdscenario"].pk))

    assert page.context["adminform"].form["markers"].value() == "*\n1"


def test_a_lens_does_not_open_rows_of_another_kind(desk, shelf):
    response = desk.get(address(MacdScenario, "change", shelf["provision"].pk))

    assert response.status_code == 302


def test_a_calendar_version_that_runs_promises_is_not_rewritten(desk, shelf, strange):
    promised, unused = strange["calendarversion"], shelf["calendarversion"]

    page = desk.get(address(CalendarVersion, "change", promised.pk))
    free = desk.get(address(CalendarVersion, "change", unused.pk))

    assert not page.context["has_change_permission"]
    assert b"Add a version with a later date" in page.content
    assert free.context["has_change_permission"]


def test_a_draft_is_deleted_whole(desk, shelf):
    revision = shelf["revision"]
    shelf["subscription"].delete()

    page = desk.get(address(Revision, "delete", revision.pk))
    desk.post(address(Revision, "delete", revision.pk), {"post": "yes"})

    assert page.status_code == 200
    assert not Revision.objects.filter(pk=revision.pk).exists()


def test_a_published_revision_is_not_deleted(desk, strange):
    response = desk.post(
        address(Revision, "delete", strange["revision"].pk), {"post": "yes"}
    )

    assert response.status_code == 403


def test_the_desk_is_closed_to_contacts(client, shelf):
    client.force_login(shelf["user"])

    response = client.get(reverse("admin:index"))

    assert response.status_code in (302, 403)
