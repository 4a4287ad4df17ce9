"""Tables in text come back as they were written, however they are drawn."""

from __future__ import annotations

import string

from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.reading.blocks import Block, Heading, Item, Paragraph, Table
from catalogue.reading.formats.text import blocks_of_text

WORDS = st.text(string.ascii_letters, min_size=2, max_size=9)
NAMES = st.lists(WORDS, min_size=1, max_size=3).map(
    lambda words: " ".join(words).title()
)
MARKS = st.sampled_from(["X", "R", "A/R", "Yes", ""])


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    width = draw(st.integers(2, 5))
    header = ["Activity", *draw(st.lists(NAMES, min_size=width, max_size=width))]
    count = draw(st.integers(3, 8))
    rows = [[draw(NAMES), *(draw(MARKS) for _ in range(width))] for _ in range(count)]
    # A last column without any mark would look like stray signs at the end of lines.
    return [header, *rows, ["Everything Else", *("X" for _ in range(width))]]


def only_table(text: str) -> Table:
    (table,) = [block for block in blocks_of_text(text) if isinstance(block, Table)]
    return table


def as_grid(rows: list[list[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    edge = "+" + "+".join("-" * (width + 2) for width in widths) + "+"
    lines = [edge]
    for row in rows:
        cells = [f" {each:<{width}} " for each, width in zip(row, widths, strict=True)]
        lines += ["|" + "|".join(cells) + "|", edge]
    return "\n".join(lines)


def as_columns(rows: list[list[str]]) -> str:
    widths = [max(map(len, column)) + 3 for column in zip(*rows, strict=True)]
    lines = (
        "".join(f"{each:<{width}}" for each, width in zip(row, widths, strict=True))
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)


@given(tables())
@settings(max_examples=40, deadline=None)
def test_pipes_come_back_with_and_without_outer_pipes(rows: list[list[str]]) -> None:
    rule = "|".join("---" for _ in rows[0])
    bare = ["|".join(f" {each} " for each in row) for row in rows]
    edged = [f"|{line}|" for line in bare]

    assert only_table("\n".join([edged[0], f"|{rule}|", *edged[1:]])).rows == rows
    assert only_table("\n".join([bare[0], rule, *bare[1:]])).rows == rows


@given(tables())
@settings(max_examples=40, deadline=None)
def test_tabs_come_back(rows: list[list[str]]) -> None:
    text = "\n".join("\t".join(row) for row in rows)

    assert only_table(f"The duties are these.\n\n{text}\n\nThat is all.").rows == rows


@given(tables())
@settings(max_examples=40, deadline=None)
def test_a_box_comes_back(rows: list[list[str]]) -> None:
    assert only_table(as_grid(rows)).rows == rows


@given(tables())
@settings(max_examples=60, deadline=None)
def test_aligned_columns_come_back(rows: list[list[str]]) -> None:
    text = as_columns(rows)

    assert only_table(f"The duties are these.\n\n{text}\n\nThat is all.").rows == rows


@given(tables())
@settings(max_examples=40, deadline=None)
def test_one_cell_a_line_comes_back(rows: list[list[str]]) -> None:
    cells = [f"{each} |" if each else "|" for row in rows for each in row]
    rule = "---|" * len(rows[0])

    text = "\n".join([*cells[: len(rows[0])], rule, *cells[len(rows[0]) :]])

    assert only_table(text).rows == rows


@given(tables(), st.integers(2, 4))
@settings(max_examples=40, deadline=None)
def test_a_table_torn_by_a_page_is_whole_again(rows: list[list[str]], at: int) -> None:
    lines = ["\t".join(row) for row in rows]
    page_break = ["", "", "", "GUIDE TO WORK", ""]
    again = lines[0]

    torn = [*lines[:at], *page_break, again, *lines[at:], *page_break, "The End."]
    text = "\n".join(["GUIDE TO WORK", "", "Duties follow.", *page_break, *torn])

    assert only_table(text).rows == rows


def kinds(blocks: list[Block]) -> list[type[Block]]:
    return [type(block) for block in blocks]


def test_records_over_several_lines_are_rows() -> None:
    text = "Grade | Means | First reply | Cure |\n---|---|---|---|\nTop |\nAll is down | 1 hour |\n4 hours |\nLow |\nA wish | 1 day |\n|\n"

    assert only_table(text).rows == [
        ["Grade", "Means", "First reply", "Cure"],
        ["Top", "All is down", "1 hour", "4 hours"],
        ["Low", "A wish", "1 day", ""],
    ]


def test_cells_one_a_line_without_a_rule_find_their_columns() -> None:
    long = "Counts for as long as the line is busy with it, whoever began the call."
    text = "\n".join(
        f"{each} |".strip()
        for each in ["Kind", "Counts when", "Does not count when"]
        + [part for name in ("Call", "Chat", "Fax") for part in (name, long, "")]
    )

    rows = only_table(text).rows

    assert [row[0] for row in rows] == ["Kind", "Call", "Chat", "Fax"]
    assert {len(row) for row in rows} == {3}


def test_wrapped_cells_of_aligned_columns_are_joined() -> None:
    text = """
Priority    Meaning                          Reply
High        Work has stopped for             1 hour
            a whole office
Low         A question or a wish             2 days
"""

    assert only_table(text).rows == [
        ["Priority", "Meaning", "Reply"],
        ["High", "Work has stopped for a whole office", "1 hour"],
        ["Low", "A question or a wish", "2 days"],
    ]


def test_a_header_of_two_lines_is_one_row() -> None:
    text = """
                                 Service      Managed
Activity                         Provider     Customer
Watch the very long list of
alerts in the console               X
Approve the spending                             X
"""

    assert only_table(text).rows == [
        ["Activity", "Service Provider", "Managed Customer"],
        ["Watch the very long list of alerts in the console", "X", ""],
        ["Approve the spending", "", "X"],
    ]


def test_lines_of_one_cell_in_a_box_are_joined() -> None:
    text = "+---+-------+\n| A | go on |\n|   | here  |\n+---+-------+\n| B | stop  |\n+---+-------+"

    assert only_table(text).rows == [["A", "go on here"], ["B", "stop"]]


def test_drawn_boxes_and_ruled_columns_are_tables() -> None:
    box = "┌──────┬────┐\n│ Duty │ We │\n├──────┼────┤\n│ Sort │ X  │\n│ Pack │    │\n└──────┴────┘"
    ruled = "====  ===\nDuty  We\n====  ===\nSort  X\nPack\n====  ==="

    for text in (box, ruled):
        assert only_table(text).rows == [["Duty", "We"], ["Sort", "X"], ["Pack", ""]]


def test_tags_and_marks_in_cells_leave_their_text() -> None:
    text = "Service\tOurs\n<p>Backup</p> <p>Every **night**</p>\tX **\nMail<br>box<sup>1</sup>\t\\$5"

    assert only_table(text).rows[1:] == [
        ["Backup\nEvery night", "X **"],
        ["Mail\nbox1", "$5"],
    ]


def test_labels_with_values_are_no_table() -> None:
    tabbed = "Version:\t1.0\nDate:\t1 May\nAuthor:\tJo"
    spaced = tabbed.replace("\t", "     ")

    for text in (tabbed, spaced):
        assert kinds(blocks_of_text(text)) == [Paragraph] * 3


def test_a_pipe_or_two_blanks_in_prose_are_no_table() -> None:
    text = "Press A | B to go on.\n\nOne ends.  Two begins here.  Three ends.\nFour ends.  Five begins.\n"

    assert Table not in kinds(blocks_of_text(text))


def test_numbers_and_bullets_parted_by_tabs_are_lists_and_titles() -> None:
    blocks = blocks_of_text("4.1\tScope of Work\n\n-\tOne thing\n-\tAnother thing\n")

    assert kinds(blocks) == [Heading, Item, Item]


def test_tables_under_each_other_stay_apart() -> None:
    text = "A\tB\nc\td\n\n\tP1\tP2\nReply\t1 hour\t2 hours\n"

    assert [
        len(block.rows[0]) for block in blocks_of_text(text) if isinstance(block, Table)
    ] == [2, 3]
