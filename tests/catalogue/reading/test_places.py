"""Provisions and findings name the very line of the source, and each line says what it became."""

from hypothesis import given
from hypothesis import strategies as st

from catalogue.portable.keys import provisions_of
from catalogue.reading import read_with_source
from catalogue.reading.blocks import Heading, Item, Paragraph, Table
from catalogue.reading.source import rendered

GUIDE = """1. Who does what

Task                        Desk       Client
Answer the calls of the
  day and of the night      R          A
Answer the calls of the
  weekend                   R          A
Pay the bill                           R

2. Terms

Some words come first, and they are wrapped over several lines of this text. The provider
shall answer each call within four hours. The client must send every invoice in advance.

* An aside.
"""


def lines_of(text, name="guide.txt"):
    """Each provision's text with the line it was read from."""
    reading = read_with_source(text.encode(), name)
    lines = reading.text.split("\n")
    return {
        row.text: lines[row.line - 1]
        for section in reading.revision.sections
        for row in provisions_of(section)
    }


def became(text, name="guide.md"):
    """What each line that holds text became."""
    reading = read_with_source(text.encode(), name)
    lines = reading.text.split("\n")
    return {
        lines[number - 1]: what
        for first, last, what in reading.margins
        for number in range(first, last + 1)
        if lines[number - 1].strip()
    }


def test_rows_of_a_table_name_their_own_line_though_they_are_wrapped():
    lines = lines_of(GUIDE)

    assert lines["Pay the bill"].startswith("Pay the bill")
    assert [
        line for text, line in lines.items() if text.startswith("Answer the calls")
    ] == ["Answer the calls of the", "Answer the calls of the"]


def test_rows_alike_name_one_line_each():
    reading = read_with_source(GUIDE.encode(), "guide.txt")

    rows = [
        row.line
        for section in reading.revision.sections
        for row in provisions_of(section)
        if row.text.startswith("Answer the calls")
    ]

    assert len(set(rows)) == 2


def test_a_sentence_names_the_line_it_begins_on():
    lines = lines_of(GUIDE)

    assert lines["The provider shall answer each call within four hours."].endswith(
        "The provider"
    )
    assert lines["The client must send every invoice in advance."].startswith("shall")


def test_a_finding_about_a_row_names_the_rows_line():
    text = (
        "# Guide\n\n| Task | Desk | Client |\n|---|---|---|\n| Send it | R | A |\n"
        "| Keep it | A | R |\n| Pay the bill | | |\n"
    )

    reading = read_with_source(text.encode(), "guide.md")

    lines = reading.text.split("\n")
    found = [f for f in reading.revision.findings if "Pay the bill" in f.text]
    assert found
    assert all("Pay the bill" in lines[each.line - 1] for each in found)


def test_each_line_says_what_it_became():
    told = became(
        "Guide\n=====\n\nPage 1 of 2\n\nOpinions vary.\n\n"
        "| Task | Desk | Client |\n|---|---|---|\n| Pay | R | A |\n| Send | A | R |\n\n"
        "| Odd | Even |\n|---|---|\n| one | two and three and more |\n| four | and five |\n"
    )

    assert told["Guide"] == "heading"
    assert told["Page 1 of 2"] == "furniture"
    assert told["Opinions vary."] == "prose"
    assert told["| Pay | R | A |"] == "matrix"
    assert told["| Odd | Even |"] == "unread"


def test_the_torn_off_part_of_a_table_is_told_as_the_table_is():
    table = "Task\tDesk\tClient\nPay it\tR\tA\nSend it\tA\tR\n"

    told = became(
        f"1 Work\n\n{table}\n¹ https://remit.example/a\n\f\nKeep it\tR\tA\n", "a.txt"
    )

    assert told["Keep it\tR\tA"] == told["Send it\tA\tR"] == "matrix"


def test_statements_without_rows_are_marked():
    text = "# Guide\n\n## Prices\n\nWork beyond costs $150 per hour.\n"

    reading = read_with_source(text.encode(), "guide.md")

    assert (5, "rate") in [(line, kind) for line, kind, _ in reading.marks]


def test_a_page_without_lines_of_its_own_is_written_out_with_a_line_for_each_row():
    blocks = [
        Heading("Guide", 1, "1", 1),
        Paragraph("Some\nwords.", 2),
        Item("one", 1, "-", 3),
        Item("two", 2, "-", 4),
        Table([["a", "b\nc"], ["d", "e"]], 5, "Title"),
    ]

    source = rendered(blocks)

    assert source.text == (
        "# 1 Guide\n\nSome words.\n\n- one\n  - two\n\nTitle\na | b c\nd | e"
    )
    assert [block.line for block in source.blocks] == [1, 3, 5, 6, 9]


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60),
        max_size=12,
    )
)
def test_every_line_named_is_one_of_the_source(lines):
    text = "# T\n\nThe provider must answer.\n" + "\n".join(lines).replace("\0", "")

    reading = read_with_source(text.encode(), "guide.md")

    count = len(reading.text.split("\n"))
    named = [row.line for s in reading.revision.sections for row in provisions_of(s)]
    named += [each.line for each in reading.revision.findings if each.line]
    named += [line for line, _, _ in reading.marks]
    named += [line for first, last, _ in reading.margins for line in (first, last)]
    assert all(1 <= line <= count for line in named)
