"""What the provider owes the customer while a third party works (W20)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from catalogue.platform.tenancy import Actor
from tickets.models import Event, NoticeDuty, Ticket

from .acting import check_staff, said, taken, written
from .recording import author_of, record
from .refusals import NotNow


@transaction.atomic
def done(duty_pk: int, *, actor: Actor, at: dt.datetime, body: str = "") -> Ticket:
    """Tick a notice duty off; `body` says how it was met. The customer reads both.

    Raises `NoticeDuty.DoesNotExist` for a stranger, `NotNow` when it was ticked off before.
    """
    check_staff(actor)
    text = said(body, required=False)
    duty = NoticeDuty.objects.visible_to(actor).get(pk=duty_pk)
    ticket = taken(duty.ticket_id, actor)
    author = author_of(actor)
    mine = NoticeDuty.objects.filter(pk=duty_pk, done_at=None)
    if not mine.update(done_at=at, done_by=author.name):
        duty.refresh_from_db()
        raise NotNow(f"{duty.done_by} has done this already.")
    record(
        ticket,
        Event.Kind.DUTY,
        author=author,
        at=at,
        is_public=True,
        body=text,
        data={"key": duty.key, "text": duty.text},
    )
    return written(ticket, at=at)
