"""Footnote markers and footnotes that miss each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from catalogue.portable import form
from catalogue.portable.keys import provisions_of

from .check import Found
from .walk import carried, name_of

_SUPERSCRIPTS = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹⁰", "1234567890")
_ADDRESS = re.compile(r"<?https?:")
_MARKER = re.compile(
    r"(?:\*+|†+|‡+|§+|[¹²³⁴⁵⁶⁷⁸⁹⁰]+|\(\d{1,2}\)|\[\d{1,2}\])(?=[\s,.;:)]|$)"
)


def marker_without_text(revision: form.Revision) -> Iterator[Found]:
    """A row that carries a marker for which no footnote is printed (C15)."""
    numbered = {
        note.marker
        for section in revision.sections
        for note in section.footnotes
        if note.marker.isdigit()
    }
    for section in revision.sections:
        known = {note.marker for note in section.footnotes} | numbered
        for row in provisions_of(section):
            for marker in dict.fromkeys(carried(row)):
                if marker not in known:
                    yield Found(
                        f"No footnote {marker} for: {row.text}",
                        name_of(section),
                        (row.key,),
                        row.line,
                    )


def text_without_marker(revision: form.Revision) -> Iterator[Found]:
    """A footnote that nothing in its section points to (C25). A bare address is left alone."""
    for section in revision.sections:
        used = _used(revision, section) if section.footnotes else set()
        for note in section.footnotes:
            if note.marker not in used and not _ADDRESS.match(note.text):
                yield Found(
                    f"Nothing carries {note.marker}: {note.text}",
                    name_of(section),
                    (),
                    section.line,
                )


def _used(revision: form.Revision, section: form.Section) -> set[str]:
    """Markers on the rows of a section, and in whatever else is printed in it."""
    used = {marker for row in provisions_of(section) for marker in carried(row)}
    parts = [
        part
        for name in ("service_levels", "offers", "rates", "bands", "terms")
        for part in getattr(revision, name)
        if part.section == name_of(section)
    ]
    used |= {part.footnote for part in parts if isinstance(part, form.Band)}
    for text in [*_texts(section), *(text for part in parts for text in _texts(part))]:
        for marker in _MARKER.findall(text):
            used.add(marker.strip("()[]").translate(_SUPERSCRIPTS))
    return used


def _texts(value: Any) -> Iterator[str]:
    """Every text inside a value of the form, footnotes aside."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value) and not isinstance(value, form.Footnote):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
