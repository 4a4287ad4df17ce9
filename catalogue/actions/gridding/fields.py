"""The fixed columns of sheets, and how each stands in the database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from catalogue.models import Provision

from .cells import markers_of
from .settling import AUTO
from .sheet import Column, tidy

CHARGES = ((AUTO, "as the outcome says"), *Provision.Charge.choices)
SUPPORTED = (("", "not said"), ("yes", "supported"), ("no", "not supported"))
_TRUTH = {"yes": True, "no": False, "": None}

# Column id → column. A column is kept in the model field of its id, markers under another name.
COLUMNS = {
    column.id: column
    for column in (
        Column("group", "Group", longest=2000),
        Column("text", "Text", "text", required=True),
        Column("notes", "Footnotes"),
        Column("label", "Outcome", longest=2000),
        Column("charge", "Charge", "choice", choices=CHARGES),
        Column("supported", "Covered", "choice", choices=SUPPORTED),
        Column("marker", "Marker", longest=100, required=True),
        Column("note", "Text", "text"),
        Column("term", "Term", longest=2000, required=True),
        Column("meaning", "Meaning", "text"),
    )
}
_NAMES = {"notes": "markers", "note": "text"}


def field_of(column: str) -> str:
    """The model field that keeps a column."""
    return _NAMES.get(column, column)


def shown(row: Any, columns: Iterable[str]) -> dict[str, str]:
    """A row of the database as cells."""
    return {
        key: _text(getattr(row, field_of(key)), COLUMNS[key].kind) for key in columns
    }


def put(row: Any, column: str, text: str) -> None:
    """Set what a cell stands for on a row of the database."""
    value: Any = text
    if column == "notes":
        value = markers_of(text)
    elif column == "supported":
        value = _TRUTH[text]
    setattr(row, field_of(column), value)


def _text(value: Any, kind: str) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else tidy(value, kind)
