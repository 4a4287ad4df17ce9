"""Taking reports."""

import pytest

from catalogue.platform.tenancy import Actor
from tests.tickets.intake.reports import report
from tickets.actions.intake import open_ticket


@pytest.fixture
def take(subscription, dana_actor, now):
    """Open a ticket: `take(priority="P1")`, or by another actor."""

    def taken(actor=dana_actor, **changes):
        return open_ticket(report(**changes), actor=actor, at=now)

    return taken


@pytest.fixture
def key_actor(northwind, now):
    """A program of Northwind's."""
    return Actor(now, "key monitor", customer=northwind.pk, role="key")
