"""Mail that comes in: kept as it came, then read, and made a comment, a ticket or a stray.

Two steps in two transactions, so that nothing which a mail server handed over is lost: `store` takes a
message once by its Message-ID, `settle` decides what becomes of it. From can be forged and neither SPF
nor DKIM is looked at here: mail opens tickets and comments on them, and never approves, closes or
cancels one.
"""

from __future__ import annotations

import datetime as dt
import logging

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction

from catalogue.platform import outbox
from tickets.inbound import addresses, message
from tickets.inbound.message import Incoming
from tickets.models import InboundMail
from tickets.wording import on_one_line

from .mail_routing import Route, route_of
from .mailing import Settled, comment_on, open_from
from .recording import SYSTEM
from .refusals import Refused

logger = logging.getLogger(__name__)

State = InboundMail.State
HOUR = dt.timedelta(hours=1)
DATABASE_TROUBLE = (OperationalError, InterfaceError)
AT_ONCE = 200  # messages of one sweep
UNREADABLE = (
    "The message cannot be read: download it, and ask the sender for another one."
)
FAULT = "Reading stopped with a fault of the program; it has been logged."


class TooLarge(Exception):
    """The message is larger than 25 MB; the message says what the sender may do."""


def store(raw: bytes, *, at: dt.datetime, recipient: str = "") -> InboundMail:
    """Keep a message; the same one again leads to the row that is there.

    Another one under its Message-ID, which anybody can write, is kept beside it. `recipient` is the envelope's, where the mail server tells. Raises `TooLarge`.
    """
    if len(raw) > message.LARGEST:
        raise TooLarge("The message is larger than 25 MB: send its files in parts.")
    head, name = _head_of(raw)
    own = [address for address in head.recipients if addresses.is_ours(address)]
    to = on_one_line(recipient).lower() or next(iter([*own, *head.recipients]), "")
    row = InboundMail(
        message_id=name,
        sender=head.sender,
        recipient=to[:254],
        subject=head.subject[:500],
        raw=raw,
        received_at=at,
    )
    InboundMail.objects.bulk_create([row], ignore_conflicts=True)
    kept = InboundMail.objects.get(message_id=name)
    if _is_same(bytes(kept.raw), raw):
        return kept
    row.message_id = message.other_identity(raw)
    InboundMail.objects.bulk_create([row], ignore_conflicts=True)
    return InboundMail.objects.defer("raw").get(message_id=row.message_id)


def _is_same(kept: bytes, raw: bytes) -> bool:
    """Whether it is the same message; one that nobody can read is the same byte by byte only."""
    return kept == raw or message.is_same(kept, raw)


def _head_of(raw: bytes) -> tuple[Incoming, str]:
    """What the headers say, and the identity: a message that trips the reader is kept like others."""
    try:
        return message.read_head(raw), message.identity(raw)
    except Exception:
        logger.exception("The headers of an inbound mail cannot be read")
        return message.NOTHING, message.digest(raw)


def receive(raw: bytes, *, at: dt.datetime, recipient: str = "") -> InboundMail:
    """Keep a message and settle it; what goes wrong with that is left to the sweep."""
    row = store(raw, at=at, recipient=recipient)
    if row.state == State.WAITING:
        try:
            settle(row.pk, at=at)
        except DATABASE_TROUBLE:
            logger.warning("Inbound mail %s is kept and waits to be settled", row.pk)
    return row


def settle_waiting(now: dt.datetime) -> int:
    """Settle what still waits, the oldest first; how many.

    A message that the database will not have now keeps no other waiting: it waits for the next run.
    """
    waiting = InboundMail.objects.filter(state=State.WAITING).order_by("pk")
    done = 0
    for pk in list(waiting.values_list("pk", flat=True)[:AT_ONCE]):
        try:
            done += settle(pk, at=now)
        except DATABASE_TROUBLE:
            logger.exception("Inbound mail %s waits on to be settled", pk)
    return done


def settle(pk: int, *, at: dt.datetime) -> bool:
    """Decide what becomes of a message that waits; False when somebody else does or did.

    A fault of the program leaves it failed, with its contents, and not waiting forever. Raises what
    the database says when that is in trouble: the message waits on.
    """
    try:
        return _settled(pk, at=at)
    except DATABASE_TROUBLE:
        raise
    except Exception:
        logger.exception("Inbound mail %s could not be settled", pk)
        fault = {"state": State.FAILED, "reason": FAULT}
        stamp = {"settled_at": at, "settled_by": SYSTEM.name}
        waiting = InboundMail.objects.filter(pk=pk, state=State.WAITING)
        return bool(waiting.update(**fault, **stamp))


@transaction.atomic
def _settled(pk: int, *, at: dt.datetime) -> bool:
    rows = InboundMail.objects.select_for_update(of=("self",), skip_locked=True)
    row = rows.filter(pk=pk, state=State.WAITING).first()
    if row is None:
        return False
    write(row, _decided(row, at=at), by=SYSTEM.name, at=at)
    return True


def write(row: InboundMail, settled: Settled, *, by: str, at: dt.datetime) -> None:
    """Note on a message what became of it."""
    row.state, row.reason = settled.state, settled.reason
    row.ticket = settled.ticket
    if settled.ticket is not None:
        row.customer_id = settled.ticket.customer_id
        row.provider_id = settled.ticket.provider_id
    else:
        row.customer_id = settled.customer
        row.provider_id = settled.provider
    row.settled_at, row.settled_by = at, by
    row.save(
        update_fields=[
            *("state", "reason", "ticket", "customer", "provider"),
            *("settled_at", "settled_by"),
        ]
    )


def _decided(row: InboundMail, *, at: dt.datetime) -> Settled:
    try:
        mail = message.read(bytes(row.raw))
    except message.Unreadable as error:
        return Settled(State.STRAY, f"{error} {UNREADABLE}")
    refused = _unwanted(row, mail)
    if refused:
        return Settled(State.IGNORED, refused)
    route = route_of(mail, row.recipient, at=at)
    if route.contact is None:
        return _stray(route, route.why)
    try:
        # What is refused half-way leaves nothing behind.
        with transaction.atomic():
            if route.ticket is not None:
                return comment_on(route.ticket, mail, contact=route.contact, at=at)
            return open_from(
                mail,
                contact=route.contact,
                subscription=route.subscription,
                received=row.received_at,
                at=at,
            )
    except Refused as refusal:
        return _stray(route, str(refusal))


def _stray(route: Route, why: str) -> Settled:
    customer = route.contact.customer_id if route.contact else None
    return Settled(State.STRAY, why, customer=customer, provider=route.provider)


def _unwanted(row: InboundMail, mail: Incoming) -> str:
    """Why a message is set aside unanswered: it would begin a conversation of programs."""
    if mail.automatic:
        return mail.automatic
    if outbox.is_own(row.message_id) or addresses.is_ours(mail.sender):
        return "Mail of Remit itself that came back."
    since = row.received_at - HOUR
    same = InboundMail.objects.filter(sender=mail.sender, received_at__gt=since)
    before = same.filter(pk__lt=row.pk).exclude(sender="").count()
    if before >= settings.MAIL_PER_HOUR:
        return (
            f"More than {settings.MAIL_PER_HOUR} messages of this sender in an hour: two programs "
            "may be answering each other."
        )
    return ""
