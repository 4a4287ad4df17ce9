"""Bytes of a text file become text, or a refusal."""

from __future__ import annotations

import codecs
import unicodedata

from catalogue.reading.refusals import EmptyDocument, UnknownFormat

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 65536
_ODD_SHARE = 0.02


def decode(data: bytes) -> str:
    """The text of a file, newlines made "\\n".

    Raises EmptyDocument when it holds no text and UnknownFormat when it is no text.
    """
    text = _decoded(data)
    if _looks_binary(text):
        raise UnknownFormat(
            "This file holds no readable text. Save the guide as text, Markdown, HTML,"
            " PDF or Word (.docx) and read it in again."
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    text = text.replace("\u00a0", " ").replace("\u200b", "").replace("\ufeff", "")
    if not text.strip():
        raise EmptyDocument("This file is empty. Choose the file that holds the guide.")
    return text.replace("\v", "\n")


def _decoded(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if unmarked := _utf_16_without_mark(data):
        return data.decode(unmarked, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _utf_16_without_mark(data: bytes) -> str:
    """Western text in UTF-16 has a NUL in nearly every second byte."""
    sample = data[:_SAMPLE]
    half = len(sample) // 2
    if half < 2 or len(data) % 2:
        return ""
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if sample[start::2].count(0) > 0.7 * half and not sample[1 - start :: 2].count(
            0
        ):
            return encoding
    return ""


def _looks_binary(text: str) -> bool:
    if "\0" in text:
        return True
    sample = text[:_SAMPLE]
    odd = sum(
        char == "\ufffd"
        or (unicodedata.category(char) == "Cc" and char not in "\t\n\r\f\v")
        for char in sample
    )
    return odd > max(2, _ODD_SHARE * len(sample))
