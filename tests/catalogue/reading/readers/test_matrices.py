"""Random matrices, printed in each layout, are read back exactly; a blank is never marked."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.reading import read_blocks_of
from catalogue.reading.blocks import Block, Heading, Table
from catalogue.reading.report import as_json

VERBS = ("Patch", "Restart", "Review", "Order", "Label", "Archive", "Rename", "Inspect")
THINGS = (
    "the switches",
    "old tapes",
    "user folders",
    "core routers",
    "door cards",
    "spare lamps",
)
PARTIES = ("Provider", "Customer", "Carrier", "Maker")
MARKS = {
    "raci": ("R", "A", "C", "I", "R/A", "RA", "A, R", "C, I", ""),
    "ticks": ("✓", "", "✓*"),
    "crosses": ("X", "x", "", "X **"),
    "words": ("Yes", "No", "Included", "Optional", "N/A", ""),
    "letters": ("Y", "N", "£", ""),
}


@st.composite
def matrices(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    """Party names, and rows of an activity with a cell per party."""
    parties = list(PARTIES[: draw(st.integers(2, 4))])
    names = st.builds(
        lambda a, b: f"{a} {b}", st.sampled_from(VERBS), st.sampled_from(THINGS)
    )
    activities = draw(st.lists(names, min_size=3, max_size=7, unique=True))
    marks = draw(st.sampled_from(sorted(MARKS)))
    cell = st.sampled_from(MARKS[marks])
    rows = []
    for activity in activities:
        cells = draw(st.lists(cell, min_size=len(parties), max_size=len(parties)))
        if not any(cells):
            cells[0] = MARKS[marks][0]
        rows.append([activity, *cells])
    return parties, rows


def marked(parties: list[str], rows: list[list[str]]) -> set[tuple[str, str, str]]:
    return {
        (row[0], party, mark)
        for row in rows
        for party, mark in zip(parties, row[1:], strict=True)
        if mark
    }


def read_back(table: list[list[str]]) -> set[tuple[str, str, str]]:
    blocks: list[Block] = [Heading("Duties", 1, "1", 1), Table(table, 2)]
    got = as_json(read_blocks_of(blocks, "duties.txt"))
    return {
        (row["activity"], party, mark)
        for matrix in got["matrices"]
        for row in matrix["rows"]
        for party, mark in row["marks"].items()
    }


@given(matrices())
@settings(max_examples=150, deadline=None)
def test_a_plain_matrix_is_read_back(matrix: tuple[list[str], list[list[str]]]) -> None:
    parties, rows = matrix

    assert read_back([["Activity", *parties], *rows]) == marked(parties, rows)


@given(matrices())
@settings(max_examples=60, deadline=None)
def test_dashes_for_blanks_are_blank(matrix: tuple[list[str], list[list[str]]]) -> None:
    parties, rows = matrix
    dashed = [[cell or "-" for cell in row] for row in rows]

    assert read_back([["Activity", *parties], *dashed]) == marked(parties, rows)


@given(matrices())
@settings(max_examples=60, deadline=None)
def test_group_rows_mark_nobody(matrix: tuple[list[str], list[list[str]]]) -> None:
    parties, rows = matrix
    group = ["Platform", *[""] * len(parties)]

    assert read_back([["", *parties], group, *rows]) == marked(parties, rows)


@given(matrices())
@settings(max_examples=60, deadline=None)
def test_a_repeated_header_is_no_row(matrix: tuple[list[str], list[list[str]]]) -> None:
    parties, rows = matrix
    head = ["Task", *parties]

    assert read_back([head, *rows[:2], head, *rows[2:]]) == marked(parties, rows)


@given(matrices())
@settings(max_examples=60, deadline=None)
def test_parties_printed_as_rows_are_turned(
    matrix: tuple[list[str], list[list[str]]],
) -> None:
    parties, rows = matrix
    turned = [
        [party, *(row[at + 1] for row in rows)] for at, party in enumerate(parties)
    ]

    assert read_back([["Party", *(row[0] for row in rows)], *turned]) == marked(
        parties, rows
    )


@given(matrices())
@settings(max_examples=60, deadline=None)
def test_two_header_rows_name_the_leaves(
    matrix: tuple[list[str], list[list[str]]],
) -> None:
    parties, rows = matrix
    tops = ["Who" for _ in parties]

    assert read_back([["Task", *tops], ["", *parties], *rows]) == marked(parties, rows)
