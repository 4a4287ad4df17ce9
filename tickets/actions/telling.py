"""Telling people what happened to their tickets: events become mail in the outbox.

Events that nobody was told of are a queue. One act (a reply and the move that came with it) is one
mail to a person. Mail and mark are written in one transaction, and a mail's key names the event and
the person: whoever dies in between, nobody hears it twice.
"""

from __future__ import annotations

import datetime as dt
import logging

from django.db import transaction
from django.template.loader import render_to_string

from catalogue.platform import outbox
from catalogue.platform.jobs import running_clock, stopping
from tickets import letters
from tickets.actions import concerning, terms
from tickets.actions.concerning import Act, People, Person
from tickets.inbound.addresses import reply_address
from tickets.models import Event

logger = logging.getLogger(__name__)

BATCH = 100  # tickets of one transaction
TURN = dt.timedelta(minutes=1)  # after which a run begins nothing more
STAFF_FOOTER = "You get this because the ticket is yours or your team's."
FOOTER = "You get this because it is your ticket, or because you follow it."
ANSWER = "Answer this mail to add to the ticket."


def tell(now: dt.datetime) -> int:
    """Write the mail of all events that nobody was told of; how many events.

    A ticket whose mail cannot be written is logged and left for the next run; the others go on.
    """
    clock, told = running_clock(now), 0
    failed: set[int] = set()
    while not stopping.is_set() and clock() < now + TURN:
        tickets = _waiting(failed)
        if not tickets:
            break
        told += _tell_all(tickets, failed, clock())
    return told


def _waiting(failed: set[int]) -> list[int]:
    """Tickets with untold events, the longest waiting first."""
    rows = Event.objects.filter(told_at=None).exclude(ticket__in=failed).order_by("pk")
    return list(dict.fromkeys(rows.values_list("ticket", flat=True)[:BATCH]))


def _tell_all(tickets: list[int], failed: set[int], at: dt.datetime) -> int:
    """Tell of all these tickets at once; when that fails, of each alone."""
    try:
        return _tell(tickets, at)
    except Exception:
        if len(tickets) == 1:
            logger.exception("Nobody can be told of ticket %s", tickets[0])
            failed.add(tickets[0])
            return 0
    return sum(_tell_all([pk], failed, at) for pk in tickets)


@transaction.atomic
def _tell(tickets: list[int], at: dt.datetime) -> int:
    """Write mail and mark of all untold events of these tickets, in a fixed number of queries.

    Rows are locked in their order: a second worker waits, and then finds them told.
    """
    rows = Event.objects.filter(told_at=None, ticket__in=tickets).order_by("pk")
    events = list(rows.select_for_update(of=("self",)).select_related("contact"))
    acts = concerning.acts_of(events)
    people = concerning.people(acts)
    outbox.post(
        [
            _letter(act, person, concerns, people, at)
            for act in acts
            for person, concerns in concerning.concerned(act, people)
        ],
        at=at,
    )
    Event.objects.filter(pk__in=[each.pk for each in events]).told(at)
    return len(events)


def _letter(
    act: Act, person: Person, events: list[Event], people: People, at: dt.datetime
) -> outbox.Letter:
    ticket = act.ticket
    reader = letters.Reader(
        is_staff=person.is_staff,
        zone=ticket.customer.zone,
        is_requester=person.contact is not None
        and person.contact == ticket.requester_id,
    )
    written = letters.write(
        ticket, events, reader, more=_more(act, events, people, person)
    )
    url = outbox.absolute(ticket.get_absolute_url())
    answers = "" if person.is_staff else reply_address(ticket.pk)
    footer = STAFF_FOOTER if person.is_staff else FOOTER
    if answers:
        footer = f"{ANSWER} {footer}"
    context = {
        "subject": written.subject,
        "blocks": written.blocks,
        "url": url,
        "footer": footer,
    }
    return outbox.Letter(
        key=outbox.key_of(act.key, person.email),
        recipient=person.email,
        subject=written.subject,
        text=letters.plain(written, url=url, footer=footer),
        html=render_to_string("tickets/mail/letter.html", context),
        customer=ticket.customer_id,
        provider=ticket.provider_id,
        thread=ticket.reference,
        reply_to=answers,
        due_at=person.waits_until,
    )


def _more(act: Act, events: list[Event], people: People, person: Person) -> list[str]:
    """Lines below what happened: the terms of a new ticket, the estimate to approve."""
    opened = [event for event in events if event.kind == Event.Kind.OPENED]
    if opened and not person.is_staff:
        return terms.of_ticket(act.ticket, opened[0])
    estimate = people.estimates.get(act.ticket.pk)
    asked = any(event.kind == Event.Kind.ESTIMATED for event in events)
    return terms.of_estimate(estimate) if asked and estimate else []
