"""What becomes of a message: a comment on a ticket, or a ticket."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from catalogue.models import Contact
from catalogue.platform.tenancy import Actor, actor_of_contact
from tickets.attachments import Upload, sifted
from tickets.inbound.message import Incoming
from tickets.inbound.words import own_words
from tickets.models import InboundMail, Ticket
from tickets.wording import LONGEST

from . import talking
from .intake import open_ticket
from .intake_report import LONGEST_SUMMARY, Report
from .recording import Author

State = InboundMail.State
# “Re:”, “AW: Fwd:” and their like.
_MARKS = re.compile(r"^(?:\s*(?:re|aw|fw|fwd|wg|sv|tr)\s*(?:\[\d+\])?\s*:\s*)+", re.I)
NO_SUBJECT = "(no subject)"
NO_WORDS = "(The message has no text.)"
CUT = "\n\n[The message is longer; all of it is kept with the inbound mail.]"
NOT_KEPT = "[Not kept: {why}]"


@dataclass(frozen=True)
class Settled:
    """What a message became, and why; `customer` and `provider` are whose it seems to be."""

    state: str
    reason: str = ""
    ticket: Ticket | None = None
    customer: int | None = None
    provider: int | None = None


def comment_on(
    ticket: Ticket,
    mail: Incoming,
    *,
    at: dt.datetime,
    contact: Contact | None = None,
    guest: Contact | None = None,
    sender: str = "",
) -> Settled:
    """Add a message to a ticket as the customer's comment.

    `contact` takes part in the ticket. Whom staff let in is a `guest`, or no contact but a
    `sender`. It may reopen the ticket, or open one that follows it.
    """
    uploads, refusals = sifted(mail.files)
    if contact is not None:
        actor = actor_of_contact(contact, at=at)
    else:
        actor = _guest(ticket, guest.email if guest else sender, at)
    who = contact or guest
    author = Author(who.email, contact=who.pk) if who else Author(sender)
    done = talking.comment(
        ticket.pk,
        actor=actor,
        at=at,
        body=_body(own_words(mail.text), uploads, refusals),
        files=uploads,
        channel=Ticket.Channel.EMAIL,
        author=author,
    )
    return Settled(State.REPLY, " ".join(refusals), done)


def open_from(
    mail: Incoming,
    *,
    contact: Contact,
    received: dt.datetime,
    at: dt.datetime,
    subscription: int | None = None,
) -> Settled:
    """Make a ticket of a message. What the guide asks besides, the receipt asks for.

    Raises `BadReport`, for instance where several subscriptions could be meant.
    """
    uploads, refusals = sifted(mail.files)
    report = Report(
        summary=_summary(mail.subject),
        channel=Ticket.Channel.EMAIL,
        description=_body(mail.text, uploads, refusals),
        subscription=subscription,
        requester=contact.pk,
        files=uploads,
        reported_at=min(received, at),
    )
    receipt = open_ticket(report, actor=actor_of_contact(contact, at=at), at=at)
    return Settled(State.TICKET, " ".join(refusals), receipt.ticket)


def _guest(ticket: Ticket, sender: str, at: dt.datetime) -> Actor:
    """Somebody whom staff let speak on a ticket: all of the customer's is open to the act."""
    return Actor(
        at=at,
        name=sender,
        customer=ticket.customer_id,
        role=Contact.Role.MANAGER,
        zone=ticket.customer.zone,
    )


def _summary(subject: str) -> str:
    """The subject without the marks of replies, in one line that fits."""
    return _MARKS.sub("", subject)[:LONGEST_SUMMARY].strip() or NO_SUBJECT


def _body(words: str, uploads: list[Upload], refusals: list[str]) -> str:
    """What stands on the ticket: the words, and which files were not kept and why."""
    notes = [NOT_KEPT.format(why=why) for why in refusals]
    told = "\n".join(notes)[: LONGEST // 2]
    room = LONGEST - len(told) - len(CUT) - 10
    said = words if len(words) <= room else words[:room] + CUT
    if not said and not uploads:
        said = NO_WORDS
    return "\n\n".join(filter(None, [said, told]))
