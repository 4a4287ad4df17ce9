"""Cells as printed: a mark with its footnote markers in one text, and blocks from a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Sequence

from catalogue.reading.readers.marks import SUPERSCRIPTS, split_markers

_RAISED = {plain: raised for raised, plain in SUPERSCRIPTS.items()}
_SYMBOL = re.compile(r"\*+|†+|‡+|§+")
_NAMED = re.compile(r"\s*\[([^\[\]]{1,100})\]\s*$")


def printed(mark: str, markers: Sequence[str]) -> str:
    """A mark with its markers behind it, those that it does not carry itself."""
    own = cell_parts(mark, markers)[1]
    missing = [_raised(each) for each in markers if each not in own]
    apart = " " if missing and (own or missing[0].startswith("[")) else ""
    return mark + apart + " ".join(missing)


def cell_parts(text: str, known: Collection[str] = ()) -> tuple[str, list[str]]:
    """A cell as printed, and the footnote markers on it.

    `*`, `†`, `¹`, `(1)` and `[1]` are markers wherever they end a cell; another word in square
    brackets only when it is among the `known` ones. The text keeps what is printed.
    """
    rest, markers = text, list[str]()
    while True:
        rest, found = split_markers(rest)
        markers[:0] = found
        match = _NAMED.search(rest)
        if not match or match[1] not in known or not rest[: match.start()].strip():
            return text, markers
        markers.insert(0, match[1])
        rest = rest[: match.start()]


def block_of(text: str) -> list[list[str]]:
    """A block copied from a spreadsheet: tab-separated, cells of several lines in quotes."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    if not text:
        return []
    try:
        rows = list(csv.reader(io.StringIO(text), "excel-tab", strict=True))
    except csv.Error:
        # A lone quotation mark is text, as in 19" rack.
        rows = [line.split("\t") for line in text.split("\n")]
    return [row or [""] for row in rows]


def markers_of(text: str) -> list[str]:
    """A typed list of markers: parted by commas or blanks, superscripts as plain digits."""
    words = re.split(r"[,;\s]+", text.translate(SUPERSCRIPTS))
    return list(dict.fromkeys(word.strip("()[]") for word in words if word))


def _raised(marker: str) -> str:
    if marker.isascii() and marker.isdecimal():
        return marker.translate(_RAISED)
    return marker if _SYMBOL.fullmatch(marker) else f"[{marker}]"
