"""Whom the events of tickets concern: people, their wishes, and what they have to know.

Read for many tickets at once; the number of queries does not grow with them.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from catalogue.models import Contact
from tickets.actions import escalating
from tickets.audiences import AUDIENCES, NOBODY, WANTED, preference_of
from tickets.models import Approval, Event, Preference, Ticket, Watcher

APPROVERS = (Contact.Role.APPROVER, Contact.Role.MANAGER)


@dataclass(frozen=True)
class Person:
    """Somebody to tell. `waits_until`: when their mail may go out; None: at once."""

    email: str
    contact: int | None = None
    waits_until: dt.datetime | None = None

    @property
    def is_staff(self) -> bool:
        return self.contact is None


@dataclass(frozen=True)
class Act:
    """Events of one ticket that happened together; the key of its mails is the first one's."""

    ticket: Ticket
    events: list[Event]

    @property
    def key(self) -> str:
        return f"ticket-event:{self.events[0].pk}"


@dataclass
class People:
    """Who takes part in some tickets: by ticket, by customer, and what contacts wish."""

    watchers: dict[int, list[Contact]] = field(
        default_factory=lambda: defaultdict(list)
    )
    approvers: dict[int, list[Contact]] = field(
        default_factory=lambda: defaultdict(list)
    )
    wishes: dict[tuple[int, str], bool] = field(default_factory=dict)
    estimates: dict[int, Approval] = field(default_factory=dict)
    behind: escalating.Behind = field(default_factory=escalating.Behind)

    def wants(self, contact: Contact, kind: str) -> bool:
        """Whether a contact is told of that kind: as they said, else the default."""
        return self.wishes.get((contact.pk, kind), WANTED[kind])


def acts_of(events: Iterable[Event]) -> list[Act]:
    """The acts behind events in their order: same ticket, same instant, same author."""
    rows = list(events)
    tickets = Ticket.objects.select_related(
        "customer", "provider", "requester", "assignee", "queue", "priority"
    ).in_bulk({each.ticket_id for each in rows})
    acts: dict[tuple[int, dt.datetime, str], Act] = {}
    for event in rows:
        if AUDIENCES[event.kind] == NOBODY:
            continue
        key = (event.ticket_id, event.at, event.by)
        acts.setdefault(key, Act(tickets[event.ticket_id], [])).events.append(event)
    return list(acts.values())


def people(acts: Iterable[Act]) -> People:
    """All that is to be known of the people around these acts."""
    acts, found = list(acts), People()
    tickets = {act.ticket.pk: act.ticket for act in acts}
    contacts = {t.requester_id for t in tickets.values()} - {None}
    rows = Watcher.objects.filter(ticket__in=tickets).select_related("contact")
    for watcher in rows:
        found.watchers[watcher.ticket_id].append(watcher.contact)
        contacts.add(watcher.contact_id)
    asking = {a.ticket for a in acts if any(e.kind == "estimated" for e in a.events)}
    if asking:
        customers = {ticket.customer_id for ticket in asking}
        deciding = Contact.objects.filter(customer__in=customers, role__in=APPROVERS)
        for contact in deciding:
            found.approvers[contact.customer_id].append(contact)
            contacts.add(contact.pk)
        for approval in Approval.objects.filter(ticket__in=asking).order_by("pk"):
            found.estimates[approval.ticket_id] = approval
    stated = Preference.objects.filter(contact__in=contacts)
    found.wishes = {(row.contact_id, row.kind): row.wanted for row in stated}
    found.behind = escalating.behind(acts)
    return found


def concerned(act: Act, people: People) -> Iterator[tuple[Person, list[Event]]]:
    """Who is to hear of an act, each once, with the events that concern them.

    An address that is a contact's and the staff's at once is a contact's: no internal word goes there.
    """
    hearing = [
        (person.email.lower(), person, event)
        for event in act.events
        for person in _hearing(act.ticket, event, people)
    ]
    contacts = {email: person for email, person, _ in hearing if not person.is_staff}
    told: dict[str, tuple[Person, list[Event]]] = {}
    for email, person, event in hearing:
        if email in contacts and not event.is_public:
            continue
        _, events = told.setdefault(email, (contacts.get(email, person), []))
        if event not in events:
            events.append(event)
    yield from told.values()


def _hearing(ticket: Ticket, event: Event, people: People) -> Iterator[Person]:
    audience = AUDIENCES[event.kind]
    for contact in _contacts(ticket, event, people):
        yield Person(contact.email, contact.pk)
    if audience.escalation:
        yield from _behind(ticket, event, people)
    if audience.staff == "any" or (audience.staff == "customer" and _is_news(event)):
        yield from _staff(ticket, event)


def _is_news(event: Event) -> bool:
    """Whether no member of staff did it: a customer, a program, or the scheduled time that came."""
    return not event.by_staff or event.data.get("verb") == "come_due"


def _contacts(ticket: Ticket, event: Event, people: People) -> Iterator[Contact]:
    """Contacts who may know, want to know, and did not do it themselves."""
    audience = AUDIENCES[event.kind]
    if not (audience.contacts and event.is_public):
        return
    wish = preference_of(event.kind, event.data.get("to", ""))
    if audience.approvers:
        around = list(people.approvers[ticket.customer_id])
    else:
        own = [ticket.requester] if ticket.requester else []
        around = own + people.watchers[ticket.pk]
    for contact in around:
        # A receipt is for who reported, too.
        did_it = event.contact_id == contact.pk and event.kind != "opened"
        is_theirs = contact.customer_id == ticket.customer_id
        if (
            contact.is_active
            and is_theirs
            and not did_it
            and people.wants(contact, wish)
        ):
            yield contact


def _staff(ticket: Ticket, event: Event) -> Iterator[Person]:
    """The assignee, else the queue's address; nobody for an assignee's own act."""
    if ticket.assignee and ticket.assignee.is_active:
        if ticket.assignee.email.lower() != event.by.lower():
            yield Person(ticket.assignee.email)
    elif ticket.queue and ticket.queue.email:
        yield Person(ticket.queue.email)


def _behind(ticket: Ticket, event: Event, people: People) -> Iterator[Person]:
    """Who stands behind the guide's name; nobody is on record: who works on it."""
    named = ticket.provider_id, event.data["name"].lower()
    rows = people.behind.contacts.get(named, [])
    for row in rows:
        yield Person(row.email, waits_until=people.behind.opening(row, event))
    if not rows:
        yield from _staff(ticket, event)
