"""A raw message as values: who wrote it, to whom, what it answers, its words and its files.

Whatever is odd about it (headers that are none, character sets nobody knows, parts within parts) is
survived: what cannot be read is left out. Nothing in it is proof of who sent it.
"""

from __future__ import annotations

import email
import hashlib
import re
from dataclasses import dataclass
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

from tickets.inbound.parts import Enclosed, contents
from tickets.wording import on_one_line

LARGEST = 25 * 1024 * 1024  # bytes of a message
HEAD = 256 * 1024  # bytes in which headers stand
LONGEST_ID = 490
MOST_IDS = 100  # messages that one answers
MOST_ADDRESSES = 100
LONGEST_HEADER = 10_000
MOST_ADDRESS_HEADERS = 20
# The library takes time that grows with the square of these, and with each line.
LONGEST_FIELD = 20_000  # bytes of a header that says what a part is
MOST_LINES = 500_000  # 25 MB of files have 350,000
_LONG_FIELD = re.compile(
    rb"(?:^|\r)content-[a-z-]{1,40}[ \t]*:(?:[^\r\n]|\r?\n[ \t]|\r[ \t]){%d}"
    % LONGEST_FIELD,
    re.I | re.M,
)
_IDS = re.compile(rf"<[^<>\s]{{1,{LONGEST_ID}}}>")
_TO = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
_BULK = {"bulk", "list", "junk", "auto_reply"}
_DAEMONS = {"mailer-daemon", "postmaster"}


class Unreadable(ValueError):
    """A message that is none: it nests too deeply, or is made to keep its reader busy."""


@dataclass(frozen=True)
class Incoming:
    """What a message says. Addresses are in lower case; `sender` is blank unless there is just one.

    `answers` are the Message-IDs it refers to; `automatic` says why it takes a program for its
    author.
    """

    sender: str
    recipients: tuple[str, ...]
    subject: str
    answers: frozenset[str] = frozenset()
    automatic: str = ""
    text: str = ""
    files: tuple[Enclosed, ...] = ()


NOTHING = Incoming(sender="", recipients=(), subject="")


def identity(raw: bytes) -> str:
    """The Message-ID, or a digest of the message where it has none that is one."""
    found = _IDS.search(header(_head(raw), "Message-ID"))
    return found[0] if found else digest(raw)


def is_same(one: bytes, other: bytes) -> bool:
    """Whether two messages of one Message-ID are one, delivered twice: same author, same content."""
    return _signed(one) == _signed(other)


def other_identity(raw: bytes) -> str:
    """What names a message whose Message-ID another one has taken; the same at each delivery."""
    return digest(b"\n\n".join(_signed(raw)))


def _signed(raw: bytes) -> tuple[bytes, bytes]:
    """Who says to have written it, and all below the headers, which grow on the way."""
    head = _head(raw)
    parts = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)
    body = parts[1].replace(b"\r\n", b"\n") if len(parts) > 1 else b""
    return header(head, "From").encode("utf-8", "replace"), body


def digest(raw: bytes) -> str:
    """What names a message that does not name itself."""
    return f"sha256:{hashlib.sha256(raw).hexdigest()}"


def read_head(raw: bytes) -> Incoming:
    """What the headers alone say."""
    return _read(_head(raw), "", ())


def read(raw: bytes) -> Incoming:
    """The message with its words and files; raises `Unreadable` for one that nobody would write."""
    if raw.count(b"\n") > MOST_LINES or raw.count(b"\r") > MOST_LINES:
        raise Unreadable("It has too many lines.")
    if _LONG_FIELD.search(raw):
        raise Unreadable("A header of it is too long.")
    try:
        message = email.message_from_bytes(raw)
        text, files = contents(message)
        return _read(message, text, tuple(files))
    except RecursionError:
        raise Unreadable("Its parts nest too deeply.") from None


def header_lines(raw: bytes) -> list[tuple[str, str]]:
    """The headers as they stand, decoded, to be looked at."""
    message = _head(raw)
    return [(name, _decoded(value)) for name, value in message.raw_items()][:100]


def header(message: Message, name: str) -> str:
    """A header on one line, decoded; blank without one."""
    return on_one_line(_decoded(message.get(name, "")))


def _read(message: Message, text: str, files: tuple[Enclosed, ...]) -> Incoming:
    senders = _addresses(message, "From")
    refers = " ".join(header(message, name) for name in ("In-Reply-To", "References"))
    return Incoming(
        sender=senders[0] if len(senders) == 1 else "",
        recipients=tuple(_addresses(message, *_TO)),
        subject=header(message, "Subject"),
        answers=frozenset(_IDS.findall(refers)[-MOST_IDS:]),
        automatic=_automatic(message, senders),
        text=text,
        files=files,
    )


def _head(raw: bytes) -> Message:
    end = re.search(rb"\r?\n\r?\n", raw[:HEAD])
    return email.message_from_bytes(raw[: end.end() if end else HEAD])


def _decoded(value: object) -> str:
    """A header in its own characters; as it stands where its coding is none."""
    given = str(value)[:LONGEST_HEADER]
    try:
        pieces = decode_header(given)
    except (ValueError, IndexError, email.errors.HeaderParseError):
        return given
    return "".join(
        piece if isinstance(piece, str) else _characters(piece, charset)
        for piece, charset in pieces
    )


def _characters(piece: bytes, charset: str | None) -> str:
    try:
        return piece.decode(charset or "latin-1", "replace")
    except (LookupError, ValueError):
        return piece.decode("latin-1")


def _addresses(message: Message, *names: str) -> list[str]:
    """The addresses of some headers, each once, in lower case."""
    values = [value for n in names for value in message.get_all(n, [])]
    given = [str(value)[:LONGEST_HEADER] for value in values[:MOST_ADDRESS_HEADERS]]
    try:
        found = [address.strip().lower() for _, address in getaddresses(given)]
    except (ValueError, IndexError):
        return []
    fit = [a for a in found if a.count("@") == 1 and len(a) <= 254 and a.isprintable()]
    return list(dict.fromkeys(fit))[:MOST_ADDRESSES]


def _automatic(message: Message, senders: list[str]) -> str:
    """Why it takes a program for the author of a message; blank if a person may have written it."""
    submitted = header(message, "Auto-Submitted").partition(";")[0].strip().lower()
    if submitted not in ("", "no"):
        return f"An automatic message (Auto-Submitted: {submitted[:60]})."
    precedence = header(message, "Precedence").lower()
    if precedence in _BULK:
        return f"Mail to many (Precedence: {precedence})."
    if message.get("List-Id") is not None:
        return "Mail of a mailing list (List-Id)."
    if message.get("X-Autoreply") or message.get("X-Autorespond"):
        return "An automatic answer (X-Autoreply)."
    if (
        header(message, "Return-Path") == "<>"
        or message.get_content_type() == "multipart/report"
    ):
        return "A report of a mail server (no sender to return it to)."
    if any(sender.partition("@")[0] in _DAEMONS for sender in senders):
        return "A report of a mail server."
    return ""
