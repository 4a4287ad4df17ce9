"""Quotas of the small guide, and tickets that reserve their place in them."""

import datetime as dt

import pytest

from catalogue.models import SubscriptionMeasure
from catalogue.portable import form
from tests.again import again
from tests.catalogue.conftest import small_form
from tests.tickets.rows import ticket_of
from tickets.actions import quotas
from tickets.actions.recording import Author

DANA = Author("dana@northwind.example")
NOVEMBER = dt.datetime(2026, 11, 10, 15, 0, tzinfo=dt.UTC)
LINE = "password-reset"
SHARE = {
    "text": "Changes: at most 2 % of the users.",
    "value": 2,
    "unit": "percent",
    "per": "billing period",
    "of": "provisioned users",
    "draws": [LINE],
    "over_charge": "hourly",
}
HOURS = SHARE | {"text": "2 hours.", "unit": "hours", "of": "", "over_charge": "sow"}
NUMBERS = HOURS | {
    "text": "10 numbers.",
    "value": 10,
    "unit": "numbers",
    "per": "month",
}
FOUR = NUMBERS | {"text": "4 changes.", "value": 4, "unit": "changes"}


@pytest.fixture
def subscribed(publish_form, provider, northwind):
    """Northwind subscribes to the small guide with these quotas: `subscribed(quota, …)`."""

    def make(*given, users=225, findings=()):
        source = small_form()
        source.findings = [form.Finding(**each) for each in findings]
        source.quotas = [form.Quota(**each) for each in given]
        guide = again(
            ("guide with quotas", repr(source)),
            lambda: publish_form(source).guide,
            provider,
        )
        row = northwind.subscriptions.create(guide=guide, starts_on=dt.date(2026, 1, 1))
        if users is not None:
            SubscriptionMeasure.objects.create(
                subscription=row, kind="users", value=users, valid_from=row.starts_on
            )
        return row

    return make


def line_of(subscription, key=LINE):
    revision = subscription.guide.revisions.get(state="published")
    return revision.provisions.get(key=key)


def opened(subscription, at=NOVEMBER, minutes=None, **values):
    """A ticket about resetting a password that has reserved its place."""
    line = line_of(subscription)
    ticket = ticket_of(subscription, at=at, provision=line, **values)
    quotas.reserve(ticket, author=DANA, at=at, minutes=minutes)
    ticket.save()
    return ticket
