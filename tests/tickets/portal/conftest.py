"""Who visits the tickets' pages, and a guide made of rows: no index is built for it."""

import datetime as dt
import uuid

import pytest
from django.test import Client

from catalogue.models import Subscription
from tests.catalogue.conftest import contact
from tests.tickets.acts.lives import plain_guide
from tests.tickets.portal.visitor import Visitor
from tests.tickets.rows import ticket_of

# The first page of a new ticket, filled in.
TYPED = {
    "kind": "incident",
    "summary": "Phones are silent",
    "description": "Since nine.\nNo <b>tone</b>.",
    "priority": "P3",
    "intake_0": "3",
}


@pytest.fixture
def subscription(northwind, provider, now):
    """Northwind's subscription to the guide."""
    guide = plain_guide(provider, at=now)
    return Subscription.objects.create(
        customer=northwind,
        guide=guide,
        service_level=guide.revisions.get().service_levels.get(),
        starts_on=dt.date(2026, 1, 1),
    )


@pytest.fixture
def visit(now):
    """Sign in: `visit(user)`."""
    return lambda user: Visitor(Client(), user, now)


@pytest.fixture
def rick(northwind):
    """A requester at Northwind's."""
    return contact(northwind, "rick@northwind.example")


@pytest.fixture
def anna(northwind):
    """An approver at Northwind's."""
    return contact(northwind, "anna@northwind.example", "approver")


@pytest.fixture
def make(subscription, now):
    """A ticket's row: `make("words", user)`."""

    def made(summary="Phones are silent", user=None, **values):
        owner = user.contacts.get() if user else None
        return ticket_of(
            subscription, at=now, summary=summary, requester=owner, **values
        )

    return made


@pytest.fixture
def send(visit, dana, subscription):
    """The second page sent: `send(summary="…", files=[…])`."""

    def sent(**changes):
        given = TYPED | {"token": str(uuid.uuid4()), "step": "send"} | changes
        return visit(dana).post("ticket-new", **given)

    return sent


@pytest.fixture
def check(visit, dana, subscription):
    """The second page, as text: `check(priority="P1")`."""

    def checked(query="", **changes):
        given = TYPED | {"step": "check"} | changes
        return visit(dana).says("ticket-new", query=query, **given)

    return checked
