"""A mailbox on another server, read over IMAP and TLS: each message is deleted once it is kept."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

PORT = 993  # of IMAP over TLS
SECONDS = 30  # for each step with the server
AT_ONCE = 100  # messages of one visit
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class MailboxTrouble(Exception):
    """The server does not do as it should; the message says in which step."""


def connect(url: str) -> Any:
    """A connection to the mailbox of `imaps://user:password@host/INBOX`, signed in, folder open.

    Raises `MailboxTrouble`, which never shows the password.
    """
    parts = urlsplit(url)
    folder = unquote(parts.path.strip("/")) or "INBOX"
    try:
        server = imaplib.IMAP4_SSL(
            parts.hostname or "",
            parts.port or PORT,
            ssl_context=ssl.create_default_context(),
            timeout=SECONDS,
        )
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        _ask("opening the folder", server.select, f'"{folder}"')
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxTrouble(
            f"The mailbox at {parts.hostname} cannot be opened: {type(error).__name__}."
        ) from None
    return server


def empty(server: Any, keep: Callable[[bytes, int], None], *, largest: int) -> int:
    """Hand each message to `keep` and then delete it there, at most 100; how many.

    `keep` gets the message and its size; of one larger than `largest` only the headers. A message
    that `keep` does not take stays, and with it those behind it.
    """
    found = _ask("listing", server.uid, "SEARCH", None, "UNDELETED")
    uids = (found[0] or b"").split()[:AT_ONCE]
    done = 0
    try:
        for uid in uids:
            size = _size(server, uid)
            what = "(BODY.PEEK[])" if size <= largest else "(BODY.PEEK[HEADER])"
            keep(_fetched(server, uid, what), size)
            _ask("deleting", server.uid, "STORE", uid, "+FLAGS.SILENT", r"(\Deleted)")
            done += 1
    finally:
        if done:
            _ask("deleting", server.expunge)
    return done


def _size(server: Any, uid: bytes) -> int:
    answer = _ask("reading a size", server.uid, "FETCH", uid, "(RFC822.SIZE)")
    said = b" ".join(
        part if isinstance(part, bytes) else part[0] for part in answer if part
    )
    found = _SIZE.search(said)
    if found is None:
        raise MailboxTrouble("The mail server gave no size.")
    return int(found[1])


def _fetched(server: Any, uid: bytes, what: str) -> bytes:
    answer = _ask("reading a message", server.uid, "FETCH", uid, what)
    for part in answer:
        if isinstance(part, tuple):
            return bytes(part[1])
    raise MailboxTrouble("The mail server gave no message.")


def _ask(step: str, command: Callable[..., Any], *args: Any) -> Any:
    try:
        said, answer = command(*args)
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxTrouble(
            f"{step.capitalize()} failed: {type(error).__name__}."
        ) from None
    if said != "OK":
        raise MailboxTrouble(f"{step.capitalize()} was refused by the mail server.")
    return answer
