"""What follows from what was typed: a row's charge from its outcome, its markers from its text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from catalogue.reading.readers.marks import is_blank, split_markers
from catalogue.reading.readers.wording import charge_of, side_of

from .cells import markers_of
from .sheet import Row, Sheet

AUTO = "auto"  # the charge is what the outcome says
UNSTATED = "unstated"
_OF_SIDE = {"provider": "included", "customer": "customer", "vendor": "vendor"}


def settled(before: Sheet, after: Sheet, sides: Mapping[str, str]) -> Sheet:
    """`after` with blank rows left out and charges and markers as they follow from what was typed.

    A charge follows a changed outcome unless it was chosen by hand in the same go; `sides` are the
    parties of the revision by name. Applied twice, it changes nothing more.
    """
    old = before.by_id
    rows = (_settled(old.get(row.id), row, after, sides) for row in after.rows)
    kept = [row for row in rows if row.id in old or _says_something(row)]
    used = {column.id for column in before.parties}
    parties = [
        column
        for column in after.parties
        if column.id in used
        or column.title
        or any(row.cells.get(column.id) for row in kept)
    ]
    return replace(after.with_parties(parties), rows=tuple(kept))


def charge_for(label: str, sides: Mapping[str, str]) -> str:
    """What an outcome costs, by the words and parties that the readers go by."""
    name = split_markers(label)[0]
    side = side_of(name) if len(name.split()) <= 4 else ""
    charge = charge_of(name, side if side in {"customer", "vendor"} else "")
    if charge == UNSTATED:
        return _OF_SIDE.get(sides.get(name, ""), UNSTATED)
    return charge


def _says_something(row: Row) -> bool:
    return any(text for key, text in row.cells.items() if key != "charge")


def _settled(old: Row | None, row: Row, sheet: Sheet, sides: Mapping[str, str]) -> Row:
    given = {}
    for column in sheet.parties:
        text = row.cells.get(column.id, "")
        # A dash is how documents print an empty cell; a stored one stays as it is.
        if is_blank(text) and (old is None or text != old.cells.get(column.id, "")):
            given[column.id] = ""
    row = row.given(**given)
    if "charge" in row.cells:
        row = row.given(charge=_charge(old, row, sides))
    if "notes" in row.cells and "text" in row.cells:
        row = row.given(notes=_notes(old, row))
    return row


def _charge(old: Row | None, row: Row, sides: Mapping[str, str]) -> str:
    label, charge = row.cells.get("label", ""), row.cells["charge"]
    if charge in ("", AUTO):
        return charge_for(label, sides)
    if (
        old
        and charge == old.cells.get("charge")
        and label != old.cells.get("label", "")
    ):
        return charge_for(label, sides)
    return charge


def _notes(old: Row | None, row: Row) -> str:
    """The row's markers: those that came into its text come along, those that left it leave."""
    was = old.cells.get("notes", "") if old else ""
    notes = row.cells["notes"]
    before, now = (_printed(old) if old else []), _printed(row)
    if notes != was or before == now:
        return notes
    kept = [each for each in markers_of(notes) if each not in before or each in now]
    return ", ".join([*kept, *(each for each in now if each not in kept)])


def _printed(row: Row) -> list[str]:
    return split_markers(row.cells.get("text", "").split("\n")[0])[1]
