"""What is said on a ticket: replies, comments, notes, calls, and what the staff found out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from catalogue.platform.tenancy import Actor
from tickets.models import Event, Ticket
from tickets.models.events import EventKind
from tickets.states import CLOSED, LIVE, PENDING_CUSTOMER, PROGRAM, RESOLVED, VERBS

from . import following
from .acting import (
    check_customer,
    check_staff,
    checked_files,
    not_merged,
    said,
    taken,
    who_is,
    with_files,
    written,
)
from .moving import reopens, settle, shift
from .recording import Author, author_of, record
from .refusals import NotNow

Files = Sequence[Any]


def reply(
    pk: int, *, actor: Actor, at: dt.datetime, body: str, files: Files = ()
) -> Ticket:
    """Staff write to the customer. The first one is a response."""
    return _by_staff(pk, Event.Kind.REPLIED, actor=actor, at=at, body=body, files=files)


def note(
    pk: int, *, actor: Actor, at: dt.datetime, body: str, files: Files = ()
) -> Ticket:
    """Staff write to each other: no contact and no program ever reads it."""
    return _by_staff(
        pk,
        Event.Kind.NOTED,
        actor=actor,
        at=at,
        body=body,
        files=files,
        is_public=False,
    )


def called(
    pk: int, *, actor: Actor, at: dt.datetime, reached: bool, body: str = ""
) -> Ticket:
    """Staff called the customer, and reached them or not. The customer reads that, too."""
    return _by_staff(
        pk,
        Event.Kind.CALLED,
        actor=actor,
        at=at,
        body=body,
        required=False,
        data={"reached": reached},
    )


def understood(pk: int, *, actor: Actor, at: dt.datetime, body: str = "") -> Ticket:
    """The report is clear: where the guide says so, the response clock begins now (P03).

    Raises `NotNow` when it was clear before: it is said once.
    """
    return _by_staff(
        pk, Event.Kind.UNDERSTOOD, actor=actor, at=at, body=body, required=False
    )


def workaround(
    pk: int, *, actor: Actor, at: dt.datetime, body: str, files: Files = ()
) -> Ticket:
    """Staff tell the customer a way round the fault."""
    return _by_staff(
        pk, Event.Kind.WORKAROUND, actor=actor, at=at, body=body, files=files
    )


def action_plan(
    pk: int, *, actor: Actor, at: dt.datetime, body: str, files: Files = ()
) -> Ticket:
    """Staff tell the customer what will be done by when: some guides take it for a fix (E21)."""
    return _by_staff(
        pk, Event.Kind.ACTION_PLAN, actor=actor, at=at, body=body, files=files
    )


@transaction.atomic
def comment(
    pk: int,
    *,
    actor: Actor,
    at: dt.datetime,
    body: str,
    files: Files = (),
    channel: str = "",
    author: Author | None = None,
) -> Ticket:
    """The customer writes to the staff; whoever sees the ticket may. Returns where it was written.

    It brings a ticket that waits for the customer back to work, and reopens one that is resolved or
    closed. After the window of reopening, or when it was cancelled, a new ticket follows it; one
    that was merged goes on in the other. Files may come without a word. `author` names a contact
    without a login, for mail; `channel` is that of a ticket that follows, where it is not the
    portal or a program's.
    """
    check_customer(actor)
    uploads = checked_files(files)
    text = said(body, required=not uploads)
    ticket = taken(_end_of(pk, actor), actor)
    not_merged(ticket)
    author = author or author_of(actor)
    if ticket.state not in LIVE and not reopens(ticket, at=at):
        return following.open_follower(
            ticket,
            body=text,
            files=uploads,
            channel=channel or _channel(actor),
            actor=actor,
            at=at,
        )
    event = record(
        ticket, Event.Kind.COMMENTED, author=author, at=at, is_public=True, body=text
    )
    with_files(event, uploads, author=author, at=at)
    return brought_back(ticket, author=author, at=at)


def _end_of(pk: int, actor: Actor) -> int:
    """Where a ticket goes on after mergers, as far as the actor may see; no row is locked."""
    seen = Ticket.objects.visible_to(actor)
    while True:
        into = seen.filter(pk=pk, merged_into__in=seen.order_by().values("pk"))
        further = into.values_list("merged_into", flat=True).first()
        if further is None:
            return pk
        pk = further


def _channel(actor: Actor) -> str:
    by_program = who_is(actor) == PROGRAM
    return Ticket.Channel.API if by_program else Ticket.Channel.PORTAL


def brought_back(ticket: Ticket, *, author: Author, at: dt.datetime) -> Ticket:
    """The ticket after the customer spoke: at work again if it waited for one, or was thought done."""
    if ticket.state == PENDING_CUSTOMER:
        step = VERBS["answer"]
    elif ticket.state in (RESOLVED, CLOSED):
        step = VERBS["reopen"]
    else:
        return written(ticket, at=at)
    shift(ticket, step, author=author, at=at)
    return settle(ticket, step, author=author, at=at)


@transaction.atomic
def _by_staff(
    pk: int,
    kind: EventKind,
    *,
    actor: Actor,
    at: dt.datetime,
    body: str,
    files: Files = (),
    required: bool = True,
    is_public: bool = True,
    data: dict[str, Any] | None = None,
) -> Ticket:
    check_staff(actor)
    uploads = checked_files(files)
    text = said(body, required=required)
    ticket = taken(pk, actor)
    not_merged(ticket)
    if kind == Event.Kind.UNDERSTOOD:
        _check_unclear(ticket)
    author = author_of(actor)
    event = record(
        ticket,
        kind,
        author=author,
        at=at,
        is_public=is_public,
        body=text,
        data=data,
    )
    with_files(event, uploads, author=author, at=at)
    return written(ticket, at=at)


def _check_unclear(ticket: Ticket) -> None:
    said_before = Event.objects.filter(ticket=ticket)
    if (
        said_before.filter(kind=Event.Kind.UNDERSTOOD).exists()
        or said_before.filter(kind=Event.Kind.OPENED, data__understood=True).exists()
    ):
        raise NotNow("The report is understood already.")
