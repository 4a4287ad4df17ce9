"""The columns of a matrix are parties of its revision: added, renamed, moved, removed."""

from dataclasses import replace

import pytest

from catalogue import models
from catalogue.actions.gridding import GridLoses, grid_of
from catalogue.models import Assignment, Party, Provision
from tests.catalogue.grid.conftest import party, with_cell, with_party


def test_a_new_column_is_a_party_of_the_revision(save, matrix, draft):
    sheet = with_party(grid_of(matrix), "Carrier", "vendor")

    save(with_cell(sheet, 0, **{"+c": "I"}))

    carrier = Party.objects.get(revision=draft, name="Carrier")
    matrix.refresh_from_db()
    assert carrier.side == "vendor"
    assert matrix.columns == ["Acme", "Customer", "Carrier"]
    assert carrier.assignments.get().mark == "I"


def test_a_column_named_like_a_party_of_the_revision_is_that_party(save, matrix, draft):
    known = Party.objects.create(
        revision=draft, name="Carrier", side="vendor", position=9
    )

    save(with_cell(with_party(grid_of(matrix), "carrier"), 0, **{"+c": "I"}))

    known.refresh_from_db()
    assert (known.assignments.get().mark, known.side) == ("I", "vendor")
    assert [c.title for c in grid_of(matrix).parties] == ["Acme", "Customer", "Carrier"]


def test_a_removed_column_takes_its_marks_when_somebody_says_so(save, matrix, draft):
    sheet = grid_of(matrix)
    wanted = sheet.with_parties(sheet.parties[1:])

    with pytest.raises(GridLoses, match="“Acme” goes with its 1 mark"):
        save(wanted)
    save(wanted, confirmed=True)

    matrix.refresh_from_db()
    assert matrix.columns == ["Customer"]
    assert not Assignment.objects.filter(provision__matrix=matrix, mark="X*").exists()
    assert Party.objects.filter(revision=draft, name="Acme").exists()


def test_a_renamed_column_renames_the_party_everywhere(save, matrix, draft):
    other = models.Matrix.objects.create(
        section=matrix.section, title="Other", columns=["Customer", "Acme"]
    )
    sheet = grid_of(matrix)
    acme, customer = sheet.parties

    save(sheet.with_parties([replace(acme, title="Acme Corp"), customer]))

    other.refresh_from_db()
    assert other.columns == ["Customer", "Acme Corp"]
    assert Assignment.objects.get(mark="X*").party.name == "Acme Corp"
    assert not Party.objects.filter(revision=draft, name="Acme").exists()


@pytest.mark.parametrize(
    "names", [("Customer", "Acme"), ("Customer", "Other"), ("Other", "Acme")]
)
def test_columns_swap_and_hand_on_their_names(save, matrix, names):
    sheet = grid_of(matrix)
    parties = [
        replace(column, title=name)
        for column, name in zip(sheet.parties, names, strict=True)
    ]

    save(sheet.with_parties(parties))

    after = grid_of(matrix)
    assert tuple(column.title for column in after.parties) == names
    marks = [[row.cells[c.id] for c in after.parties] for row in after.rows]
    assert marks == [["X*", ""], ["", "X"]]


def test_reordered_columns_reorder_the_marks(save, matrix):
    sheet = grid_of(matrix)
    acme, customer = party(sheet, "Acme"), party(sheet, "Customer")
    save(with_cell(sheet, 0, **{customer: "I"}))

    save(grid_of(matrix).with_parties(grid_of(matrix).parties[::-1]))

    row = Provision.objects.get(key="install-phone-firmware")
    assert [cell.mark for cell in row.assignments.all()] == ["I", "X*"]
    assert {acme, customer} == {c.id for c in grid_of(matrix).parties}


def test_a_party_whose_name_differs_in_case_alone_keeps_to_itself(save, matrix, draft):
    models.Party.objects.create(revision=draft, name="ACME", position=99)
    cells = models.Assignment.objects.filter(provision__matrix=matrix)
    before = set(cells.values_list("provision", "party__name"))

    save(with_cell(grid_of(matrix), 1, text="Train the agents"))

    assert set(cells.values_list("provision", "party__name")) == before
    matrix.refresh_from_db()
    assert matrix.columns == ["Acme", "Customer"]
