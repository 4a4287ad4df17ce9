"""Footnotes: lines that begin with a marker, joined to the cells and lines that carry it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from catalogue.portable import form
from catalogue.reading.blocks import Item, Paragraph, Table

from .draft import Draft, Part, clean
from .marks import SUPERSCRIPTS

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
        below = _is_below_table(part, block)
        wanted = _markers_of(part) | ({block.marker} if below else set())  # type: ignore[union-attr]
        marker, text = _marker(raw, block, wanted)
        if not marker or (
            marker.isdigit() and not _is_wanted(draft, part, marker, text)
        ):
            continue
        home = part if below else _home(draft, part, marker)
        home.section.footnotes.append(form.Footnote(marker, clean(text)))
        draft.take(block)


def _is_below_table(part: Part, block: Paragraph | Item) -> bool:
    """A single starred line right below a table is a note to it, even when no row carries the star."""
    if not isinstance(block, Item) or not set(block.marker) <= {"*"}:
        return False
    before = next((one for one, two in pairwise(part.blocks) if two is block), None)
    stars = [b for b in part.blocks if isinstance(b, Item) and b.marker == block.marker]
    return isinstance(before, Table) and len(stars) == 1 and block.text[-1:] == "."


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
        bracketed = re.fullmatch(r"\((\d{1,2})\)|\[(\d{1,2})\]", block.marker)
        if bracketed and (number := bracketed[1] or bracketed[2]) in wanted:
            return number, raw
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
