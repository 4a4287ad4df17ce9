"""One guide as Markdown, HTML, Word and PDF is one guide: the same matrix, lists and times."""

import io
from typing import Any

import docx
import fpdf
import pytest

from catalogue.reading import read
from catalogue.reading.limits import read_in_child
from catalogue.reading.report import as_json

DUTIES = [
    ["Task", "Aldgate Systems", "Customer"],
    [
        "Order a laptop for a new member of the staff, at whichever of the sites",
        "R",
        "A",
    ],
    ["Image a laptop", "R, A", "I"],
    [
        "Tell the desk which applications a role needs before its laptop is imaged",
        "",
        "R",
    ],
    ["Return a laptop", "I", "R"],
]
TIMES = [
    ["Priority", "Response", "Restoration"],
    ["Critical", "15 minutes", "4 hours"],
    ["Routine", "1 hour", "2 days"],
]
INCLUDED = ["Windows 10 and later", "Office suites"]
EXCLUDED = ["Home routers", "Games consoles"]
LEAD = "The desk and the customer share the work on laptops as follows."


def as_markdown() -> bytes:
    def table(rows: list[list[str]]) -> list[str]:
        lines = [f"| {' | '.join(row)} |" for row in rows]
        return [lines[0], "|" + " --- |" * len(rows[0]), *lines[1:], ""]

    lines = [
        "# 4 Laptops",
        "",
        "## 4.1 Division of labour",
        "",
        LEAD,
        "",
        *table(DUTIES),
    ]
    lines += ["## 4.2 Targets", "", *table(TIMES), "## 4.3 Scope", ""]
    lines += ["Supported:", "", *(f"- {line}" for line in INCLUDED), ""]
    lines += ["Not supported:", "", *(f"- {line}" for line in EXCLUDED)]
    return "\n".join(lines).encode()


def as_html() -> bytes:
    def table(rows: list[list[str]]) -> str:
        cells = ("".join(f"<td><p>{text}</p></td>" for text in row) for row in rows)
        return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"

    def items(lines: list[str]) -> str:
        return "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"

    return (
        f"<!doctype html><h1>4 Laptops</h1><h2>4.1 Division of labour</h2><p>{LEAD}</p>"
        f"{table(DUTIES)}<h2>4.2 Targets</h2>{table(TIMES)}<h2>4.3 Scope</h2>"
        f"<p>Supported:</p>{items(INCLUDED)}<p>Not supported:</p>{items(EXCLUDED)}"
    ).encode()


def as_word() -> bytes:
    document = docx.Document()

    def add_table(rows: list[list[str]]) -> None:
        table = document.add_table(0, len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text

    document.add_heading("4 Laptops", 1)
    document.add_heading("4.1 Division of labour", 2)
    document.add_paragraph(LEAD)
    add_table(DUTIES)
    document.add_heading("4.2 Targets", 2)
    add_table(TIMES)
    document.add_heading("4.3 Scope", 2)
    for lead, lines in (("Supported:", INCLUDED), ("Not supported:", EXCLUDED)):
        document.add_paragraph(lead)
        for line in lines:
            document.add_paragraph(line, style="List Bullet")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_pdf() -> bytes:
    document = fpdf.FPDF()
    document.add_page()

    def add_line(text: str, size: int = 10) -> None:
        document.set_font("helvetica", size=size)
        document.multi_cell(0, size * 0.6, text, new_x="LMARGIN", new_y="NEXT")

    def add_table(rows: list[list[str]]) -> None:
        document.set_font("helvetica", size=10)
        with document.table(col_widths=(70, 50, 50)) as table:
            for row in rows:
                table.row(row)

    add_line("4 Laptops", 18)
    add_line("4.1 Division of labour", 14)
    add_line(LEAD)
    add_table(DUTIES)
    add_line("4.2 Targets", 14)
    add_table(TIMES)
    add_line("4.3 Scope", 14)
    for lead, lines in (("Supported:", INCLUDED), ("Not supported:", EXCLUDED)):
        add_line(lead)
        for line in lines:
            add_line(f"- {line}")
    return bytes(document.output())


GUIDES = {
    "guide.md": as_markdown,
    "guide.html": as_html,
    "guide.docx": as_word,
    "guide.pdf": as_pdf,
}


def told(data: bytes, name: str) -> dict[str, Any]:
    """What the reading says, without the lines on which it stands."""
    whole = as_json(read(data, name))
    return {key: whole[key] for key in ("matrices", "components", "service_levels")}


@pytest.mark.parametrize("name", GUIDES)
def test_the_matrix_is_read_as_printed(name):
    (matrix,) = told(GUIDES[name](), name)["matrices"]

    cells = [
        [
            row["activity"],
            row["marks"].get("Aldgate Systems", ""),
            row["marks"].get("Customer", ""),
        ]
        for row in matrix["rows"]
    ]
    assert cells == DUTIES[1:]


@pytest.mark.parametrize("name", [name for name in GUIDES if name != "guide.md"])
def test_every_format_says_the_same(name):
    assert told(GUIDES[name](), name) == told(as_markdown(), "guide.md")


@pytest.mark.parametrize("name", GUIDES)
def test_the_limited_process_reads_the_same(name):
    data = GUIDES[name]()

    assert read_in_child(data, name) == read(data, name)
