"""The cast of the tickets' tests: that of the catalogue, and tickets of theirs."""

import pytest

from tests.catalogue.conftest import (  # noqa: F401  # fixtures
    curator,
    dana,
    dana_actor,
    northwind,
    now,
    provider,
    publish_form,
    small_guide,
    staff_actor,
    stranger,
    stranger_actor,
    subscription,
)
from tests.tickets.followed import happened, people, watched  # noqa: F401  # fixtures
from tests.tickets.quota_rows import subscribed  # noqa: F401  # a fixture
from tests.tickets.rows import ticket_of


@pytest.fixture
def ticket(subscription, now):  # noqa: F811
    """A ticket of Northwind's, without clocks."""
    return ticket_of(subscription, at=now)
