"""What every act on a ticket begins and ends with: taking it, judging who acts, writing it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from catalogue.platform.tenancy import Actor
from tickets import words
from tickets.attachments import Upload, checked
from tickets.models import Event, Ticket
from tickets.states import CUSTOMER, PROGRAM, STAFF, STATES
from tickets.wording import LONGEST, cleaned

from . import attaching, clocking
from .refusals import NotAllowed, NotNow, Refused

# Roles in which a contact acts on every ticket that they see; others only on their own.
ACTING_ROLES = ("manager", "approver")


class Kept:
    """Stands for what an act leaves as it is, where None has a meaning of its own."""


KEPT: Final = Kept()


def taken(pk: int, actor: Actor) -> Ticket:
    """The ticket, locked until the transaction ends; raises `Ticket.DoesNotExist` for a stranger.

    Doors ask before, to say 404; here it is asked again, so that no door can forget it.
    """
    seen = Ticket.objects.visible_to(actor).order_by().values("pk")
    return Ticket.objects.select_for_update(of=("self",)).get(pk=pk, pk__in=seen)


def who_is(actor: Actor) -> str:
    """Staff, customer or program: the word of the table of states."""
    if actor.is_staff:
        return STAFF
    if actor.customer is None:
        raise NotAllowed("Sign in as a contact of the customer.")
    return PROGRAM if actor.role == "key" else CUSTOMER


def check_staff(actor: Actor) -> None:
    """Raises `NotAllowed` for everybody but staff."""
    if not actor.is_staff:
        raise NotAllowed("Only the provider's staff can do that: write a comment.")


def check_customer(actor: Actor) -> None:
    """Raises `NotAllowed` for staff."""
    if actor.is_staff:
        raise NotAllowed("That is the customer's to do: write a reply.")


def check_acts(ticket: Ticket, actor: Actor) -> None:
    """Raises `NotAllowed` for a contact who only watches: they comment, others decide."""
    if who_is(actor) != CUSTOMER or actor.role in ACTING_ROLES:
        return
    requester = ticket.requester
    if (
        requester is None
        or requester.user_id is None
        or requester.user_id != actor.user
    ):
        raise NotAllowed(
            "You watch this ticket: you can comment. Its requester, an approver or a manager of "
            "your company can do more."
        )


def not_merged(ticket: Ticket) -> None:
    """Raises `NotNow` for a ticket that goes on in another one."""
    other = ticket.merged_into
    if other is not None:
        raise NotNow(f"{ticket.reference} goes on in {other.reference}: go there.")


def said(
    text: str, *, field: str = "body", what: str = "a message", required: bool = True
) -> str:
    """The text cleaned; raises `Refused` when it is missing or longer than 20,000 characters."""
    text = cleaned(text)
    if required and not text:
        raise Refused(f"Write {what}.", field)
    if len(text) > LONGEST:
        raise Refused(
            f"Shorten it to {LONGEST:,} characters: it has {len(text):,}.", field
        )
    return text


def standing_of(ticket: Ticket, actor: Actor) -> str:
    """The state in words, since when and by whose act: what somebody who comes late has to know."""
    state = (
        STATES[ticket.state] if actor.is_staff else words.STATES[ticket.state].lower()
    )
    moved = Event.objects.filter(ticket=ticket, kind=Event.Kind.MOVED)
    last = moved.order_by("-pk").first()
    if last is None:
        return f"{ticket.reference} is {state}"
    when = last.at.astimezone(ZoneInfo(actor.zone))
    # Customers know the provider, not who of its staff it was.
    by = ticket.provider.name if last.by_staff and not actor.is_staff else last.by
    return f"{ticket.reference} has been {state} since {when:%-d %B %Y %H:%M} {when.tzname()} ({by})"


def written(ticket: Ticket, *fields: str, at: dt.datetime) -> Ticket:
    """Bring a locked ticket's clocks to its timeline and save it: `fields`, its state, its stamps."""
    if fields:
        ticket.save(update_fields=fields)
    ticket.updated_at = at
    clocking.refresh(ticket, at=at)
    return ticket


def with_files(event: Event, files: Sequence[Any], **stamp: Any) -> None:
    """Keep checked files with an event."""
    if files:
        attaching.attach(event, files, **stamp)


def checked_files(files: Iterable[Any]) -> list[Any]:
    """Files fit to keep; raises `Refused` with the field `files`. Read before a row is locked."""
    files = list(files)
    if all(isinstance(each, Upload) for each in files):
        return files
    return checked(files)
