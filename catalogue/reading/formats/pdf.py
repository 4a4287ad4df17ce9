"""PDF to blocks: each page as text in its layout, then read as a text file with pages is."""

from __future__ import annotations

import io

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, WrongPasswordError

from catalogue.reading.blocks import Block
from catalogue.reading.refusals import (
    EmptyDocument,
    ProtectedDocument,
    TooDeep,
    TooLarge,
    UnreadableDocument,
)

from .pdf_rows import settled
from .pdf_titles import TypeLine, marked, title_levels, type_lines

MAX_PAGES = 500
MAX_CHARACTERS = 20_000_000
# Letters that type sets as one sign; nobody searches for them. No database keeps a NUL.
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "\xad": None, "\0": None}
)

_LOCKED = (
    "This PDF is locked by a password. Save a copy without the password and try that."
)
_TOO_MANY_PAGES = (
    f"This PDF has more than {MAX_PAGES} pages, the most that can be read in. "
    "Split it into one file a guide."
)
_TOO_MUCH_TEXT = (
    "This PDF holds more text than any guide. Split it into one file a guide."
)
_NO_TEXT = (
    "This PDF holds no text; its pages look scanned. "
    "Run text recognition (OCR) over it first, or read in the document it was made from."
)
_BROKEN = (
    "This PDF is damaged. Open it, print or save it as a new PDF and try that, "
    "or read in the document it was made from."
)
_DEEP = "This PDF nests its parts deeper than can be read. Print it to a new PDF."


def blocks_of_pdf(data: bytes) -> list[Block]:
    """The blocks of a PDF; `line` is a line of its text. Raises a kind of `UnreadableDocument`."""
    from .text import blocks_of_text

    return blocks_of_text(text_of_pdf(data))


def text_of_pdf(data: bytes) -> str:
    """The text as it is laid out, titles as in Markdown, each further page begun by a form feed."""
    try:
        text = "\n\f".join(_pages(data))
    except (UnreadableDocument, MemoryError):
        raise
    except (DependencyError, FileNotDecryptedError, WrongPasswordError):
        raise ProtectedDocument(_LOCKED) from None
    except RecursionError:
        raise TooDeep(_DEEP) from None
    except Exception as problem:
        # What a damaged file makes the library raise cannot be listed.
        raise UnreadableDocument(_BROKEN) from problem
    if not any(character.isalnum() for character in text):
        raise EmptyDocument(_NO_TEXT)
    return text


def _pages(data: bytes) -> list[str]:
    reader = PdfReader(io.BytesIO(data))
    # Many files are locked against changes only: they open with an empty password.
    if reader.is_encrypted and not reader.decrypt(""):
        raise ProtectedDocument(_LOCKED)
    if len(reader.pages) > MAX_PAGES:
        raise TooLarge(_TOO_MANY_PAGES)
    texts: list[str] = []
    lines: list[list[TypeLine]] = []
    left = MAX_CHARACTERS
    for page in reader.pages:
        texts.append(_text(page))
        lines.append(type_lines(page))
        left -= len(texts[-1])
        if left < 0:
            raise TooLarge(_TOO_MUCH_TEXT)
    return [
        marked(settled(text), titles)
        for text, titles in zip(texts, title_levels(lines), strict=True)
    ]


def _text(page: PageObject) -> str:
    """A page in its layout, which keeps the columns of tables apart."""
    text: str = page.extract_text(extraction_mode="layout")
    return text.replace("\f", " ").translate(_LIGATURES)
