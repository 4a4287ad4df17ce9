"""An engineer at the desk, who works the tickets of one provider, and a ticket of another's."""

import datetime as dt

import pytest
from django.urls import reverse

from catalogue.models import Contact, Provider, Subscription
from tests.catalogue.admin.conftest import staff
from tests.tickets.acts.lives import begun, plain_guide

OPENED = "We cannot call out."


@pytest.fixture
def clock(now, time_machine):
    """The clock stands at `now`, and moves when told: `clock.shift(seconds)`."""
    time_machine.move_to(now, tick=False)
    return time_machine


@pytest.fixture
def plain(northwind, provider, now):
    """Northwind's subscription to a guide made of rows."""
    return subscribed_to(northwind, provider, now)


@pytest.fixture
def rita(northwind):
    """A contact of Northwind's, without a login."""
    return Contact.objects.create(
        customer=northwind,
        name="Rita",
        email="rita@northwind.example",
        phone="555 0100",
    )


@pytest.fixture
def asked(plain, rita, now):
    """A P1 ticket of Rita's: response in 30 minutes, restoration in 4 hours."""
    return begun(plain, at=now, requester=rita, description=OPENED)


@pytest.fixture
def elsewhere(northwind, now):
    """A ticket of the same customer with another provider."""
    other = Provider.objects.create(key="other", name="Other Networks")
    return begun(subscribed_to(northwind, other, now), at=now, summary="A secret")


@pytest.fixture
def engineer(provider):
    """An engineer limited to the provider."""
    return staff("erin@acme.example", "engineer", provider)


@pytest.fixture
def bench(client, engineer, clock):
    """The desk as the engineer sees it."""
    client.force_login(engineer)
    return client


def subscribed_to(customer, provider, now):
    """A subscription to a plain guide of a provider."""
    guide = plain_guide(provider, at=now)
    return Subscription.objects.create(
        customer=customer,
        guide=guide,
        service_level=guide.revisions.get().service_levels.get(),
        starts_on=dt.date(2026, 1, 1),
    )


def page_of(ticket):
    """The ticket's page at the desk."""
    return reverse("admin:tickets_ticket_change", args=[ticket.pk])


def act_of(ticket, act):
    """Where an act on the ticket is posted."""
    return reverse("admin:tickets_ticket_act", args=[ticket.pk, act])


def words(answer):
    """What a page says, white space made even."""
    return " ".join(answer.content.decode().split())
