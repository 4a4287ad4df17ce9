"""The history as staff read it: one list of all, a draft's in one page, a row's on its own."""

import pytest
from django.urls import reverse

from catalogue.models import Assignment, Change, Revision
from catalogue.platform.audit import acting
from tests.catalogue.admin.conftest import staff
from tests.catalogue.admin.rows import DAY, fill_shelf
from tests.catalogue.admin.test_pages import address, assert_no_inline, queries
from tests.query_counts import pinned


@pytest.fixture
def reworded(shelf):
    """A draft whose only term was reworded by Cory."""
    with acting("cory@remit.example"):
        shelf["term"].meaning = "Another <meaning>"
        shelf["term"].save()
    return shelf


def history(client, row):
    return client.get(address(type(row), "history", row.pk))


def test_a_drafts_history_is_one_list_in_groups(desk, reworded):
    response = history(desk, reworded["revision"])

    newest = response.context["groups"][0]
    page = response.content.decode()
    assert newest["by"] == "cory@remit.example"
    assert [line.field for line in newest["lines"]] == ["meaning"]
    assert "<del>A meaning</del> → <ins>Another &lt;meaning&gt;</ins>" in page
    assert "Read for desk 1." in page
    assert_no_inline(response)


def test_a_draft_offers_its_history(desk, shelf):
    page = desk.get(address(Revision, "change", shelf["revision"].pk)).content.decode()

    assert address(Revision, "history", shelf["revision"].pk) in page


def test_lines_of_a_minute_and_an_author_stand_together(desk, shelf):
    for author in ("cory", "ada", "cory"):
        with acting(f"{author}@remit.example"):
            for n in range(20):
                shelf["term"].meaning = f"{author} {n}"
                shelf["term"].save()

    response = history(desk, shelf["term"])

    authors = [group["by"].split("@")[0] for group in response.context["groups"]]
    assert authors[:3] == ["cory", "ada", "cory"]
    assert b"<details>" in response.content  # many: closed


def test_a_row_shows_its_own_changes_and_those_of_its_cells(desk, shelf):
    cell, row = shelf["assignment"], shelf["matrixactivity"]
    cell.mark = "A"
    cell.save()

    response = history(desk, row)

    lines = response.context["lines"].object_list
    assert {(line.model, line.action) for line in lines} == {
        ("assignment", "changed"), ("assignment", "added"), ("provision", "added"),
    }  # fmt: skip


def test_a_matrix_shows_who_changed_which_cell(desk, shelf):
    cell, row = shelf["assignment"], shelf["matrixactivity"]
    with acting("cory@remit.example"):
        cell.mark = "A"
        cell.save()

    lines = history(desk, row.matrix).context["lines"].object_list

    assert [(line.model, line.by, line.after) for line in lines][:1] == [
        ("assignment", "cory@remit.example", "A")
    ]
    assert {line.row for line in lines if line.model == "provision"} == {str(row.pk)}


def test_a_component_shows_the_changes_of_its_lines(desk, shelf):
    line = shelf["componentscope"]
    with acting("cory@remit.example"):
        line.text = "Desks and chairs"
        line.save()

    lines = history(desk, line.component).context["lines"].object_list

    assert ("provision", "text", "Desks and chairs") in {
        (line.model, line.field, line.after) for line in lines
    }


def test_what_django_logs_stands_below(desk, shelf):
    term = shelf["term"]
    form = {"term": "Desk", "meaning": "Where staff work", "position": 0, "ref": ""}
    desk.post(address(type(term), "change", term.pk), form)

    response = history(desk, term)

    assert response.context["action_list"].paginator.count == 1
    assert b"What was done at the desk" in response.content
    assert b"Where staff work" in response.content


def test_a_row_that_never_changed_says_so(desk, shelf):
    response = history(desk, shelf["calendar"])

    assert b"have a change history" in response.content


def test_a_removed_row_is_named_but_not_linked(desk, shelf):
    url = address(type(shelf["term"]), "change", shelf["term"].pk)
    before = history(desk, shelf["revision"]).content.decode()
    shelf["term"].delete()

    response = history(desk, shelf["revision"])

    assert url in before
    assert response.context["lines"].object_list[0].url == ""
    assert "Term 1</b>" in response.content.decode()


def test_a_long_history_is_paged(desk, shelf):
    cells = [
        Assignment(provision=shelf["matrixactivity"], party=party, mark="R")
        for party in (
            shelf["revision"].parties.create(name=f"Desk {n}") for n in range(150)
        )
    ]
    Assignment.objects.bulk_create(cells)
    url = address(Revision, "history", shelf["revision"].pk)

    first, second = desk.get(url), desk.get(url, {"page": "2"})
    wild = desk.get(url, {"page": "no number"})

    assert len(first.context["lines"]) == len(wild.context["lines"]) == 200
    assert 100 < len(second.context["lines"]) < 200
    assert b'href="?page=2"' in first.content


def test_a_long_history_costs_no_more_queries(desk, shelf):
    url = address(Revision, "history", shelf["revision"].pk)
    desk.get(url)
    few = queries(desk, url)
    for n in range(30):
        shelf["revision"].parties.create(name=f"Desk {n}")

    with pinned("history of a revision"):
        desk.get(url)

    assert queries(desk, url) == few


def test_the_list_of_changes_takes_the_same_queries_for_many(desk, shelf):
    url = address(Change, "changelist")
    desk.get(url)
    few = queries(desk, url)
    for n in range(40):
        shelf["revision"].parties.create(name=f"Desk {n}")
    fill_shelf(3)

    with pinned("changelist of changes"):
        desk.get(url)

    assert queries(desk, url) == few


def test_the_list_shows_before_and_after_and_cuts_long_texts(desk, shelf):
    section = shelf["section"]
    section.prose = "word " * 500
    section.save()

    listed = desk.get(address(Change, "changelist"), {"model": "section"})
    line = section.revision.changes.get(field="prose")
    full = desk.get(address(Change, "change", line.pk))

    assert "– → word word" in listed.content.decode()
    assert "word " * 60 not in listed.content.decode()
    assert "word " * 499 in full.content.decode()


def test_a_word_changed_far_into_a_text_is_seen_at_a_glance(desk, shelf):
    section = shelf["section"]
    for word in ("always", "never"):
        section.prose = "word " * 100 + word + " more" * 100
        section.save()

    listed = desk.get(address(Change, "changelist")).content.decode()
    page = history(desk, section).content.decode()

    assert "word never more" in listed
    assert "word always more" in page
    assert "word never more" in page


@pytest.mark.parametrize(
    "query",
    [
        {"q": "cory"},
        {"q": "Another <meaning>"},
        {"action": "changed", "model": "term"},
        {"revision__guide__id__exact": "GUIDE"},
    ],
)
def test_changes_are_found_by_author_value_kind_and_guide(desk, reworded, query):
    query = {
        name: reworded["guide"].pk if value == "GUIDE" else value
        for name, value in query.items()
    }

    found = desk.get(address(Change, "changelist"), query).context["cl"].result_list

    assert any(line.field == "meaning" for line in found)


def test_nobody_writes_history_at_the_desk(desk, shelf):
    line = Change.objects.first()
    chosen = {
        "action": "delete_selected",
        "_selected_action": [line.pk],
        "post": "yes",
    }

    assert desk.get(address(Change, "add")).status_code == 403
    assert desk.post(address(Change, "change", line.pk), {}).status_code == 403
    assert desk.post(address(Change, "delete", line.pk), {}).status_code == 403
    desk.post(address(Change, "changelist"), chosen)
    assert Change.objects.filter(pk=line.pk).exists()


def test_limited_staff_read_the_history_of_their_own_only(limited_desk, shelf, strange):
    url = address(Change, "changelist")

    lines = limited_desk.get(url, {"q": ""}).context["cl"].queryset

    assert {line.revision_id for line in lines} == {shelf["revision"].pk, None}
    assert {line.customer_id for line in lines} == {shelf["customer"].pk, None}
    for row in (strange["revision"], strange["term"], strange["customer"]):
        assert history(limited_desk, row).status_code == 302


def test_limited_staff_see_of_a_shared_customer_what_is_theirs(client, shelf, strange):
    customer = shelf["customer"]
    type(shelf["subscription"]).objects.create(
        customer=customer, guide=strange["guide"], starts_on=DAY
    )
    client.force_login(staff("bill@remit.example", "billing", shelf["provider"]))
    customer.name = "Customer one"
    customer.save()

    listed = client.get(address(Change, "changelist")).content.decode()
    page = history(client, customer).content.decode()
    contact = history(client, shelf["contact"]).content.decode()

    assert "Guide 2" not in listed + page
    assert "Customer one" in page
    assert "Contact 1" in contact


def test_the_page_of_a_line_leads_to_its_row(desk, reworded):
    line = reworded["revision"].changes.get(field="meaning")

    page = desk.get(address(Change, "change", line.pk)).content.decode()

    assert reverse("admin:catalogue_term_change", args=[line.row]) in page
    assert "Another &lt;meaning&gt;" in page


def test_a_line_of_a_kind_that_is_no_more_is_still_read(desk, shelf):
    Change.objects.create(
        by="cory", action="noted", model="gone", row="1", name="Old", after="Kept",
        revision=shelf["revision"],
    )  # fmt: skip

    listed = desk.get(address(Change, "changelist")).content.decode()
    page = history(desk, shelf["revision"]).content.decode()

    assert "Kept" in listed
    assert "Kept" in page


def test_engineers_and_billing_may_read_history(client, shelf):
    for role in ("engineer", "billing"):
        client.force_login(staff(f"{role}@remit.example", role))

        assert client.get(address(Change, "changelist")).status_code == 200
        assert history(client, shelf["revision"]).status_code == 200
