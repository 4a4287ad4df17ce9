"""Footnotes: lines that begin with a marker, joined to the cells and lines that carry it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalogue.portable import form
from catalogue.reading.blocks import Item, Paragraph

from .draft import Draft, Part, clean, text_of
from .marks import SUPERSCRIPTS, split_markers

_NOTE = re.compile(
    r"^(?P<stars>\*{1,4}|†|‡)\s*(?P<a>[^\s*].{3,})$|^(?P<sup>[¹²³⁴⁵⁶⁷⁸⁹⁰]+)\s*(?P<b>.{4,})$"
    r"|^(?:\((?P<par>\d{1,2})\)|\[(?P<sq>\d{1,2})\])\s+(?P<c>.{4,})$|^(?P<num>\d{1,2})\s+(?:[-–—]\s+)?(?P<d>(?:[A-Z<]|https?:).{4,})$",
    re.S,
)
_LEGEND = re.compile(r"^(?:notes?|legend|key)\W*$", re.I)


def read_part(draft: Draft, part: Part) -> None:
    """Read the footnote lines of a part. A bare address is taken from the prose but noted all the same."""
    for block in part.blocks:
        if not isinstance(block, Paragraph | Item) or draft.is_taken(block):
            continue
        raw = re.sub(r"\s+", " ", block.text).strip()
        marker, text = _marker(raw, block, _markers_of(part))
        if not marker or (
            marker.isdigit() and not _is_wanted(draft, part, marker, text)
        ):
            continue
        home = _home(draft, part, marker)
        home.section.footnotes.append(form.Footnote(marker, clean(text)))
        draft.take(block)


def _markers_of(part: Part) -> set[str]:
    return {marker for _, markers in carried(part) for marker in markers}


def _home(draft: Draft, part: Part, marker: str) -> Part:
    """Where a footnote belongs: its own part when a row there carries it, else one beside or above."""
    if marker in _markers_of(part):
        return part
    near = [p for p in draft.parts if p.title in part.path or p.path == part.path]
    return next((p for p in near if marker in _markers_of(p)), part)


def _marker(raw: str, block: Paragraph | Item, wanted: set[str]) -> tuple[str, str]:
    if isinstance(block, Item):
        if block.marker in {"*", "**", "***"} and not raw.startswith("*"):
            return (block.marker, raw) if block.marker in wanted else ("", "")
        raw = (
            raw
            if _NOTE.match(raw)
            else f"{block.marker.strip('.)')} {raw}"
            if block.marker[:1] in "¹²³"
            else raw
        )
    match = _NOTE.match(raw)
    if not match or (raw.startswith("**") and re.match(r"\*\*[^*]+\*\*", raw)):
        return "", ""
    marker = next(
        filter(None, (match[k] for k in ("stars", "sup", "par", "sq", "num")))
    )
    text = next(filter(None, (match[k] for k in "abcd")))
    return marker.translate(SUPERSCRIPTS), re.sub(r"^[-–—:]\s*", "", text)


def _is_wanted(draft: Draft, part: Part, marker: str, text: str) -> bool:
    """A number begins a footnote when something carries it, or when its text is an address."""
    if re.match(r"<?https?:", text):
        return True
    return marker in _markers_of(_home(draft, part, marker))


def carried(part: Part) -> Iterator[tuple[form.Provision, list[str]]]:
    """Rows of a part with the markers printed on them."""
    section = part.section
    rows = [*section.provisions, *(row for m in section.matrices for row in m.rows)]
    rows += [line for component in section.components for line in component.lines]
    for row in rows:
        markers = [*row.footnotes, *(m for a in row.assignments for m in a.footnotes)]
        if markers:
            yield row, markers


def check(draft: Draft) -> None:
    """Find markers without a footnote, and footnotes that nothing points to."""
    for part in draft.parts:
        defined = {note.marker for note in part.section.footnotes}
        used: set[str] = set()
        for row, markers in carried(part):
            used.update(markers)
            for marker in markers:
                if marker not in defined:
                    draft.find(
                        "footnote-without-a-text",
                        f"No footnote {marker} for: {row.text}",
                        part,
                        row.line,
                    )
        used |= {m for text in _texts(part) for m in _markers_in(text)}
        for note in part.section.footnotes:
            if note.marker not in used and not re.match(r"<?https?:", note.text):
                draft.find(
                    "footnote-without-a-target",
                    f"Nothing carries {note.marker}: {note.text}",
                    part,
                )


def _texts(part: Part) -> Iterator[str]:
    for block in part.blocks:
        if isinstance(block, Paragraph | Item):
            yield text_of(block)
        elif hasattr(block, "rows"):
            for row in block.rows:
                yield from row


def _markers_in(text: str) -> list[str]:
    found = split_markers(text.strip())[1]
    found += [
        m.translate(SUPERSCRIPTS) for m in re.findall(r"(?<=\w)[¹²³⁴⁵⁶⁷⁸⁹⁰]+", text)
    ]
    return found + re.findall(r"(?<=[\w)])\s?(\*{1,4})(?=[\s,.;]|$)", text)
