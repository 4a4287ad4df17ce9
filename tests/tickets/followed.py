"""A ticket with a requester, a watcher and a team, for tests of who is told of what."""

import pytest

from catalogue.models import Contact
from tickets.models import Event, Queue, Watcher

STAFF = "engineer@acme.example"
REQUESTER, WATCHER = "rita@northwind.example", "walt@northwind.example"
APPROVER, TEAM = "anna@northwind.example", "team@acme.example"


@pytest.fixture
def people(northwind):
    """A requester, a watcher and an approver, by address."""

    def contact(email, role="requester"):
        name = email.split("@")[0].title()
        given = {"customer": northwind, "name": name, "email": email, "role": role}
        return Contact.objects.create(**given)

    return {
        REQUESTER: contact(REQUESTER),
        WATCHER: contact(WATCHER),
        APPROVER: contact(APPROVER, "approver"),
    }


@pytest.fixture
def watched(ticket, people, provider):
    """A ticket of the requester's, which the watcher follows, in a team's queue."""
    ticket.requester = people[REQUESTER]
    ticket.queue = Queue.objects.create(
        provider=provider, key="first", name="First line", email=TEAM
    )
    ticket.save()
    Watcher.objects.create(
        ticket=ticket, customer=ticket.customer, contact=people[WATCHER]
    )
    return ticket


@pytest.fixture
def happened(watched, people, now):
    """Write an event: by staff, or by the contact of the address `by`."""

    def write(kind, by=STAFF, *, public=True, body="", at=now, **data):
        contact = people.get(by)
        return Event.objects.create(
            ticket=watched,
            customer=watched.customer,
            kind=kind,
            at=at,
            by=by,
            by_staff=contact is None,
            contact=contact,
            is_public=public,
            body=body,
            data=data,
        )

    return write
