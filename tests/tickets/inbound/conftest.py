"""A support address, and messages to it."""

import pytest

from catalogue.models import Contact, Customer
from catalogue.platform.tenancy import Actor
from tests.tickets.letters import SUPPORT, letter
from tickets.actions.receiving import receive


@pytest.fixture(autouse=True)
def _address(settings):
    settings.TICKET_ADDRESS = SUPPORT
    settings.DEFAULT_FROM_EMAIL = "Remit <noreply@acme.example>"


@pytest.fixture
def staff(now):
    return Actor(at=now, name="erin@acme.example", is_staff=True)


@pytest.fixture
def got(now):
    """Receive a message: `got(body, header=…)`; the row that it became."""

    def take(*args, at=now, **values):
        row = receive(letter(*args, **values), at=at)
        row.refresh_from_db()
        return row

    return take


@pytest.fixture
def own(ticket, dana):
    """Dana's ticket."""
    ticket.requester = dana.contacts.get()
    ticket.save()
    return ticket


@pytest.fixture
def second(subscription, dana):
    """Dana is a contact of Fabrikam, too, which subscribes to the same guide."""
    fabrikam = Customer.objects.create(key="fabrikam", name="Fabrikam")
    Contact.objects.create(
        customer=fabrikam, name="Dana", email="dana@northwind.example"
    )
    return fabrikam
