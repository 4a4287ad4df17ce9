"""Outgoing mail: written in the transaction of what it tells, sent by a sweep afterwards.

So nothing is told that did not happen, and nothing that happened is lost with a mail server. A mail
is claimed before it is sent: of two workers one sends it. A worker that dies between the server's
“accepted” and its own note leaves a mail that is sent again; its Message-ID is then the same.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import secrets
import smtplib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F, Q, QuerySet

from catalogue.models import Mail
from catalogue.platform import jobs

logger = logging.getLogger(__name__)

# How long a claim holds: well above what one mail may take (`EMAIL_TIMEOUT` for each step).
CLAIM = dt.timedelta(minutes=10)
ATTEMPTS = 8  # within a day
FIRST_PAUSE = dt.timedelta(minutes=10)  # doubled after each attempt
AT_ONCE = 500  # mails of one sweep
LONGEST_SUBJECT = 200
LONGEST_ERROR = 500
NO_ADDRESS = "This is no mail address."


@dataclass(frozen=True)
class Letter:
    """A mail to write. `key` names the event and the person: nobody gets one key twice.

    `customer` and `provider` are primary keys: whose it is, and whose staff may read it. Mails of
    one `thread` stand together in a mail program. `due_at` holds a mail back until then.
    """

    key: str
    recipient: str
    subject: str
    text: str
    html: str = ""
    customer: int | None = None
    provider: int | None = None
    thread: str = ""
    reply_to: str = ""
    due_at: dt.datetime | None = None


def key_of(event: str, recipient: str) -> str:
    """The key of an event's mail to a person; the address itself does not stand in it."""
    return f"{event}:{hashlib.sha256(recipient.lower().encode()).hexdigest()[:32]}"


def absolute(path: str) -> str:
    """The full address of a page of the portal, for mail."""
    return f"{settings.REMIT_URL.rstrip('/')}{path}"


@transaction.atomic
def post(letters: Iterable[Letter], *, at: dt.datetime) -> int:
    """Write mails to be sent as soon as this transaction is in; how many were handed over.

    One whose key is known already is left as it is. What cannot be an address is kept as given up.
    """
    rows = [_row(letter, at) for letter in letters]
    Mail.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)


def send_due(now: dt.datetime) -> int:
    """Send what waits, oldest first, at most 500; how many were sent.

    Raises what the mail server says when it cannot be reached: that is no fault of a mail, and
    counts as no attempt.
    """
    clock = jobs.running_clock(now)
    waiting = list(
        _free(now).order_by("due_at", "pk").values_list("pk", flat=True)[:AT_ONCE]
    )
    if not waiting:
        return 0
    sent = 0
    with get_connection() as server:
        for pk in waiting:
            if jobs.stopping.is_set():
                break
            mail = _claimed(pk, clock())
            if mail is None:
                continue
            delivered = _send(mail, server, clock)
            sent += delivered
            if not delivered:
                # What follows on a connection that failed would fail with it.
                server.close()
                server.open()
    return sent


@transaction.atomic
def send_again(mails: QuerySet[Mail], *, at: dt.datetime) -> int:
    """Put mails that wait for another attempt, or were given up, in the queue again; how many."""
    possible = mails.filter(sent_at=None, claimed_at=None).exclude(error=NO_ADDRESS)
    return possible.update(given_up_at=None, error="", attempts=0, due_at=at)


@transaction.atomic
def recall(event: str) -> list[str]:
    """Take back an event's mails that are not sent yet; who has got one, or is getting it."""
    _of(event).filter(sent_at=None, claimed_at=None).delete()
    return told(event)


def told(event: str) -> list[str]:
    """Who got an event's mail, or is getting it now."""
    rows = _of(event).exclude(sent_at=None, claimed_at=None)
    return list(rows.values_list("recipient", flat=True))


def first_of(thread: str) -> str:
    """The Message-ID that all mail of a thread refers to; answers to it name it."""
    return _name(f"thread:{thread}")


def is_own(message_id: str) -> bool:
    """Whether a Message-ID is in the form of ours: mail that came back to where it was sent from."""
    digest, _, domain = message_id.strip("<>").partition("@")
    own = _name("").strip("<>").partition("@")[2]
    return (
        domain == own
        and len(digest) == 32
        and not set(digest) - set("0123456789abcdef")
    )


def _of(event: str) -> QuerySet[Mail]:
    return Mail.objects.filter(key__startswith=f"{event}:")


def _row(letter: Letter, at: dt.datetime) -> Mail:
    mail = Mail(
        key=letter.key,
        recipient=" ".join(letter.recipient.split())[:254],
        # On one line: a line break would begin another header.
        subject=" ".join(letter.subject.split())[:LONGEST_SUBJECT],
        text=letter.text,
        html=letter.html,
        customer_id=letter.customer,
        provider_id=letter.provider,
        thread=letter.thread,
        reply_to=letter.reply_to,
        created_at=at,
        due_at=max(letter.due_at or at, at),
    )
    try:
        validate_email(letter.recipient)
    except ValidationError:
        mail.given_up_at, mail.error = at, NO_ADDRESS
    return mail


def _free(at: dt.datetime) -> QuerySet[Mail]:
    """What may be sent now. A claim older than `CLAIM` is a dead worker's."""
    unclaimed = Q(claimed_at=None) | Q(claimed_at__lte=at - CLAIM)
    return Mail.objects.waiting().filter(unclaimed, due_at__lte=at)


def _claimed(pk: int, at: dt.datetime) -> Mail | None:
    """The mail, taken by a conditional UPDATE; None when another worker has it."""
    token = secrets.token_hex(16)
    values: dict[str, Any] = {"claim": token, "claimed_at": at}
    if not _free(at).filter(pk=pk).update(attempts=F("attempts") + 1, **values):
        return None
    return Mail.objects.get(pk=pk)


def _send(mail: Mail, server: Any, clock: jobs.Clock) -> bool:
    try:
        _message(mail, server).send()
    except Exception as failure:
        # Neither address nor text: logs are read by more people than the mail.
        logger.warning("Mail %s is not sent: %s", mail.pk, type(failure).__name__)
        _settle(mail, **_failed(mail, failure, clock()))
        return False
    _settle(mail, sent_at=clock(), error="")
    return True


def _message(mail: Mail, server: Any) -> EmailMultiAlternatives:
    headers = {"Message-ID": _name(mail.key), "Auto-Submitted": "auto-generated"}
    if mail.thread:
        # A first message that nobody has: mail programs gather what refers to it.
        first = first_of(mail.thread)
        headers |= {"In-Reply-To": first, "References": first}
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        to=[mail.recipient],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        connection=server,
        headers=headers,
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def _name(text: str) -> str:
    """A Message-ID that is always the same for the same text, and tells nothing of it."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    return f"<{hashlib.sha256(text.encode()).hexdigest()[:32]}@{domain}>"


def _failed(mail: Mail, failure: Exception, at: dt.datetime) -> dict[str, Any]:
    """What becomes of a mail after a failed attempt: a later one, or none."""
    error = f"{type(failure).__name__}: {failure}"[:LONGEST_ERROR]
    if mail.attempts >= ATTEMPTS or _is_final(failure):
        return {"error": error, "given_up_at": at}
    pause = FIRST_PAUSE * 2 ** (mail.attempts - 1)
    return {"error": error, "due_at": at + pause}


def _is_final(failure: Exception) -> bool:
    """Whether the server said that this recipient will never do."""
    if not isinstance(failure, smtplib.SMTPRecipientsRefused):
        return False
    return all(500 <= code < 600 for code, _ in failure.recipients.values())


def _settle(mail: Mail, **values: Any) -> None:
    """Write what came of the attempt and give the claim back, unless another worker took it over."""
    own = Mail.objects.filter(pk=mail.pk, claim=mail.claim)
    own.update(claim="", claimed_at=None, **values)
