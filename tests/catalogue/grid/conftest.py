"""A draft of the small guide, and sheets made by hand."""

from dataclasses import replace

import pytest

from catalogue import models
from catalogue.actions.gridding import grid_of, save_grid
from catalogue.actions.gridding.sheet import Column, Row
from tests.catalogue.conftest import small_draft

BY = "curator@acme.example"


@pytest.fixture
def draft(provider, now):
    """The small guide as a draft."""
    return small_draft(provider, at=now)


@pytest.fixture
def matrix(draft):
    """Two activities, of Acme and of the customer."""
    return models.Matrix.objects.get(section__revision=draft)


@pytest.fixture
def save(matrix):
    """Save an edited sheet of the matrix: `save(sheet)`, from what is stored now."""

    def save_it(wanted, seen=None, **given):
        return save_grid(matrix, wanted, seen or grid_of(matrix), by=BY, **given)

    return save_it


def with_cell(sheet, at, **cells):
    """The sheet with cells of row number `at` replaced."""
    rows = list(sheet.rows)
    rows[at] = rows[at].given(**cells)
    return replace(sheet, rows=tuple(rows))


def with_row(sheet, at, key="+1", **cells):
    """The sheet with a new row at a place."""
    blank = {column.id: "" for column in sheet.columns}
    rows = list(sheet.rows)
    rows.insert(at, Row(key, blank | cells))
    return replace(sheet, rows=tuple(rows))


def with_party(sheet, title, side="", key="+c"):
    """The sheet with one more party column."""
    column = Column(key, title, "mark", side, longest=2000)
    return sheet.with_parties([*sheet.parties, column])


def party(sheet, title):
    """The id of a party's column."""
    return next(column.id for column in sheet.parties if column.title == title)
