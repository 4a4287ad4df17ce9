"""Kinds of files that a ticket may carry: known by the end of the name and by how they begin.

Neither what a browser calls a file nor its name alone is believed.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

HEAD = 2048  # bytes in which a signature stands
MOST_ENTRIES = 20_000  # of an archive
WIDE = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
TEXT_CONTROLS = frozenset(b"\t\n\r\f\x0b\x1b\x08")
BINARY_BYTES = frozenset(range(32)) - TEXT_CONTROLS
PCAP = (
    b"\xa1\xb2\xc3\xd4",
    b"\xd4\xc3\xb2\xa1",
    b"\xa1\xb2\x3c\x4d",
    b"\x4d\x3c\xb2\xa1",
)


@dataclass(frozen=True)
class Kind:
    """A kind of file: what it is called, its media type, and whether some bytes are one."""

    words: str
    media_type: str
    fits: Callable[[bytes], bool]


def _starts(*signatures: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(signatures)


def _is_webp(content: bytes) -> bool:
    return content[:4] == b"RIFF" and content[8:12] == b"WEBP"


def _is_pdf(content: bytes) -> bool:
    return b"%PDF-" in content[:1024]


def is_text(content: bytes) -> bool:
    """Whether bytes are a text: UTF-16 with its mark, or bytes without control characters."""
    encoding = WIDE.get(content[:2])
    if encoding:
        try:
            return "\0" not in content.decode(encoding)
        except UnicodeDecodeError:
            return False
    return not content.translate(None, bytes(set(range(256)) - BINARY_BYTES))


def _holds(*names: str) -> Callable[[bytes], bool]:
    """An archive with an entry under one of these names; nothing of it is unpacked."""

    def fits(content: bytes) -> bool:
        entries = _entries(content)
        return any(entry.startswith(names) for entry in entries)

    return fits


def _is_zip(content: bytes) -> bool:
    return content[:4] in (b"PK\x03\x04", b"PK\x05\x06")


def _entries(content: bytes) -> list[str]:
    # Each entry takes 46 bytes of the directory at its end, and is read before it can be counted.
    if not _is_zip(content) or content.count(b"PK\x01\x02") > MOST_ENTRIES:
        return []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return []
    return names


def _opendocument(media_type: bytes) -> Callable[[bytes], bool]:
    """The format asks for its type as first entry of the archive, not packed."""
    return lambda content: (
        _is_zip(content) and b"mimetype" + media_type in content[:200]
    )


_TEXT = ("a text", "text/plain", is_text)
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_JPEG = Kind("a JPEG picture", "image/jpeg", _starts(b"\xff\xd8\xff"))

KINDS = {
    "png": Kind("a PNG picture", "image/png", _starts(b"\x89PNG\r\n\x1a\n")),
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "gif": Kind("a GIF picture", "image/gif", _starts(b"GIF87a", b"GIF89a")),
    "webp": Kind("a WebP picture", "image/webp", _is_webp),
    "pdf": Kind("a PDF document", "application/pdf", _is_pdf),
    "txt": Kind(*_TEXT),
    "log": Kind(*_TEXT),
    "csv": Kind("a text", "text/csv", is_text),
    "json": Kind("a text", "application/json", is_text),
    "har": Kind("a text", "application/json", is_text),
    "xml": Kind("a text", "application/xml", is_text),
    "eml": Kind("a message", "message/rfc822", is_text),
    "msg": Kind(
        "an Outlook message",
        "application/vnd.ms-outlook",
        _starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ),
    "docx": Kind("a Word document", f"{_OFFICE}wordprocessingml.document", _holds("word/")),
    "xlsx": Kind("an Excel workbook", f"{_OFFICE}spreadsheetml.sheet", _holds("xl/")),
    "pptx": Kind(
        "a PowerPoint file", f"{_OFFICE}presentationml.presentation", _holds("ppt/")
    ),
    "odt": Kind(
        "an OpenDocument text", f"{_OPEN}text", _opendocument(f"{_OPEN}text".encode())
    ),
    "ods": Kind(
        "an OpenDocument sheet",
        f"{_OPEN}spreadsheet",
        _opendocument(f"{_OPEN}spreadsheet".encode()),
    ),
    "zip": Kind("a zip archive", "application/zip", _is_zip),
    "gz": Kind("a gzip archive", "application/gzip", _starts(b"\x1f\x8b")),
    "pcap": Kind("a packet capture", "application/vnd.tcpdump.pcap", _starts(*PCAP)),
    "pcapng": Kind(
        "a packet capture", "application/x-pcapng", _starts(b"\x0a\x0d\x0d\x0a")
    ),
}  # fmt: skip
