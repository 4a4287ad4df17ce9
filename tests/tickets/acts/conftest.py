"""Who acts on tickets: staff, a manager, a requester, a watcher, a program; and a ticket of theirs."""

import datetime as dt

import pytest

from catalogue.models import Subscription
from catalogue.platform.tenancy import Actor, actor_for
from tests.catalogue.conftest import contact
from tests.tickets.acts.lives import begun, contact_of, plain_guide
from tickets.models import Watcher


@pytest.fixture
def subscription(northwind, provider, now):
    """Northwind's subscription to a guide made of rows: no index is built for it."""
    guide = plain_guide(provider, at=now)
    return Subscription.objects.create(
        customer=northwind,
        guide=guide,
        service_level=guide.revisions.get().service_levels.get(),
        starts_on=dt.date(2026, 1, 1),
    )


@pytest.fixture
def person(northwind, now):
    """A contact of Northwind's as an actor: `person("rita", "requester")`."""

    def make(name, role):
        return actor_for(contact(northwind, f"{name}@northwind.example", role), at=now)

    return make


@pytest.fixture
def rita(person):
    """A requester at Northwind's."""
    return person("rita", "requester")


@pytest.fixture
def anna(person):
    """An approver at Northwind's."""
    return person("anna", "approver")


@pytest.fixture
def program(northwind, now):
    """A program with a key of Northwind's."""
    return Actor(at=now, name="key watchdog", customer=northwind.pk, role="key")


@pytest.fixture
def mine(subscription, rita, now):
    """A ticket of the requester's, as intake left it."""
    return begun(subscription, at=now, requester=contact_of(rita))


@pytest.fixture
def walt(person, mine):
    """A colleague who watches the requester's ticket."""
    actor = person("walt", "requester")
    Watcher.objects.create(
        ticket=mine, customer=mine.customer, contact=contact_of(actor)
    )
    return actor
