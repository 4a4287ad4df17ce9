"""Tables in files: CSV and XLSX, in whatever encoding a spreadsheet saved them, and out again."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
import tablib
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils.exceptions import InvalidFileException

from catalogue.platform.cells import safe_cell, text_of

MAX_BYTES = 2 * 1024 * 1024
MAX_UNPACKED = 60 * 1024 * 1024
MAX_ROWS = 1000  # each is checked, saved and kept in history: some seconds
MAX_LINES = 50_000  # with blank ones, of which a workbook may have a million
MAX_COLUMNS = 60
LONGEST_CELL = 32767  # a worksheet holds no more
CSV, XLSX = "csv", "xlsx"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
TOO_MANY = (
    "The file has more than {:,} rows, the most that are taken in at once. "
    "Split it into several files."
)
TOO_WIDE = f"The first row names more than {MAX_COLUMNS} columns. Take away those that are not needed."
DAMAGED = (
    "This workbook cannot be opened. Save it again as XLSX or CSV, and try that file."
)


class BadTable(Exception):
    """The file holds no table that can be read, or one that no file can hold; says the remedy."""


def read_table(
    content: bytes, *, most_rows: int = MAX_ROWS, most_bytes: int = MAX_BYTES
) -> tablib.Dataset:
    """The table in a CSV or XLSX file: all cells as text, headings as column names.

    `numbers` of the result are the rows' numbers in the file, the headings being row 1. Raises
    `BadTable`.
    """
    if not content.strip():
        raise BadTable("The file is empty.")
    if len(content) > most_bytes:
        raise BadTable(
            f"The file is larger than {most_bytes // 1024 // 1024} MB. Split it into several files."
        )
    is_workbook = content.startswith(b"PK\x03\x04")
    lines = _of_workbook(content) if is_workbook else _of_text(_decoded(content))
    return _table(lines, most_rows)


def write_table(table: tablib.Dataset, suffix: str) -> bytes:
    """The table as a file of that kind, its cells safe. Raises `BadTable` when XLSX cannot hold it."""
    rows = [list(table.headers), *([safe_cell(cell) for cell in row] for row in table)]
    return _workbook(rows) if suffix == XLSX else _csv(rows)


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        codecs = ["utf-16"]
    else:
        # Every byte is a character of Latin-1: it is the last resort, and never fails.
        codecs = ["utf-8-sig", "cp1252", "latin-1"]
    for codec in codecs:
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise BadTable("The file holds no text. Choose a CSV or XLSX file.")


def _of_text(text: str) -> Iterator[list[str]]:
    head = text[: text.find("\n")] if "\n" in text else text
    # A heading has no comma of its own: the sign that parts most headings is the separator.
    sign = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    try:
        for line in reader:
            yield [text_of(cell) for cell in line]
    except csv.Error as error:
        raise BadTable(
            f"The file breaks off at line {reader.line_num}: {error}. Check the quotation marks there."
        ) from None


def _of_workbook(content: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(each.file_size for each in archive.infolist())
        if unpacked > MAX_UNPACKED:
            raise BadTable(
                "The workbook unpacks to more than any table. Save it as CSV."
            )
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size may be wrong
        for line in sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True):
            yield [text_of(cell) for cell in line]
    except BadTable:
        raise
    except (
        AttributeError, EOFError, IndexError, InvalidFileException, KeyError, NotImplementedError,
        OSError, ParseError, RuntimeError, SyntaxError, TypeError, ValueError, zipfile.BadZipFile,
    ):  # fmt: skip
        raise BadTable(DAMAGED) from None


def _table(lines: Iterator[list[str]], most: int) -> tablib.Dataset:
    headings = [text.strip() for text in next(lines, [])]
    while headings and not headings[-1]:
        headings.pop()
    if not headings:
        raise BadTable("The first row is empty: it holds the names of the columns.")
    # Every row is filled up to the width of the first: a wide one would cost as much as it says.
    if len(headings) > MAX_COLUMNS:
        raise BadTable(TOO_WIDE)
    table = tablib.Dataset(headers=headings)
    table.numbers = []
    for number, line in enumerate(islice(lines, MAX_LINES), 2):
        cells = _fitted(line, len(headings), number)
        if any(cells):
            if len(table) == most:
                raise BadTable(TOO_MANY.format(most))
            table.append(cells)
            table.numbers.append(number)
    if not len(table):
        raise BadTable("The file has no rows below the names of the columns.")
    return table


def _fitted(line: list[str], width: int, number: int) -> list[str]:
    if any(line[width:]):
        raise BadTable(
            f"Row {number} has more cells than there are columns. "
            "Put a text that holds the separator between quotation marks."
        )
    return [*line[:width], *[""] * (width - len(line))]


def _csv(rows: Sequence[Sequence[Any]]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode("utf-8-sig")  # without the mark Excel reads Latin-1


def _workbook(rows: Sequence[Sequence[Any]]) -> bytes:
    for number, row in enumerate(rows, 1):
        texts = [cell for cell in row if isinstance(cell, str)]
        if any(len(text) > LONGEST_CELL for text in texts):
            raise BadTable(
                f"A text of row {number} is longer than a cell of XLSX may be. Choose CSV."
            )
        if any(ILLEGAL_CHARACTERS_RE.search(text) for text in texts):
            raise BadTable(
                f"Row {number} holds a control character, which XLSX cannot. Choose CSV."
            )
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Rows")
    for row in rows:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
