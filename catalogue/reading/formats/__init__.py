"""Documents of every format into one stream of blocks."""

from __future__ import annotations

import re
from pathlib import PurePath

from catalogue.reading.blocks import Block
from catalogue.reading.refusals import EmptyDocument, UnknownFormat, UnreadableDocument

from .decode import decode

__all__ = ["UnreadableDocument", "read_blocks"]

_HTML_NAMES = {".html", ".htm", ".xhtml"}
_HTML_START = re.compile(
    r"\s{0,200}(?:<\?xml[^>]{0,200}>\s{0,99})?<(?:!doctype\s+html|html)\b", re.I
)
_OLD_WORD = b"\xd0\xcf\x11\xe0"
_NOTHING = "Nothing to read was found in this document. Check that it holds text, not pictures."


def read_blocks(data: bytes, name: str) -> list[Block]:
    """Blocks of a document whose format follows from its content, then from its name.

    Raises UnreadableDocument, in one of its kinds, when there is nothing that can be read.
    """
    blocks = _blocks(data, PurePath(name).suffix.lower())
    if not blocks:
        raise EmptyDocument(_NOTHING)
    return blocks


def _blocks(data: bytes, suffix: str) -> list[Block]:
    if b"%PDF-" in data[:1024]:
        from .pdf import blocks_of_pdf

        return blocks_of_pdf(data)
    if data.startswith(b"PK\x03\x04"):
        from .word import blocks_of_word

        return blocks_of_word(data)
    if data.startswith(_OLD_WORD):
        raise UnknownFormat(
            "Old Word files (.doc) cannot be read. Save the guide as .docx."
        )
    return _text_blocks(decode(data), suffix)


def _text_blocks(text: str, suffix: str) -> list[Block]:
    if suffix in _HTML_NAMES or _HTML_START.match(text):
        from .html import blocks_of_html

        return blocks_of_html(text)
    from .text import blocks_of_text

    return blocks_of_text(text)
