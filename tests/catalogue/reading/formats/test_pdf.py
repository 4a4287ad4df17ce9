"""PDF to blocks, and the files that hold no text or keep it locked."""

import contextlib
import io

import fpdf
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.reading.blocks import Heading, Item
from catalogue.reading.formats import pdf
from catalogue.reading.formats.pdf import blocks_of_pdf, text_of_pdf
from catalogue.reading.formats.pdf_rows import settled
from catalogue.reading.refusals import (
    EmptyDocument,
    ProtectedDocument,
    TooLarge,
    UnreadableDocument,
)


def printed(*pages: str) -> bytes:
    """A PDF with the lines of each page."""
    document = fpdf.FPDF()
    document.set_font("helvetica", size=11)
    for page in pages:
        document.add_page()
        for line in page.split("\n"):
            document.cell(0, 6, line, new_x="LMARGIN", new_y="NEXT")
    return bytes(document.output())


def locked(password: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(SMALL))
    writer.encrypt(password, "owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


SMALL = printed("4.1 Scope\nSupported:\n- Mice\n- Screens")


def test_headings_and_lists_are_found_in_the_text():
    blocks = blocks_of_pdf(SMALL)

    assert blocks[0] == Heading("Scope", 2, "4.1", 1)
    assert [block.text for block in blocks if isinstance(block, Item)] == [
        "Mice",
        "Screens",
    ]


def lettered(*lines: tuple[str, int]) -> bytes:
    """A PDF of lines, each with the size of its letters in points."""
    document = fpdf.FPDF()
    document.add_page()
    for line, size in lines:
        document.set_font("helvetica", size=size)
        document.cell(0, size * 0.6, line, new_x="LMARGIN", new_y="NEXT")
    return bytes(document.output())


def test_larger_letters_make_a_title():
    text = text_of_pdf(
        lettered(
            ("Guide", 20),
            ("Hours", 14),
            ("The desk is open.", 10),
            ("4.1.2 Places", 14),
            ("All.", 10),
        )
    )

    assert text.split("\n") == [
        "# Guide", "", "## Hours", "", "The desk is open.", "", "### 4.1.2 Places", "", "All.",
    ]  # fmt: skip


def test_a_row_in_larger_letters_is_no_title():
    text = text_of_pdf(lettered(("Task          Desk", 14), ("A line of text.", 10)))

    assert not text.startswith("#")


def test_pages_are_set_apart():
    text = text_of_pdf(printed("One", "Two"))

    assert text == "One\n\fTwo"


def test_columns_stay_apart():
    document = fpdf.FPDF()
    document.add_page()
    document.set_font("helvetica", size=11)
    with document.table() as table:
        table.row(("Task", "Desk", "Customer"))
        table.row(("Call", "R", "I"))

    lines = [line.split() for line in text_of_pdf(bytes(document.output())).split("\n")]

    assert ["Call", "R", "I"] in lines


def test_marks_halfway_down_a_cell_go_up_to_its_first_line():
    page = "Tell the desk\n                   R    A\nwhat it needs\n\nReturn it          I    R"

    assert settled(page).split("\n") == [
        "Tell the desk      R    A",
        "what it needs",
        "",
        "Return it          I    R",
    ]


@pytest.mark.parametrize(
    "page",
    [
        "Last words of a row\n                      Tall cell\nName\n                      goes on",
        "Running text above\n\n                      R\nRunning text below",
        "Task       R\n                      A\nNext row",
        "A line that reaches far beyond\n                      R\nand another",
    ],
)
def test_lines_that_belong_elsewhere_stay(page):
    assert settled(page) == page


def test_pages_without_text_look_scanned():
    with pytest.raises(EmptyDocument, match="OCR"):
        text_of_pdf(printed("", ""))


def test_a_password_is_refused():
    with pytest.raises(ProtectedDocument, match="without the password"):
        text_of_pdf(locked("secret"))


def test_a_file_locked_against_changes_only_is_read():
    assert text_of_pdf(locked("")) == text_of_pdf(SMALL)


def test_too_many_pages_are_refused(monkeypatch):
    monkeypatch.setattr(pdf, "MAX_PAGES", 2)

    with pytest.raises(TooLarge, match="pages"):
        text_of_pdf(printed("1", "2", "3"))


def test_too_much_text_is_refused(monkeypatch):
    monkeypatch.setattr(pdf, "MAX_CHARACTERS", 5)

    with pytest.raises(TooLarge):
        text_of_pdf(SMALL)


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7\n", SMALL[: len(SMALL) // 2], b"%PDF-1.7" + bytes(1000)]
)
def test_a_broken_file_is_refused_with_a_remedy(data):
    with pytest.raises(UnreadableDocument, match=r"new PDF|OCR"):
        text_of_pdf(data)


@given(st.binary(max_size=100), st.integers(0, len(SMALL)))
@settings(max_examples=40, deadline=None)
def test_a_damaged_file_is_read_or_refused(noise, at):
    data = SMALL[:at] + noise + SMALL[at + len(noise) :]

    with contextlib.suppress(UnreadableDocument):
        text_of_pdf(data)
