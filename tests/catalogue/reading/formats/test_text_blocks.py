"""Headings, lists, paragraphs and page furniture in text files; any bytes at all."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.reading.blocks import Heading, Item, Paragraph, Table
from catalogue.reading.formats import read_blocks
from catalogue.reading.formats.text import blocks_of_text
from catalogue.reading.refusals import EmptyDocument, UnknownFormat, UnreadableDocument


def headings(text: str) -> list[tuple[str, str, int]]:
    found = (block for block in blocks_of_text(text) if isinstance(block, Heading))
    return [(block.number, block.text, block.level) for block in found]


def items(text: str) -> list[tuple[int, str]]:
    found = (block for block in blocks_of_text(text) if isinstance(block, Item))
    return [(block.depth, block.text) for block in found]


def paragraphs(text: str) -> list[str]:
    return [b.text for b in blocks_of_text(text) if isinstance(b, Paragraph)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("9.1 ROLES AND DUTIES", ("9.1", "ROLES AND DUTIES", 2)),
        ("9.1.2 Who pays", ("9.1.2", "Who pays", 3)),
        ("9 PLATFORM CARE -", ("9", "PLATFORM CARE", 1)),
        ("4.4.2 LIMITS:", ("4.4.2", "LIMITS", 3)),
        ("## 3. Our **Part**", ("3", "Our Part", 2)),
        ("EMERGENCY WORK", ("", "EMERGENCY WORK", 1)),
        ("**Emergency work**", ("", "Emergency work", 1)),
        ("Emergency Work", ("", "Emergency Work", 1)),
        ("Emergency work\n==============", ("", "Emergency work", 1)),
        ("Emergency work\n--------------", ("", "Emergency work", 2)),
    ],
)
def test_a_title_is_a_heading(line: str, expected: tuple[str, str, int]) -> None:
    text = f"Some words come first.\n\n{line}\n\nWe come out at night when a site is down, on any day of the year."

    assert headings(text) == [expected]


@pytest.mark.parametrize(
    "line",
    [
        "1.1 The customer shall pay for each of the parts that it has ordered.",
        "1.1 In this annex the words below have these meanings:",
        "2 Extra work can be bought at the rate of the day.",
        "Not included:",
        "3 <https://example.com/rates>",
        "Please note that this is not a title",
    ],
)
def test_a_clause_or_a_lead_is_no_heading(line: str) -> None:
    assert headings(f"Some words.\n\n{line}\n\nMore words follow here.") == []


def test_titles_in_a_text_without_gaps_stand_after_lists_and_sentences() -> None:
    text = "-\nOne plan\n-\nTwo plans\nExtra Charges\nWe bill what goes beyond the plan at the end of each month.\nLicense Terms\n-\nTen seats"

    assert headings(text) == [("", "Extra Charges", 1), ("", "License Terms", 1)]
    assert items(text) == [(1, "One plan"), (1, "Two plans"), (1, "Ten seats")]


def test_counted_items_are_a_list_and_a_lone_number_is_a_title() -> None:
    assert items("We bill for:\n\n1. Moving Desks\n2. Laying Cables") == [
        (1, "Moving Desks"),
        (1, "Laying Cables"),
    ]
    assert headings("1. Scope\n\nWe do this.\n\n2. Price\n\nIt costs that.") == [
        ("1", "Scope", 1),
        ("2", "Price", 1),
    ]


def test_items_are_as_deep_as_they_are_set_in() -> None:
    text = "- One\n - Two\n - Three\n- Four\n   a) Five\n\n• Six"

    assert items(text) == [
        (1, "One"),
        (2, "Two"),
        (2, "Three"),
        (1, "Four"),
        (2, "Five"),
        (1, "Six"),
    ]
    assert items("• One\no Two\n• Three\n1. Four\n- Five\n2. Six") == [
        (1, "One"),
        (2, "Two"),
        (1, "Three"),
        (1, "Four"),
        (2, "Five"),
        (1, "Six"),
    ]


def test_wrapped_lines_join_and_lines_of_their_own_stay() -> None:
    wrapped = "We look after the servers of the customer and after the lines between\nthe sites. We do so on working days and on the eve of a feast as well as\non the day."
    short = "Bring a badge.\nSign the book.\nLock the door."

    assert len(paragraphs(wrapped)) == 1
    assert paragraphs(short) == short.split("\n")
    assert items("- A line that is cut\n  in two parts\n- B") == [
        (1, "A line that is cut in two parts"),
        (1, "B"),
    ]


def test_emphasis_and_links_leave_their_text() -> None:
    text = "The **managed** part is *ours*; see [the list](https://example.com/a_b) and `code`."

    assert paragraphs(text) == ["The managed part is ours; see the list and code."]


def test_running_heads_page_numbers_and_contents_go() -> None:
    head = "GUIDE TO DESK CARE"
    contents = "CONTENTS\n\n1\tScope\t1\n2\tPrice.....\t2\n - 2.1 Extra Work 3\n"
    pages = [
        "1 SCOPE\n\nWe move desks.",
        "2 PRICE\n\nIt is low.",
        "2.1 EXTRA WORK\n\nNone.",
    ]

    text = f"{head}\n\n{contents}" + "".join(
        f"\n\n\n{head}\n\n{page}\n\nPage {number} of 3\n"
        for number, page in enumerate(pages, start=1)
    )

    assert [number for number, _, _ in headings(text)] == ["", "1", "2", "2.1"]
    assert paragraphs(text) == ["We move desks.", "It is low.", "None."]


def test_a_lead_that_often_starts_a_page_is_no_running_head() -> None:
    text = "".join(
        f"- It does {n}\n\n\n\nNot covered:\n\n- Not {n}\n" for n in range(5)
    )

    assert paragraphs(text) == ["Not covered:"] * 5


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"]
)
def test_text_is_decoded(encoding: str) -> None:
    blocks = read_blocks("Café – “open”.\r\n\r\nYes.".encode(encoding), "guide.txt")

    assert [block.text for block in blocks if isinstance(block, Paragraph)] == [
        "Café – “open”.",
        "Yes.",
    ]


def test_nothing_and_noise_are_refused() -> None:
    with pytest.raises(EmptyDocument):
        read_blocks(b" \r\n\t", "guide.txt")
    with pytest.raises(UnknownFormat):
        read_blocks(b"GIF89a\0\1\0\2" * 9, "guide.txt")
    with pytest.raises(UnknownFormat):
        read_blocks(b"\xd0\xcf\x11\xe0 old word", "guide.doc")


@given(
    st.one_of(
        st.binary(max_size=400),
        st.text("ab A.\n\t|-*0#:+=\f1)", max_size=400).map(str.encode),
    )
)
@settings(max_examples=300, deadline=None)
def test_any_bytes_give_blocks_or_a_refusal(data: bytes) -> None:
    try:
        blocks = read_blocks(data, "guide.txt")
    except UnreadableDocument:
        return
    assert blocks
    for block in blocks:
        assert block.line >= 1
        widths = {len(row) for row in block.rows} if isinstance(block, Table) else {1}
        assert len(widths) == 1


HARD = {
    "a line without end": "word " * 200_000,
    "open emphasis": "__a **b [c]( <d " * 60_000,
    "dots": "a" + "." * 900_000 + "3",
    "blanks": ("a" + " " * 999 + "b\n") * 1_000,
    "deep lists": "".join(" " * depth + "- a\n" for depth in range(1_400)),
    "rows of two widths": "a | b\na | b | c\n" * 12_000,
    "an endless table": "alpha beta   x    y\n" * 10_000,
    "tables that fail": "alpha  beta\n\n" * 15_000,
    "open rules": "== ==\n" + "a b\n" * 50_000,
    "pages": "Head 1\n\nsome body\n\n\n\n" * 10_000,
    "contents": "CONTENTS\n1 Foo 3\n\n" * 10_000,
}


@pytest.mark.parametrize("name", HARD)
def test_hard_texts_take_work_in_proportion(name: str) -> None:
    begun = time.process_time()

    blocks_of_text(HARD[name])

    # Far above what any takes on a slow machine, far below what quadratic work would.
    assert time.process_time() - begun < 15
