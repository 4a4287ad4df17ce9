"""A matrix is saved as it was edited, whole or not at all, and only what changed is written."""

from dataclasses import replace

import pytest

from catalogue import models
from catalogue.actions.drafting import copy_to_draft
from catalogue.actions.gridding import (
    GridLoses,
    GridRefused,
    MatrixStore,
    grid_of,
    plan,
)
from catalogue.actions.publishing import publish
from catalogue.models import Assignment, Change, Provision, RevisionIsFixed
from catalogue.portable import dump
from tests.catalogue.grid.conftest import BY, party, with_cell, with_party, with_row


def texts(sheet):
    return [row.cells["text"] for row in sheet.rows]


def test_a_matrix_reads_as_rows_and_parties(matrix):
    sheet = grid_of(matrix)

    first, second = (row.cells for row in sheet.rows)
    assert [(c.title, c.side) for c in sheet.parties] == [
        ("Acme", "provider"),
        ("Customer", "customer"),
    ]
    assert (first["group"], first["text"]) == ("Phones", "Install phone firmware")
    assert [first[c.id] for c in sheet.parties] == ["X*", ""]
    assert [second[c.id] for c in sheet.parties] == ["", "X"]
    assert (second["charge"], second["label"]) == ("customer", "")


def test_saving_what_is_stored_changes_nothing(save, matrix, draft):
    before = models.Revision.objects.get(pk=draft.pk).content_digest

    done = save(grid_of(matrix))

    assert not done.changes
    assert not Change.objects.filter(by=BY).exists()
    assert models.Revision.objects.get(pk=draft.pk).content_digest == before != ""


def test_a_changed_cell_is_kept_as_printed_with_its_markers(save, matrix):
    sheet = grid_of(matrix)
    cell = Assignment.objects.get(provision__key="install-phone-firmware")

    save(with_cell(sheet, 0, **{party(sheet, "Acme"): "R¹"}))

    now = Assignment.objects.get(provision__key="install-phone-firmware")
    assert (now.pk, now.mark, now.markers) == (cell.pk, "R¹", ["1"])


def test_the_history_says_who_changed_which_cell_from_what_to_what(save, matrix):
    sheet = grid_of(matrix)

    save(with_cell(sheet, 0, **{party(sheet, "Acme"): "R*"}))

    change = Change.objects.get(by=BY)
    assert (change.action, change.field) == ("changed", "mark")
    assert (change.before, change.after) == ("X*", "R*")
    assert "Acme" in change.name
    assert "Install phone firmware" in change.name


def test_a_cleared_cell_is_no_assignment(save, matrix):
    sheet = grid_of(matrix)

    save(with_cell(sheet, 0, **{party(sheet, "Acme"): " – "}))

    assert not Assignment.objects.filter(
        provision__key="install-phone-firmware"
    ).exists()


def test_a_renamed_row_keeps_its_key(save, matrix):
    row = Provision.objects.get(key="install-phone-firmware")

    save(with_cell(grid_of(matrix), 0, text="Install firmware on phones"))

    row.refresh_from_db()
    assert (row.key, row.text) == (
        "install-phone-firmware",
        "Install firmware on phones",
    )


def test_a_new_row_gets_a_free_key_and_its_place(save, matrix, draft):
    sheet = grid_of(matrix)
    wanted = with_row(
        sheet, 1, text="Reset a user's password", **{party(sheet, "Acme"): "X"}
    )

    save(wanted)

    row = Provision.objects.get(matrix=matrix, text="Reset a user's password")
    assert texts(grid_of(matrix)) == texts(wanted)
    assert (row.kind, row.section_id) == ("activity", matrix.section_id)
    assert row.key == "reset-a-user-s-password"
    assert [cell.mark for cell in row.assignments.all()] == ["X"]
    lines = list(draft.provisions.values_list("text", flat=True))
    assert lines[:3] == texts(wanted)  # what followed the matrix still does


def test_a_key_that_is_taken_gets_a_number(save, matrix):
    save(with_row(grid_of(matrix), 2, text="Password reset"))

    assert Provision.objects.get(text="Password reset").key == "password-reset-2"


def test_rows_change_places(save, matrix):
    sheet = grid_of(matrix)

    done = save(replace(sheet, rows=sheet.rows[::-1]))

    assert texts(grid_of(matrix)) == texts(sheet)[::-1]
    assert [change.what for change in done.changes] == ["rows-moved"]


def test_a_removed_row_is_gone_with_its_marks(save, matrix):
    sheet = grid_of(matrix)

    save(replace(sheet, rows=sheet.rows[1:]))

    assert texts(grid_of(matrix)) == ["Replace broken headsets"]
    assert not Assignment.objects.filter(mark="X*").exists()


def test_a_row_that_a_quota_draws_on_stays(save, matrix, draft):
    draft.quotas.update(draws=["install-phone-firmware"])
    sheet = grid_of(matrix)

    with pytest.raises(GridRefused, match="Take the row out of the quota first"):
        save(replace(sheet, rows=sheet.rows[1:]))

    assert len(grid_of(matrix).rows) == 2


def test_aliases_go_only_when_somebody_says_so(save, matrix):
    row = Provision.objects.get(key="install-phone-firmware")
    models.Alias.objects.create(provision=row, text="flash phones", added_by=BY)
    sheet = grid_of(matrix)
    wanted = replace(sheet, rows=sheet.rows[1:])

    with pytest.raises(GridLoses, match="1 alias"):
        save(wanted)
    save(wanted, confirmed=True)

    assert not models.Alias.objects.exists()


def test_a_typed_outcome_sets_the_charge(save, matrix):
    save(with_cell(grid_of(matrix), 0, label="Hourly $"))

    row = Provision.objects.get(key="install-phone-firmware")
    assert (row.label, row.charge) == ("Hourly $", "hourly")


def test_a_charge_chosen_by_hand_stays(save, matrix):
    save(with_cell(grid_of(matrix), 0, label="Hourly $", charge="sow"))

    assert Provision.objects.get(key="install-phone-firmware").charge == "sow"


def test_changed_marks_beside_an_old_charge_are_pointed_out(matrix):
    store = MatrixStore(matrix)
    sheet = store.read()

    todo = plan(store, sheet, with_cell(sheet, 1, **{party(sheet, "Acme"): "X"}))

    assert "its marks changed" in todo.warnings[0].message
    assert "Row 2 “Replace broken headsets”" in todo.warnings[0].message


def test_an_unknown_marker_is_kept_and_pointed_out(save, matrix):
    sheet = grid_of(matrix)

    done = save(with_cell(sheet, 1, **{party(sheet, "Customer"): "X†"}))

    assert "“†”" in done.warnings[0].message
    cell = Assignment.objects.get(mark="X†")
    assert cell.markers == ["†"]


def test_a_marker_that_came_into_the_text_is_a_marker_of_the_row(save, matrix):
    save(with_cell(grid_of(matrix), 0, text="Install phone firmware*"))
    save(with_cell(grid_of(matrix), 0, text="Install phone firmware †"))

    row = Provision.objects.get(key="install-phone-firmware")
    assert row.markers == ["†"]


def refusals(sheet):
    acme = party(sheet, "Acme")
    return {
        "Row 1, Activity: it is empty": with_cell(sheet, 0, text="  "),
        "Row 2, Acme: 2,001 characters": with_cell(sheet, 1, **{acme: "X" * 2001}),
        "Row 1, Group: 2,001 characters": with_cell(sheet, 0, group="g" * 2001),
        "Row 1, Charge: “free” is not in the list": with_cell(sheet, 0, charge="free"),
        "“acme” heads two columns": with_party(sheet, "acme"),
        "Column 3 has no name": with_cell(with_party(sheet, ""), 0, **{"+c": "X"}),
        "Column 3 has a name of 501": with_party(sheet, "P" * 501),
        "“boss” is no side": with_party(sheet, "Carrier", "boss"),
        "Row 3 says the same as row 1": with_row(sheet, 2, **sheet.rows[0].cells),
        "Row 3, Activity: it is empty": with_row(sheet, 2, **{acme: "X"}),
        "61 columns are too many": replace(
            sheet,
            columns=(
                *sheet.columns,
                *(
                    replace(sheet.parties[0], id=f"+{n}", title=f"P{n}")
                    for n in range(59)
                ),
            ),
        ),
    }


@pytest.mark.parametrize("at", range(11))
def test_what_is_wrong_is_named_by_row_and_column(save, matrix, at):
    message, wanted = list(refusals(grid_of(matrix)).items())[at]
    before = grid_of(matrix)

    with pytest.raises(GridRefused) as refused:
        save(wanted)

    assert any(message in each.message for each in refused.value.problems)
    assert grid_of(matrix) == before


def test_blank_new_rows_and_columns_are_left_out(save, matrix):
    before = grid_of(matrix)

    done = save(with_party(with_row(before, 1, charge="auto"), ""))

    assert not done.changes
    assert grid_of(matrix) == before


def test_a_published_matrix_is_not_saved(save, matrix, draft, now):
    publish(draft, by=BY, at=now)
    matrix.refresh_from_db()
    fixed = models.Matrix.objects.get(pk=matrix.pk)
    sheet = grid_of(fixed)

    with pytest.raises(RevisionIsFixed):
        save(with_cell(sheet, 0, text="Other"))


def test_an_edited_guide_still_makes_the_round_trip(save, matrix, draft, now):
    sheet = with_row(
        with_party(grid_of(matrix), "Carrier"), 1, text="New", **{"+c": "I"}
    )
    save(sheet)

    copy = copy_to_draft(draft, at=now)

    assert dump.read(copy).sections == dump.read(draft).sections
