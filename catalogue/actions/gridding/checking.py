"""What stands in the way of saving a sheet, and what staff should know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from .cells import cell_parts, markers_of
from .sheet import Column, Row, Sheet

MOST_ROWS = 5000
MOST_PARTIES = 60
LONGEST_PARTY = 500
SIDES = ("", "provider", "vendor", "partner", "customer")


@dataclass(frozen=True)
class Problem:
    """Something wrong, where it is (ids, blank for the whole), and what to do about it."""

    message: str
    row: str = ""
    column: str = ""


def errors(before: Sheet, after: Sheet) -> list[Problem]:
    """What forbids saving `after` in the place of `before`."""
    return [
        *_too_big(after),
        *_parties(after),
        *_empty(after),
        *_unfit(before, after),
        *_doubled(before, after),
    ]


def warnings(before: Sheet, after: Sheet, known: Collection[str]) -> list[Problem]:
    """What is saved all the same: markers that lead to no footnote (`known` are those of the
    revision), rows that differ only in their outcome, and outcomes that may be stale."""
    return [*_unknown(before, after, known), *_stale(before, after)]


def place(sheet: Sheet, row: Row, number: int) -> str:
    """A row by its number and name, for messages."""
    name = sheet.name_of(row)
    return f"Row {number} “{name}”" if name else f"Row {number}"


def _too_big(sheet: Sheet) -> Iterator[Problem]:
    if len(sheet.rows) > MOST_ROWS:
        yield Problem(
            f"{len(sheet.rows):,} rows are too many for one table: the most is {MOST_ROWS:,}. "
            "Part it into several."
        )
    if len(sheet.parties) > MOST_PARTIES:
        yield Problem(
            f"{len(sheet.parties)} columns are too many: the most is {MOST_PARTIES}."
        )


def _parties(sheet: Sheet) -> Iterator[Problem]:
    seen = Counter(column.title.casefold() for column in sheet.parties)
    for number, column in enumerate(sheet.parties, 1):
        if not column.title:
            message = f"Column {number} has no name. Name its party, or remove it."
        elif len(column.title) > LONGEST_PARTY:
            message = f"Column {number} has a name of {len(column.title)} characters. Use {LONGEST_PARTY} at most."
        elif seen[column.title.casefold()] > 1:
            message = f"“{column.title}” heads two columns. Rename or remove one."
        elif column.side not in SIDES:
            message = f"“{column.side}” is no side of “{column.title}”. Choose one of the list."
        else:
            continue
        yield Problem(message, column=column.id)


def _empty(sheet: Sheet) -> Iterator[Problem]:
    for number, row in enumerate(sheet.rows, 1):
        for column in sheet.columns:
            if column.required and not row.cells.get(column.id, ""):
                yield Problem(
                    f"Row {number}, {column.title}: it is empty. Fill it in, or remove the row.",
                    row.id,
                    column.id,
                )


def _unfit(before: Sheet, after: Sheet) -> Iterator[Problem]:
    old = before.by_id
    for number, row in enumerate(after.rows, 1):
        stored = old.get(row.id)
        for column in after.columns:
            text = row.cells.get(column.id, "")
            if stored and text == stored.cells.get(column.id, ""):
                continue
            message = _unfit_cell(column, text)
            if message:
                where = f"Row {number}, {column.title}"
                yield Problem(f"{where}: {message}", row.id, column.id)


def _unfit_cell(column: Column, text: str) -> str:
    if column.longest and len(text) > column.longest:
        return f"{len(text):,} characters are too many. Use {column.longest:,} at most."
    if column.choices and text not in dict(column.choices):
        words = ", ".join(f"“{title}”" for _, title in column.choices)
        return f"“{text[:80]}” is not in the list. Choose one of {words}."
    return ""


def _said(row: Row) -> tuple[str, ...]:
    return tuple(f"{key}={text}" for key, text in sorted(row.cells.items()) if text)


def _doubled(before: Sheet, after: Sheet) -> Iterator[Problem]:
    """A row that says exactly what another says, unless both are stored so."""
    old, first = before.by_id, dict[tuple[str, ...], int]()
    for number, row in enumerate(after.rows, 1):
        said = _said(row)
        same = first.setdefault(said, number)
        stored = row.id in old and _said(old[row.id]) == said
        if same != number and not stored and row.cells.get(after.naming.id):
            yield Problem(
                f"Row {number} says the same as row {same}. Change or remove one.",
                row.id,
                after.naming.id,
            )


def _unknown(before: Sheet, after: Sheet, known: Collection[str]) -> Iterator[Problem]:
    old = before.by_id
    for number, row in enumerate(after.rows, 1):
        stored = old.get(row.id)
        for column in after.columns:
            text = row.cells.get(column.id, "")
            if not text or (stored and text == stored.cells.get(column.id, "")):
                continue
            if column.is_party:
                used = cell_parts(text, known)[1]
            else:
                used = markers_of(text) if column.id == "notes" else []
            for marker in used:
                if marker not in known:
                    yield Problem(
                        f"{place(after, row, number)}, {column.title}: no footnote of this guide has the "
                        f"marker “{marker}”. It is kept; add the footnote, or correct it.",
                        row.id,
                        column.id,
                    )


def _stale(before: Sheet, after: Sheet) -> Iterator[Problem]:
    old = before.by_id
    for number, row in enumerate(after.rows, 1):
        stored = old.get(row.id)
        if stored is None or row.cells.get("charge", "unstated") == "unstated":
            continue
        marks = [column.id for column in after.parties]
        if all(row.cells.get(m, "") == stored.cells.get(m, "") for m in marks):
            continue
        if all(row.cells.get(k) == stored.cells.get(k) for k in ("label", "charge")):
            yield Problem(
                f"{place(after, row, number)}: its marks changed, its outcome and charge did not. "
                "See that they still agree.",
                row.id,
                "charge",
            )
