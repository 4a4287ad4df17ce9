"""A statement as rows for a spreadsheet: XLSX and CSV."""

from __future__ import annotations

from tablib import Dataset

from billing.files.sheet import Sheet
from catalogue.platform.cells import shown_cell

HEADERS = [
    "Statement",
    "Month",
    "Line",
    "Kind",
    "What",
    "How",
    "Minutes",
    "Rate",
    "Amount",
]


def dataset(sheet: Sheet, currency: str) -> Dataset:
    """A row for each line and one for the total; amounts are numbers, in the currency named above."""
    headers = [*HEADERS[:-2], f"Rate {currency}", f"Amount {currency}"]
    rows = Dataset(headers=headers, title=sheet.reference[:31])
    for line in sheet.lines:
        rows.append(
            [
                *map(shown_cell, (sheet.reference, sheet.month)),
                line.position,
                line.kind,
                shown_cell(line.text),
                shown_cell(" · ".join(line.details)),
                "" if line.minutes is None else line.minutes,
                "" if line.price is None else line.price,
                line.value,
            ]
        )
    total = sum((line.value for line in sheet.lines), start=0)
    rows.append(
        [shown_cell(sheet.reference), sheet.month, "", "", "Total", "", "", "", total]
    )
    return rows


def xlsx(sheet: Sheet, currency: str) -> bytes:
    """The rows as an Excel workbook."""
    return dataset(sheet, currency).export("xlsx")


def csv(sheet: Sheet, currency: str) -> bytes:
    """The rows as comma-separated values; the mark at the front tells Excel that it is UTF-8."""
    return dataset(sheet, currency).export("csv").encode("utf-8-sig")
