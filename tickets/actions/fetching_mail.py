"""Fetching mail from a mailbox, where no mail server hands it over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.conf import settings

from tickets.inbound import mailbox
from tickets.inbound.message import LARGEST
from tickets.models import InboundMail

from .receiving import receive, store
from .recording import SYSTEM

TOO_LARGE = (
    "The message has {size:.0f} MB, and at most 25 are taken: only its headers are kept. Ask the sender "
    "to send the files in parts."
)


def fetch(now: dt.datetime, connect: Callable[[str], Any] = mailbox.connect) -> int:
    """Take what lies in the mailbox of `REMIT_IMAP_URL`; how many messages, 0 without one.

    A message is deleted there after the transaction that keeps it here. Raises `MailboxTrouble`.
    """
    if not settings.IMAP_URL:
        return 0
    server = connect(settings.IMAP_URL)
    try:
        return mailbox.empty(server, _keeper(now), largest=LARGEST)
    finally:
        with suppress(Exception):  # the server may be gone already
            server.logout()


def _keeper(now: dt.datetime) -> Callable[[bytes, int], None]:
    def keep(raw: bytes, size: int) -> None:
        if size <= LARGEST:
            receive(raw, at=now)
            return
        row = store(raw, at=now)
        waiting = InboundMail.objects.filter(pk=row.pk, state=InboundMail.State.WAITING)
        waiting.update(
            state=InboundMail.State.FAILED,
            reason=TOO_LARGE.format(size=size / 1024 / 1024),
            settled_at=now,
            settled_by=SYSTEM.name,
        )

    return keep
