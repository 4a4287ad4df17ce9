"""Word files to blocks: the package is checked, mammoth makes HTML of it, HTML becomes blocks."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Any

import mammoth

from catalogue.reading.blocks import Block
from catalogue.reading.refusals import (
    ProtectedDocument,
    TooDeep,
    TooLarge,
    UnknownFormat,
    UnreadableDocument,
)

from .html import blocks_of_html
from .word_numbers import HeadingNumbers

MAX_ENTRIES = 5000
MAX_UNPACKED = 400 * 1024 * 1024
MAX_XML = 48 * 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED_PART = "EncryptedPackage".encode("utf-16-le")
_DOCUMENT = re.compile(r"word/document\d*\.xml")
_MARKUP = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)

_OLD = (
    "This is a Word file of the old kind (.doc). Open it in Word and save it as .docx."
)
_LOCKED = "This Word file is locked by a password. Save a copy without the password and try that."
_NO_WORD = "This file is no Word document. Save the guide as .docx, PDF, HTML, Markdown or text."
_BROKEN = (
    "This Word file is damaged. Open it in Word, save it as a new .docx and try that."
)
_SWOLLEN = (
    "This Word file unpacks to more than any guide holds. Save it anew without pictures,"
    " or as plain text."
)
_DEEP = "This Word file nests its parts deeper than can be read. Save it as plain text."

# On top of mammoth's own: a title is a heading, lists of contents repeat the headings.
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='heading 7'] => h6:fresh
p[style-name='heading 8'] => h6:fresh
p[style-name='heading 9'] => h6:fresh
p[style-name^='toc '] => !
"""


def blocks_of_word(data: bytes) -> list[Block]:
    """The blocks of a .docx file. Raises a kind of `UnreadableDocument`."""
    if data.startswith(_OLE):
        if _LOCKED_PART in data:
            raise ProtectedDocument(_LOCKED)
        raise UnknownFormat(_OLD)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            numbering = _checked(package)
        return blocks_of_html(_html(data, numbering))
    except (UnreadableDocument, MemoryError):
        raise
    except RecursionError:
        raise TooDeep(_DEEP) from None
    except Exception as problem:
        # What a damaged package makes a library raise cannot be listed.
        raise UnreadableDocument(_BROKEN) from problem


def _checked(package: zipfile.ZipFile) -> bytes:
    """Refuse packages that are traps before anything parses them; the part that numbers headings."""
    entries = package.infolist()
    if len(entries) > MAX_ENTRIES or _declared(entries) > MAX_UNPACKED:
        raise TooLarge(_SWOLLEN)
    if not any(_DOCUMENT.fullmatch(entry.filename) for entry in entries):
        raise UnknownFormat(_NO_WORD)
    if any(entry.flag_bits & 1 for entry in entries):
        raise ProtectedDocument(_LOCKED)
    left, numbering = MAX_XML, b""
    for entry in entries:
        if not entry.filename.lower().endswith((".xml", ".rels")):
            continue
        part = _part(package, entry, left)
        left -= len(part)
        # An entity can blow up to anything. In UTF-16 every other byte is a zero.
        if _MARKUP.search(part.replace(b"\0", b"")):
            raise UnreadableDocument(_BROKEN)
        if entry.filename == "word/numbering.xml":
            numbering = part
    return numbering


def _declared(entries: list[zipfile.ZipInfo]) -> int:
    return sum(entry.file_size for entry in entries)


def _part(package: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> bytes:
    """What an entry really unpacks to: the size that it declares may be a lie."""
    try:
        with package.open(entry) as stream:
            part = stream.read(limit + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as problem:
        raise UnreadableDocument(_BROKEN) from problem
    if len(part) > limit:
        raise TooLarge(_SWOLLEN)
    return part


def _html(data: bytes, numbering: bytes) -> str:
    html: str = mammoth.convert_to_html(
        io.BytesIO(data),
        style_map=_STYLES,
        convert_image=mammoth.images.img_element(_without_picture),
        transform_document=HeadingNumbers(numbering).printed,
        include_embedded_style_map=False,
        external_file_access=False,
    ).value
    return html


def _without_picture(image: Any) -> dict[str, str]:
    """Only what an image says counts; its bytes would swell the page."""
    return {"src": ""}
