"""Lists of lines are edited as the matrix is: every kind with its own columns."""

from dataclasses import replace

import pytest

from catalogue import models
from catalogue.actions.drafting import copy_to_draft
from catalogue.actions.gridding import KINDS, GridRefused, ListStore, save
from catalogue.actions.gridding.settling import charge_for
from catalogue.models import Change, Footnote, Provision, Term
from catalogue.portable import dump
from tests.catalogue.grid.conftest import BY, with_cell, with_row


@pytest.fixture
def store(draft):
    """The list of a kind of the small guide: `store("scenario")`."""

    def store_of(kind):
        spec = KINDS[kind]
        if kind == "term":
            return ListStore(draft, spec)
        if kind == "scope":
            owner = models.Component.objects.get(section__revision=draft)
        else:
            number = "2" if kind == "footnote" else "3"
            owner = draft.sections.get(number=number)
        return ListStore(owner, spec)

    return store_of


def edit(store, wanted, **given):
    return save(store, wanted, store.read(), by=BY, **given)


EDITS = {
    "scenario": {"text": "Add a queue", "label": "SOW", "group": "Queues"},
    "service": {"text": "Monitoring"},
    "duty": {"text": "Answer calls"},
    "exclusion": {"text": "Carrier circuits", "label": "Vendor"},
    "limit": {"text": "Two hours a change", "notes": "*"},
    "footnote": {"marker": "†", "note": "Only on weekdays."},
    "scope": {"text": "Menus", "supported": "yes", "group": "Voice"},
    "term": {"term": "PSTN", "meaning": "The public telephone network."},
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_line_is_added_changed_moved_and_removed(store, kind):
    lines = store(kind)
    before = lines.read()

    edit(lines, with_row(before, 0, **EDITS[kind]))
    added = lines.read()
    name = added.naming.id
    renamed = with_cell(added, 0, **{name: "Renamed"})
    edit(lines, replace(renamed, rows=(*renamed.rows[1:], renamed.rows[0])))
    moved = lines.read()
    edit(lines, replace(moved, rows=moved.rows[:-1]))

    shown = {key: text for key, text in added.rows[0].cells.items() if text}
    assert EDITS[kind].items() <= shown.items()
    assert moved.rows[-1].id == added.rows[0].id
    assert moved.rows[-1].cells[name] == "Renamed"
    assert [row.cells for row in lines.read().rows] == [r.cells for r in before.rows]


@pytest.mark.parametrize("kind", KINDS)
def test_saving_a_list_as_it_is_changes_nothing(store, kind):
    lines = store(kind)

    done = edit(lines, lines.read())

    assert not done.changes
    assert not Change.objects.filter(by=BY).exists()


def test_new_lines_stand_where_they_belong(store, draft):
    for kind in ("scope", "exclusion", "footnote", "term"):
        edit(store(kind), with_row(store(kind).read(), 0, **EDITS[kind]))

    scope = Provision.objects.get(text="Menus")
    exclusion = Provision.objects.get(text="Carrier circuits")
    assert scope.component.title == "Voicemail"
    assert (scope.section_id, scope.supported) == (scope.component.section_id, True)
    assert (exclusion.kind, exclusion.supported) == ("exclusion", False)
    assert exclusion.charge == "vendor"
    assert Footnote.objects.get(marker="†").section.number == "2"
    assert Term.objects.get(term="PSTN").revision_id == draft.pk


@pytest.mark.parametrize(
    ("label", "charge"),
    [
        ("Hourly", "hourly"),
        ("SOW required", "sow"),
        ("Included*", "included"),
        ("Acme", "included"),
        ("Customer", "customer"),
        ("Vendor", "vendor"),
        ("Additional fee", "fee"),
        ("Not included", "unstated"),
        ("Somebody", "unstated"),
        ("", "unstated"),
    ],
)
def test_an_outcome_means_what_readers_take_it_for(label, charge):
    assert charge_for(label, {"Acme": "provider", "Customer": "customer"}) == charge


def test_a_typed_outcome_sets_the_charge_of_a_scenario(store):
    lines = store("scenario")
    sheet = lines.read()

    edit(lines, with_cell(with_cell(sheet, 1, label="Acme"), 2, charge="sow"))

    assert [row.cells["charge"] for row in lines.read().rows] == [
        "included",
        "included",
        "sow",
    ]


def test_the_outcome_decides_again_when_asked_to(store):
    lines = store("scenario")
    edit(lines, with_cell(lines.read(), 1, charge="sow"))

    edit(lines, with_cell(lines.read(), 1, charge="auto"))

    assert lines.read().rows[1].cells["charge"] == "hourly"


def test_a_scenario_that_a_quota_draws_on_stays(store):
    lines = store("scenario")
    sheet = lines.read()

    with pytest.raises(GridRefused, match="draws on “Reset a user"):
        edit(lines, replace(sheet, rows=sheet.rows[1:]))


def test_a_scenario_that_an_exemption_owes_stays(store):
    lines = store("scenario")
    sheet = lines.read()
    draft = models.Revision.objects.get(state="draft")
    draft.quotas.all().delete()
    cases = models.Exemption.objects.filter(service_level__revision=draft)
    cases.update(duties=["password-reset"])

    with pytest.raises(GridRefused, match="names “Reset a user's password” as a duty"):
        edit(lines, replace(sheet, rows=sheet.rows[1:]))


def test_what_is_wrong_in_a_list_is_named(store):
    notes = store("footnote")
    wrong = with_row(notes.read(), 0, marker="m" * 101, note="x")

    with pytest.raises(GridRefused, match="Row 1, Marker: 101 characters"):
        edit(notes, wrong)


def test_edited_lists_make_the_round_trip(store, draft, now):
    for kind in KINDS:
        edit(store(kind), with_row(store(kind).read(), 0, **EDITS[kind]))

    copy = copy_to_draft(draft, at=now)

    assert dump.read(copy).sections == dump.read(draft).sections
    assert dump.read(copy).terms == dump.read(draft).terms


def test_a_sentence_of_the_prose_is_pointed_out(store):
    lines = store("limit")

    done = edit(lines, with_cell(lines.read(), 0, text="Six a month."))

    assert "Change it there too" in done.warnings[0].message
