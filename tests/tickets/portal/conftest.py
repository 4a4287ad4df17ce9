"""Who visits the tickets' pages, and a guide made of rows: no index is built for it."""

import datetime as dt

import pytest
from django.test import Client

from catalogue.models import Subscription
from tests.catalogue.conftest import contact
from tests.tickets.acts.lives import plain_guide
from tests.tickets.portal.visitor import Visitor
from tests.tickets.rows import ticket_of


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
