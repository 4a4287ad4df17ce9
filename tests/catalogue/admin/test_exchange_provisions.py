"""Provisions out to a spreadsheet and into a draft: the wall and the limits hold."""

import pytest
from django.urls import reverse

from catalogue.models import Change, Matrix, Provision, Revision, Section
from tests.catalogue.admin.rows import publish
from tests.catalogue.admin.test_exchange import (
    errors,
    exported,
    page,
    table,
    take_in,
    try_file,
)


@pytest.fixture
def draft(shelf):
    return shelf["revision"]


def try_rows(desk, draft, rows):
    return try_file(desk, "provision", rows, revision=draft.pk)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_taken_in_again_changes_nothing(desk, shelf, draft, kind):
    section = Section.objects.create(revision=draft, number="1", title="Section 1")
    Matrix.objects.create(section=section, title="Matrix 1")
    common = {"revision": draft, "section": section, "kind": "limit"}
    Provision.objects.create(
        **common, key="k", text="=1\r\n 2 ", label=" @x", supported=False
    )

    answer = try_rows(desk, draft, exported(desk, "provision", kind))

    every = Provision.objects.count()
    assert answer.context["counts"] == {"new": 0, "changed": 0, "same": every}


def test_rows_are_added_and_changed_with_their_history(desk, root, shelf, draft):
    rows = (
        "section,key,kind,text,label,charge,matrix,supported\n"
        "1,duty,duty,Answer every call,Provider,Included,,\n"
        "1,,activity,Unplug phones,,hourly,Matrix 1,\n"
        "Section 1,mute,limit,Mute,,,,no\n".replace(",,,,no", ",,unstated,,no")
    )

    done = take_in(desk, "provision", try_rows(desk, draft, rows))

    assert done.status_code == 302
    changed = Provision.objects.get(key="duty")
    added = Provision.objects.get(key="unplug-phones")
    assert (changed.text, changed.label, changed.charge) == (
        "Answer every call", "Provider", "included",
    )  # fmt: skip
    assert (added.kind, added.charge, added.matrix) == (
        "activity", "hourly", shelf["matrix"],
    )  # fmt: skip
    assert Provision.objects.get(key="mute").supported is False
    assert Provision.objects.get(key="mute").position == added.position + 1
    told = Change.objects.filter(revision=draft, field="text")
    assert [(c.by, c.after) for c in told] == [(root.email, "Answer every call")]


def test_the_same_rows_without_keys_are_found_again(desk, draft):
    rows = "section,kind,text\n1,limit,Ten a month\n"
    take_in(desk, "provision", try_rows(desk, draft, rows))

    answer = try_rows(desk, draft, rows)

    assert answer.context["counts"] == {"new": 0, "changed": 0, "same": 1}


def test_wrong_rows_are_told_each_with_its_column(desk, draft):
    rows = (
        "guide,section,key,kind,text,charge,matrix\n"
        ",1,no key!,limit,A,unstated,\n"
        ",9,b,limit,B,unstated,\n"
        ",1,c,wish,C,free,\n"
        ",1,d,limit,,unstated,\n"
        ",1,e,limit,E,unstated,Nowhere\n"
        ",,f,,F,unstated,\n"
        "p2/g,1,g,limit,G,unstated,\n"
    )

    found = errors(try_rows(desk, draft, rows))

    assert [(number, name) for number, name, _ in found] == [
        (2, "key"),
        (3, "section"),
        (4, "kind"),
        (4, "charge"),
        (5, "text"),
        (6, "matrix"),
        (7, "section"),
        (7, "kind"),
        (8, "guide"),
    ]


def test_only_drafts_are_offered(desk, shelf, strange, draft):
    rows = "key,text\nduty,Changed\n"

    answer = try_file(desk, "provision", rows, revision=strange["revision"].pk)

    assert "revision" in answer.context["form"].errors
    offered = desk.get(page("provision", "import")).context["form"].fields["revision"]
    assert list(offered.queryset) == [draft]


def test_a_draft_that_was_published_meanwhile_is_not_written(desk, draft):
    answer = try_rows(desk, draft, "key,text\nduty,Changed\n")
    publish(draft)

    again = take_in(desk, "provision", answer)

    assert Provision.objects.get(key="duty").text != "Changed"
    assert again.status_code == 302
    assert again.url == page("provision", "import")


def test_limited_staff_see_their_own_drafts_and_rows(limited_desk, shelf, strange):
    Revision.objects.create(guide=strange["guide"], number=2, title="Theirs")

    form = limited_desk.get(page("provision", "import")).context["form"]
    rows = table(exported(limited_desk, "provision"))

    assert list(form.fields["revision"].queryset) == [shelf["revision"]]
    assert {row["guide"] for row in rows} == {"p1/g"}


def test_an_export_follows_the_filters_of_the_list(desk, shelf, strange):
    rows = table(exported(desk, "provision", query="?kind__exact=scenario"))

    assert {row["kind"] for row in rows} == {"scenario"}
    assert len(rows) == 2


def test_who_may_not_change_provisions_may_not_import_them(client, shelf):
    from tests.catalogue.admin.conftest import staff

    client.force_login(staff("engineer@remit.example", "engineer"))

    assert client.get(reverse("admin:catalogue_provision_import")).status_code == 403
    assert client.get(reverse("admin:catalogue_provision_export")).status_code == 200
