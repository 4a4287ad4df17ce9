"""Documents of every format into one stream of blocks."""

from __future__ import annotations

import re
from pathlib import PurePath

from catalogue.reading.blocks import Block
from catalogue.reading.refusals import EmptyDocument, UnknownFormat, UnreadableDocument
from catalogue.reading.source import Source, rendered

from .decode import decode

__all__ = ["UnreadableDocument", "read_blocks", "read_source"]

_HTML_NAMES = {".html", ".htm", ".xhtml"}
_HTML_START = re.compile(
    r"\s{0,200}(?:<\?xml[^>]{0,200}>\s{0,99})?<(?:!doctype\s+html|html)\b", re.I
)
_OLD_WORD = b"\xd0\xcf\x11\xe0"
_NOTHING = "Nothing to read was found in this document. Check that it holds text, not pictures."


def read_blocks(data: bytes, name: str) -> list[Block]:
    """The blocks of a document. Raises as `read_source` does."""
    return read_source(data, name).blocks


def read_source(data: bytes, name: str) -> Source:
    """A document whose format follows from its content, then from its name, in lines and blocks.

    Raises UnreadableDocument, in one of its kinds, when there is nothing that can be read.
    """
    source = _source(data, PurePath(name).suffix.lower())
    if not source.blocks:
        raise EmptyDocument(_NOTHING)
    return source


def _source(data: bytes, suffix: str) -> Source:
    if b"%PDF-" in data[:1024]:
        from .pdf import text_of_pdf
        from .text import source_of_text

        return source_of_text(text_of_pdf(data))
    if data.startswith(b"PK\x03\x04"):
        from .word import blocks_of_word

        return rendered(blocks_of_word(data))
    if data.startswith(_OLD_WORD):
        raise UnknownFormat(
            "Old Word files (.doc) cannot be read. Save the guide as .docx."
        )
    return _text_source(decode(data), suffix)


def _text_source(text: str, suffix: str) -> Source:
    if suffix in _HTML_NAMES or _HTML_START.match(text):
        from .html import blocks_of_html

        return rendered(blocks_of_html(text))
    from .text import source_of_text

    return source_of_text(text)
