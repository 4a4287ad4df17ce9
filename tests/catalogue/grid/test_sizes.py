"""A large matrix is saved in few queries, whatever changed."""

from dataclasses import replace

import pytest

from catalogue import models
from catalogue.actions.drafting import save_draft
from catalogue.actions.gridding import grid_of, save_grid
from catalogue.actions.gridding.pasting import CannotPaste, pasted
from catalogue.models import Assignment
from catalogue.portable import form
from tests.catalogue.grid.conftest import BY, party, with_cell
from tests.query_counts import pinned


@pytest.fixture
def sized(provider, now):
    """A matrix of that many rows and parties, every cell marked."""

    def matrix_of(rows, parties):
        names = [f"Party {at}" for at in range(parties)]
        lines = [
            form.Provision(
                "activity",
                f"Activity {at}",
                assignments=[form.Assignment(name, "X") for name in names],
            )
            for at in range(rows)
        ]
        table = form.Matrix("Big", names, rows=lines)
        source = form.Revision(
            title="Big", sections=[form.Section("Big", "1", matrices=[table])]
        )
        guide = models.Guide.objects.create(provider=provider, key="big", title="Big")
        draft, _ = save_draft(source, guide=guide, at=now)
        return models.Matrix.objects.get(section__revision=draft)

    return matrix_of


def rewritten(sheet):
    """Every cell changed, the order turned round, a third of the rows new."""
    rows = [
        row.given(
            text=f"{row.cells['text']} again",
            **{column.id: f"R{at % 7}" for column in sheet.parties},
        )
        for at, row in enumerate(sheet.rows[::-1])
    ]
    third = len(rows) // 3
    new = [replace(row, id=f"+{at}") for at, row in enumerate(rows[:third])]
    return replace(sheet, rows=(*rows[third:], *new))


@pytest.mark.parametrize("size", [(60, 4), (500, 8)])
def test_a_matrix_is_rewritten_in_few_queries(sized, size):
    matrix = sized(*size)
    seen = grid_of(matrix)
    wanted = rewritten(seen)

    with pinned(f"grid saved {size[0]}x{size[1]}"):
        save_grid(matrix, wanted, seen, by=BY, confirmed=True)

    stored = grid_of(matrix)
    assert [r.cells["text"] for r in stored.rows] == [
        r.cells["text"] for r in wanted.rows
    ]
    assert Assignment.objects.filter(mark="X").count() == 0


def test_twenty_thousand_cells_are_pasted(sized):
    matrix = sized(1, 7)
    sheet = grid_of(matrix)
    block = "\n".join(f"Row {at}" + "\t" * 2 + "X\t" * 6 for at in range(2500))

    wanted = pasted(sheet, block, 0, "text")
    save_grid(matrix, wanted, sheet, by=BY)

    stored = grid_of(matrix)
    assert len(stored.rows) == 2500
    assert Assignment.objects.filter(provision__matrix=matrix).count() == 15_000


def test_a_block_goes_where_it_begins(sized):
    sheet = grid_of(sized(2, 2))
    first = party(sheet, "Party 0")

    after = pasted(sheet, 'A\tR\n"B ""x"""\tI\nC\t', 1, first)

    assert [row.cells[first] for row in after.rows] == ["X", "A", 'B "x"', "C"]
    with pytest.raises(CannotPaste, match="3 columns wide"):
        pasted(sheet, "a\tb\tc", 0, first)


def test_one_cell_of_a_large_matrix_costs_no_more_than_of_a_small_one(sized):
    matrix = sized(500, 8)
    seen = grid_of(matrix)
    wanted = with_cell(seen, 250, **{party(seen, "Party 3"): "R"})

    with pinned("grid saved one cell"):
        save_grid(matrix, wanted, seen, by=BY)

    assert Assignment.objects.get(mark="R").provision.text == "Activity 250"
