"""The grid in a real browser: keys, blocks, undo, rows and columns."""

import pytest

from catalogue.actions.gridding import grid_of
from catalogue.models import Provision
from tests.catalogue.admin.grid.browser import (
    ACME,
    CUSTOMER,
    TEXT,
    cell,
    copied,
    paste,
    saved,
    texts,
)
from tests.catalogue.grid.conftest import party

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_cells_are_reached_and_filled_by_keys_alone(opened, matrix):
    cell(opened, 0, CUSTOMER).focus()

    opened.keyboard.type("I")
    opened.keyboard.press("Enter")
    opened.keyboard.press("F2")
    opened.keyboard.type("*")
    opened.keyboard.press("ArrowLeft")  # stays inside the cell that is edited
    opened.keyboard.press("Enter")
    opened.keyboard.press("ArrowUp")
    opened.keyboard.press("ArrowUp")
    opened.keyboard.press("ArrowLeft")
    opened.keyboard.press("Delete")
    saved(opened)

    sheet = grid_of(matrix)
    acme, customer = party(sheet, "Acme"), party(sheet, "Customer")
    assert [row.cells[customer] for row in sheet.rows] == ["I", "X*"]
    assert [row.cells[acme] for row in sheet.rows] == ["", ""]


def test_escape_takes_a_cell_back(opened):
    cell(opened, 0, ACME).focus()

    opened.keyboard.type("wrong")
    opened.keyboard.press("Escape")

    assert cell(opened, 0, ACME).input_value() == "X*"
    assert "dirty" not in (opened.locator("#grid-form").get_attribute("class"))


def test_enter_on_the_last_row_adds_one(opened, matrix):
    cell(opened, 1, TEXT).focus()

    opened.keyboard.press("Enter")
    opened.keyboard.type("Order new headsets")
    saved(opened)

    row = Provision.objects.get(text="Order new headsets")
    assert (row.group, row.matrix_id) == ("Phones", matrix.pk)


def test_a_block_is_pasted_over_the_end_and_copied_again(opened, matrix):
    cell(opened, 1, TEXT).focus()

    paste(opened, 'Replace headsets\t\tR\tI\n"Tell users\nby mail"\t\tA\t\n')
    opened.keyboard.press("Shift+ArrowDown")
    for _ in range(3):
        opened.keyboard.press("Shift+ArrowRight")
    block = copied(opened)
    saved(opened)

    sheet = grid_of(matrix)
    assert block == 'Replace headsets\t\tR\tI\n"Tell users\nby mail"\t\tA\t'
    assert [row.cells["text"] for row in sheet.rows][1:] == [
        "Replace headsets",
        "Tell users\nby mail",
    ]
    assert sheet.rows[1].id == "replace-broken-headsets"
    assert sheet.rows[2].cells[party(sheet, "Acme")] == "A"


def test_a_block_that_is_too_wide_is_not_half_pasted(opened):
    cell(opened, 0, CUSTOMER).focus()

    paste(opened, "a\tb\tc\td")

    assert "nothing was pasted" in opened.locator("#grid-status").inner_text()
    assert cell(opened, 0, CUSTOMER).input_value() == ""


def test_everything_is_undone_and_done_again(opened, matrix):
    before = texts(opened)
    cell(opened, 0, TEXT).focus()

    opened.keyboard.type("Renamed")
    opened.keyboard.press("Alt+ArrowDown")
    opened.keyboard.press("Control+z")
    opened.keyboard.press("Control+z")
    undone = texts(opened)
    opened.keyboard.press("Control+y")
    opened.keyboard.press("Control+y")
    again = texts(opened)
    opened.get_by_role("button", name="Remove row").click()
    opened.get_by_role("button", name="Row below").click()
    opened.get_by_role("button", name="Add column").click()
    for _ in range(5):
        opened.get_by_role("button", name="Undo").click()

    assert undone == before
    assert again == ["Replace broken headsets", "Renamed"]
    assert texts(opened) == before
    assert opened.get_by_role("button", name="Undo").is_disabled()


def test_rows_and_columns_are_added_moved_and_removed(opened, matrix):
    cell(opened, 0, ACME).focus()
    opened.get_by_role("button", name="Add column").click()
    opened.keyboard.type("Carrier")
    opened.keyboard.press("Tab")
    opened.keyboard.type("v")
    cell(opened, 0, ACME + 1).focus()
    opened.keyboard.type("R")
    opened.get_by_role("button", name="Column right").click()
    opened.get_by_role("button", name="Row below").click()
    cell(opened, 1, TEXT).focus()
    opened.keyboard.type("Port numbers")
    opened.keyboard.press("Alt+ArrowUp")
    saved(opened)

    sheet = grid_of(matrix)
    assert [(c.title, c.side) for c in sheet.parties] == [
        ("Acme", "provider"),
        ("Customer", "customer"),
        ("Carrier", "vendor"),
    ]
    assert [row.cells["text"] for row in sheet.rows] == [
        "Port numbers",
        "Install phone firmware",
        "Replace broken headsets",
    ]
    assert sheet.rows[1].cells[party(sheet, "Carrier")] == "R"
