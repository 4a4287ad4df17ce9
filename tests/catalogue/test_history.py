"""The history of drafts and customers: who changed what, from what to what."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import transaction

from catalogue.models import (
    Alias,
    Assignment,
    Change,
    ChangeIsKept,
    Provision,
)
from catalogue.platform.audit import acting, author, summed_up
from tests.catalogue.conftest import copied

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(small_guide, now):
    return copied(small_guide, at=now)


def told(owner):
    rows = owner.changes.order_by("pk")
    return [(r.by, r.action, r.model, r.name, r.field, r.before, r.after) for r in rows]


def test_a_copied_draft_begins_with_one_line(draft):
    (line,) = told(draft)

    assert line[1:] == (
        "noted", "revision", str(draft), "", "", "Copied from revision 1.",
    )  # fmt: skip


def test_a_changed_field_is_kept_with_author_and_both_values(draft):
    row = draft.provisions.first()
    before, row.label = row.label, "Hourly"

    with acting("cory@remit.example"):
        row.save()

    assert told(draft)[1:] == [
        ("cory@remit.example", "changed", "provision", str(row), "label", before, "Hourly")
    ]  # fmt: skip


def test_a_revision_tells_what_was_written_of_it_and_no_more(draft):
    draft.title, draft.label = "Not written", "v3"

    draft.save(update_fields=["label"])

    assert [line[4:] for line in told(draft)[1:]] == [("label", "v1", "v3")]
    draft.refresh_from_db()
    assert draft.content_digest == ""


def test_a_changed_cell_names_its_row_and_its_column(draft):
    cell = Assignment.objects.filter(provision__revision=draft).first()
    before, cell.mark = cell.mark, "R/A"

    cell.save()

    (line,) = told(draft)[1:]
    assert line[3:] == (f"{cell.provision} · {cell.party}", "mark", before, "R/A")


def test_a_row_that_stays_the_same_leaves_no_line(draft):
    draft.provisions.first().save()

    assert len(told(draft)) == 1


def test_a_bulk_change_leaves_a_line_for_each_row(draft):
    rows = draft.provisions.exclude(charge="sow")
    count = rows.count()

    draft.provisions.update(charge="sow")

    lines = told(draft)[1:]
    assert len(lines) == count > 1
    assert {line[6] for line in lines} == {"statement of work"}


def test_rows_that_come_and_go_are_kept(draft):
    term = draft.terms.get()

    term.delete()
    draft.terms.create(term="New", meaning="Something")

    assert [(line[1], line[3]) for line in told(draft)[1:]] == [
        ("removed", str(term)),
        ("added", "New"),
    ]


def test_rows_that_are_summed_up_leave_no_line(draft):
    with summed_up():
        draft.provisions.update(charge="sow")
        draft.terms.all().delete()

    assert len(told(draft)) == 1


def test_a_customer_has_a_history_too(northwind):
    before, northwind.name = northwind.name, "Northwind Health"

    with acting("admin@remit.example"):
        northwind.save()

    assert told(northwind)[-1] == (
        "admin@remit.example", "changed", "customer", "Northwind Health", "name",
        before, "Northwind Health",
    )  # fmt: skip


def test_history_is_written_once(draft):
    line = draft.changes.get()

    for write in (
        line.save,
        line.delete,
        Change.objects.all().delete,
        lambda: Change.objects.update(by="somebody else"),
    ):
        with pytest.raises(ChangeIsKept), transaction.atomic():
            write()


def test_history_goes_with_its_draft(draft):
    draft.provisions.update(charge="sow")

    number = draft.pk
    draft.delete()

    assert not Change.objects.filter(revision=number).exists()


def test_aliases_are_no_contract_text_and_leave_no_line(draft):
    Alias.objects.create(
        provision=Provision.objects.filter(revision=draft).first(),
        text="other words",
        added_by="cory",
    )

    assert len(told(draft)) == 1


def test_one_thread_is_not_told_the_author_of_another():
    with acting("cory@remit.example"), ThreadPoolExecutor(1) as other:
        assert other.submit(author).result() == "program"
        assert author() == "cory@remit.example"


def test_the_admin_says_who_changed_a_field(client, curator, draft):
    client.force_login(curator)
    term = draft.terms.get()

    client.post(
        f"/admin/catalogue/term/{term.pk}/change/",
        {"term": term.term, "meaning": "Another", "position": 0, "ref": ""},
    )

    assert told(draft)[-1][0] == curator.email
    assert told(draft)[-1][4:] == ("meaning", term.meaning, "Another")
