"""Two people edit one matrix: the second is told, and nothing of either is lost."""

import threading
from dataclasses import replace

import pytest
from django.db import connection, transaction

from catalogue import models
from catalogue.actions.gridding import GridChanged, grid_of, save_grid
from catalogue.actions.gridding.merging import merge
from catalogue.actions.gridding.sheet import Column, Row, Sheet
from tests.catalogue.grid.conftest import BY, party, with_cell, with_party, with_row

HERS, HIS = "hers@acme.example", "his@acme.example"


def test_the_second_is_told_and_nothing_is_overwritten(save, matrix):
    seen = grid_of(matrix)
    acme = party(seen, "Acme")
    save(with_cell(seen, 0, **{acme: "R"}))

    with pytest.raises(GridChanged) as told:
        save(with_cell(seen, 0, **{acme: "A"}), seen)

    assert grid_of(matrix).rows[0].cells[acme] == "R"
    (change,) = told.value.changes
    (clash,) = told.value.clashes
    assert (change.before, change.after) == ("X*", "R")
    assert (clash.theirs, clash.mine, clash.heading) == ("R", "A", "Acme")


def test_he_saves_over_the_new_state_after_looking(save, matrix):
    seen = grid_of(matrix)
    acme, customer = party(seen, "Acme"), party(seen, "Customer")
    save(with_cell(seen, 1, **{customer: "A"}))
    with pytest.raises(GridChanged) as told:
        save(with_cell(seen, 0, **{acme: "R"}), seen)

    save(told.value.merged, told.value.theirs)

    first, second = grid_of(matrix).rows
    assert not told.value.clashes
    assert (first.cells[acme], second.cells[customer]) == ("R", "A")


def test_a_save_sent_twice_is_one_save(save, matrix):
    seen = grid_of(matrix)
    wanted = with_row(with_cell(seen, 0, text="Renamed"), 1, text="Once")

    save(wanted, seen)
    again = save(wanted, seen)

    assert not again.changes
    assert [row.cells["text"] for row in grid_of(matrix).rows].count("Once") == 1


def test_a_look_at_an_old_state_without_edits_is_told_too(save, matrix):
    seen = grid_of(matrix)
    save(with_cell(seen, 0, text="Renamed"))

    done = save(seen, seen)

    assert not done.changes
    assert grid_of(matrix).rows[0].cells["text"] == "Renamed"


TEXT, ACME, CARRIER = (
    Column("text", "Activity", "text", required=True),
    Column("p1", "Acme", "mark", "provider"),
    Column("p2", "Carrier", "mark"),
)
BASE = Sheet(
    (TEXT, ACME, CARRIER),
    tuple(Row(key, {"text": key, "p1": "X", "p2": "I"}) for key in "abcd"),
)


def without(sheet, *keys):
    return replace(sheet, rows=tuple(row for row in sheet.rows if row.id not in keys))


def ids(sheet):
    return [row.id for row in sheet.rows]


def test_edits_of_different_cells_both_stand():
    mine, theirs = with_cell(BASE, 0, p1="R"), with_cell(BASE, 0, p2="A")

    merged = merge(BASE, mine, theirs)

    assert merged.sheet.rows[0].cells == {"text": "a", "p1": "R", "p2": "A"}
    assert not merged.clashes


def test_rows_of_both_stand_where_each_put_them():
    mine = with_row(BASE, 1, "+mine", text="mine")
    theirs = with_row(without(BASE, "d"), 3, "theirs", text="theirs")

    merged = merge(BASE, mine, theirs)

    assert ids(merged.sheet) == ["a", "+mine", "b", "c", "theirs"]


def test_my_order_stands_with_their_rows_in_it():
    mine = replace(BASE, rows=BASE.rows[::-1])
    theirs = with_row(BASE, 2, "theirs", text="theirs")

    merged = merge(BASE, mine, theirs)

    assert ids(merged.sheet) == ["d", "c", "b", "theirs", "a"]


def test_a_row_they_removed_and_i_changed_is_kept_as_a_new_one():
    mine, theirs = with_cell(BASE, 1, p1="R"), without(BASE, "b")

    merged = merge(BASE, mine, theirs)

    (clash,) = merged.clashes
    assert ids(merged.sheet) == ["a", "+back-b", "c", "d"]
    assert merged.sheet.rows[1].cells["p1"] == "R"
    assert (clash.theirs, clash.mine) == ("row removed", "row kept")


def test_a_row_i_removed_and_they_changed_is_named():
    mine, theirs = without(BASE, "b"), with_cell(BASE, 1, p1="R")

    merged = merge(BASE, mine, theirs)

    (clash,) = merged.clashes
    assert ids(merged.sheet) == ["a", "c", "d"]
    assert (clash.theirs, clash.mine) == ("row changed", "row removed")


def test_a_column_they_removed_and_i_filled_comes_back_whole():
    mine, theirs = with_cell(BASE, 1, p2="R"), BASE.with_parties([ACME])

    merged = merge(BASE, mine, theirs)

    assert [c.title for c in merged.sheet.parties] == ["Acme", "Carrier"]
    assert [row.cells["p2"] for row in merged.sheet.rows] == ["I", "R", "I", "I"]
    assert merged.clashes[0].heading == "Carrier"


def test_a_column_they_removed_comes_back_as_its_own_party_with_my_side(save, matrix):
    base = grid_of(matrix)
    acme, customer = base.parties
    save(base.with_parties([customer]), confirmed=True)
    theirs = grid_of(matrix)
    mine = base.with_parties([replace(acme, side=""), customer])

    save(merge(base, mine, theirs).sheet, theirs, confirmed=True)

    stored = models.Party.objects.get(
        revision=matrix.section.revision, name__iexact=acme.title
    )
    assert stored.side == ""
    assert party(grid_of(matrix), "Acme") == acme.id


def test_columns_of_both_stand_and_names_that_clash_are_told():
    mine = with_party(
        BASE.with_parties([replace(ACME, title="Acme Corp"), CARRIER]), "New"
    )
    theirs = BASE.with_parties([replace(ACME, title="Acme Inc", side=""), CARRIER])

    merged = merge(BASE, mine, theirs)

    assert [c.title for c in merged.sheet.parties] == ["Acme Corp", "Carrier", "New"]
    assert merged.sheet.parties[0].side == ""
    assert [(c.theirs, c.mine) for c in merged.clashes] == [("Acme Inc", "Acme Corp")]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_saves_and_one_is_told(matrix):
    seen = grid_of(matrix)
    acme = party(seen, "Acme")
    ready, told = threading.Barrier(2), []

    def edit(by, mark):
        own = models.Matrix.objects.get(pk=matrix.pk)
        try:
            with transaction.atomic():
                ready.wait(timeout=10)
                save_grid(own, with_cell(seen, 0, **{acme: mark}), seen, by=by)
        except GridChanged as changed:
            told.append((by, changed))
        finally:
            connection.close()

    people = [
        threading.Thread(target=edit, args=pair) for pair in [(HERS, "R"), (HIS, "A")]
    ]
    for person in people:
        person.start()
    for person in people:
        person.join()

    ((loser, changed),) = told
    winner = "R" if loser == HIS else "A"
    assert grid_of(matrix).rows[0].cells[acme] == winner
    assert {changed.clashes[0].theirs, changed.clashes[0].mine} == {"R", "A"}
    assert models.Change.objects.filter(field="mark").count() == 1


def test_who_saved_stands_in_the_history(matrix):
    seen = grid_of(matrix)

    save_grid(matrix, with_cell(seen, 0, text="Hers"), seen, by=HERS)

    assert models.Change.objects.get(field="text").by == HERS != BY
