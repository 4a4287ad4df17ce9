"""The parts of a message: its words, and the files that are enclosed."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message

from tickets.inbound.words import from_html
from tickets.wording import cleaned

MOST_PARTS = 200
LONGEST_TEXT = 1_000_000  # characters of the words
_NAMES_ONLY = ("punycode", "idna")  # codings of short names: a long text takes hours
_SIGNATURES = ("application/pkcs7-signature", "application/x-pkcs7-signature")
_SILENT = {*_SIGNATURES, "application/pgp-signature"}
_ENDINGS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "application/pdf": "pdf",
    "text/plain": "txt",
    "text/csv": "csv",
    "application/json": "json",
    "message/rfc822": "eml",
}


@dataclass(frozen=True)
class Enclosed:
    """A file in a message, read as one is that a form uploads."""

    name: str
    content: bytes

    def read(self, size: int, /) -> bytes:
        return self.content[:size]


def contents(message: Message) -> tuple[str, list[Enclosed]]:
    """The words and the files. Plain text is preferred; HTML is read where there is no other."""
    plain: list[str] = []
    pages: list[str] = []
    files: list[Enclosed] = []
    for part in _leaves(message):
        kind = part.get_content_type()
        is_file = part.get_content_disposition() == "attachment" or bool(_name(part))
        if kind in _SILENT:
            continue
        if is_file or kind not in ("text/plain", "text/html"):
            files.append(_file(part, kind, len(files) + 1))
        else:
            (plain if kind == "text/plain" else pages).append(_text(part))
    words = cleaned("\n".join(plain))
    if not words:
        words = cleaned("\n".join(from_html(page) for page in pages))
    return words[:LONGEST_TEXT], files


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that hold no others, in order; a message within the message is one file."""
    waiting, seen = [message], 0
    while waiting and seen < MOST_PARTS:
        part = waiting.pop()
        seen += 1
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            waiting += [each for each in reversed(inner) if isinstance(each, Message)]
        else:
            yield part


def _text(part: Message) -> str:
    """The characters of a part. A character set that is none or a lie leaves replacements."""
    content = _bytes(part)[: 4 * LONGEST_TEXT]
    try:
        charset = part.get_content_charset() or "utf-8"
        if codecs.lookup(charset).name in _NAMES_ONLY:
            raise LookupError(charset)
        return content.decode(charset, "replace")
    except (LookupError, ValueError, UnicodeError):
        return content.decode("utf-8", "replace")


def _file(part: Message, kind: str, number: int) -> Enclosed:
    ending = _ENDINGS.get(kind, "")
    unnamed = f"part {number}.{ending}" if ending else f"part {number} ({kind})"
    return Enclosed(_name(part) or unnamed, _bytes(part))


def _name(part: Message) -> str:
    """The name of a file, decoded: senders use the coding of headers where they must not."""
    try:
        given = part.get_filename() or ""
        return str(make_header(decode_header(given)))
    except Exception:  # the library raises whatever a hostile name makes it trip over
        return "file"


def _bytes(part: Message) -> bytes:
    """The content; of a message within the message, its source."""
    if part.get_content_maintype() in ("message", "multipart"):
        inner = part.get_payload()
        whole = inner[0] if isinstance(inner, list) and inner else part
        return whole.as_bytes() if isinstance(whole, Message) else b""
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError):
        return b""
    return content if isinstance(content, bytes) else b""
