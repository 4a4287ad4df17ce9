"""The tables of a draft, edited as plain forms: nothing here runs a script."""

from catalogue import models
from catalogue.actions.gridding import grid_of, save_grid
from catalogue.models import Assignment
from tests.catalogue.admin.grid.plain_forms import cell_name, fields
from tests.catalogue.grid.conftest import party, with_cell
from tests.query_counts import pinned

BY = "other@acme.example"


def test_the_page_shows_the_table(desk, url):
    with pinned("admin matrix grid"):
        page = desk.get(url)

    assert page.status_code == 200
    assert b"Install phone firmware" in page.content
    assert b'value="X*"' in page.content


def test_saving_the_page_as_it_is_changes_nothing(desk, url, matrix):
    before = grid_of(matrix)

    page = desk.post(url, fields(desk.get(url)), follow=True)

    assert b"Nothing changed" in page.content
    assert grid_of(matrix) == before


def test_a_cell_typed_into_is_saved(desk, url, matrix, root):
    form = fields(desk.get(url))
    form[cell_name(form, 0, party(grid_of(matrix), "Customer"))] = "I"

    page = desk.post(url, form, follow=True)

    assert "Saved: 1 cell changed." in page.content.decode()
    assert Assignment.objects.get(mark="I").party.name == "Customer"
    assert models.Change.objects.filter(by=root.email).exists()


def test_spare_inputs_add_a_row_and_a_column(desk, url, matrix):
    form = fields(desk.get(url))
    spare = next(k[2:] for k in form if k.startswith("cn") and form[k] == "")
    form |= {f"cn{spare}": "Carrier", f"cs{spare}": "vendor", f"r2-{spare}": "R"}
    form[cell_name(form, 2, "text")] = "Order numbers"
    form["p2"] = "1.5"

    desk.post(url, form)

    sheet = grid_of(matrix)
    assert [c.title for c in sheet.parties] == ["Acme", "Customer", "Carrier"]
    assert sheet.rows[1].cells["text"] == "Order numbers"
    assert sheet.rows[1].cells[party(sheet, "Carrier")] == "R"


def test_ticks_and_places_remove_and_move(desk, url, matrix):
    form = fields(desk.get(url))

    desk.post(url, form | {"p1": "1", "cp3": "9"})
    moved = grid_of(matrix)
    desk.post(url, fields(desk.get(url)) | {"x0": "x"})

    assert moved.rows[0].cells["text"] == "Replace broken headsets"
    assert [c.title for c in moved.parties] == ["Customer", "Acme"]
    assert [r.cells["text"] for r in grid_of(matrix).rows] == ["Install phone firmware"]


def test_a_removed_column_asks_before_its_marks_go(desk, url, matrix):
    form = fields(desk.get(url)) | {"cx3": "x"}

    asked = desk.post(url, form)
    again = fields(asked)
    desk.post(url, again | {"confirm": "yes"})

    assert b"goes with its 1 mark" in asked.content
    assert [c.title for c in grid_of(matrix).parties] == ["Customer"]


def test_a_group_is_renamed_as_a_whole(desk, url, matrix):
    form = fields(desk.get(url)) | {"gn0": "Handsets"}

    desk.post(url, form)

    assert {r.cells["group"] for r in grid_of(matrix).rows} == {"Handsets"}


def test_a_pasted_block_is_shown_before_it_is_saved(desk, url, matrix):
    form = fields(desk.get(url))
    block = 'Route calls\t\tR\r\n"Tell users\r\nby mail"\t\tA\tI'
    form |= {"block": block, "block_column": "text"}

    shown = desk.post(url, form | {"save": "Save"})
    before = len(grid_of(matrix).rows)
    desk.post(url, fields(shown))

    sheet = grid_of(matrix)
    assert b"What saving would change" in shown.content
    assert before == 2
    assert [r.cells["text"] for r in sheet.rows][2:] == [
        "Route calls",
        "Tell users\nby mail",
    ]
    assert sheet.rows[3].cells[party(sheet, "Customer")] == "I"


def test_a_block_that_is_too_wide_stays_on_the_page(desk, url):
    form = fields(desk.get(url)) | {"block": "\t".join("abcdefghijk")}

    page = desk.post(url, form | {"block_column": "text"})

    assert b"Add columns first" in page.content
    assert b"a\tb\tc" in page.content


def test_what_is_wrong_is_named_and_what_was_typed_stays(desk, url, matrix):
    form = fields(desk.get(url))
    form[cell_name(form, 0, "text")] = ""
    form[cell_name(form, 1, "text")] = "Typed by hand"

    page = desk.post(url, form)

    words = page.content.decode()
    assert "Row 1, Activity: it is empty" in words
    assert "Typed by hand" in words
    assert 'aria-invalid="true"' in words
    assert '<a href="#r0-1">' in words


def test_the_second_editor_sees_what_the_other_changed(desk, url, matrix):
    form = fields(desk.get(url))
    seen = grid_of(matrix)
    acme = party(seen, "Acme")
    save_grid(matrix, with_cell(seen, 0, **{acme: "R"}), seen, by=BY)
    form[cell_name(form, 0, acme)] = "A"
    form[cell_name(form, 1, "text")] = "Renamed by me"

    told = desk.post(url, form)
    stored = grid_of(matrix)
    desk.post(url, fields(told))

    words = told.content.decode()
    assert "Somebody else saved this table" in words
    assert stored.rows[0].cells[acme] == "R"
    assert stored.rows[1].cells["text"] == "Replace broken headsets"
    final = grid_of(matrix)
    assert final.rows[0].cells[acme] == "A"
    assert final.rows[1].cells["text"] == "Renamed by me"
