"""Quotas as reservations: what is accepted reserves, closed consumes, cancelled releases."""

import datetime as dt
from decimal import Decimal

import pytest

from catalogue.models import Finding, Quota, SubscriptionMeasure
from tests.catalogue.conftest import small_form
from tests.tickets.rows import ticket_of
from tickets.actions import moving_up, quotas
from tickets.actions.recording import Author
from tickets.models import Event, QuotaPeriod, Reservation

DANA = Author("dana@northwind.example")
NOVEMBER = dt.datetime(2026, 11, 10, 15, 0, tzinfo=dt.UTC)


@pytest.fixture
def guide_of(publish_form):
    """Publish the small guide with these quotas in place of its own: `guide_of(quota, …)`."""

    def make(*given, **values):
        from catalogue.portable import form

        source = small_form()
        source.findings = values.get("findings", [])
        source.quotas = [form.Quota(**each) for each in given]
        return publish_form(source)

    return make


TWO_PERCENT = {
    "text": "Changes: at most 2 % of the users.",
    "value": 2,
    "unit": "percent",
    "per": "billing period",
    "of": "provisioned users",
    "draws": ["password-reset"],
    "over_charge": "hourly",
}
TWO_HOURS = TWO_PERCENT | {
    "text": "Two hours of work.",
    "unit": "hours",
    "of": "",
    "over_charge": "sow",
}
TEN_NUMBERS = TWO_PERCENT | {
    "text": "Ten new numbers.",
    "value": 10,
    "unit": "numbers",
    "of": "",
    "per": "month",
    "over_charge": "sow",
}


@pytest.fixture
def subscribed(northwind):
    """Northwind's subscription to a guide, with 225 users: `subscribed(revision)`."""

    def make(revision, users=225):
        row = northwind.subscriptions.create(
            guide=revision.guide, starts_on=dt.date(2026, 1, 1)
        )
        if users is not None:
            SubscriptionMeasure.objects.create(
                subscription=row,
                kind="users",
                value=users,
                valid_from=dt.date(2026, 1, 1),
            )
        return row

    return make


def opened(subscription, at=NOVEMBER, minutes=None, **values):
    """A ticket about resetting a password that has reserved its place."""
    revision = subscription.guide.revisions.get(state="published")
    line = revision.provisions.get(key="password-reset")
    ticket = ticket_of(subscription, at=at, provision=line, **values)
    places = quotas.reserve(ticket, author=DANA, at=at, minutes=minutes)
    ticket.save()
    return ticket, places


def period():
    return QuotaPeriod.objects.get()


def test_the_fifth_of_two_percent_of_225_users_is_number_5_of_4_and_charged(
    guide_of, subscribed
):
    subscription = subscribed(guide_of(TWO_PERCENT))
    tickets = [opened(subscription) for _ in range(5)]

    (ticket, (place,)), (fourth, _) = tickets[-1], tickets[-2]

    assert place.text == (
        "This is number 5 of 4 in November 2026 (2 % of 225 provisioned users); "
        "beyond it the charge is hourly."
    )
    assert (ticket.charge, ticket.charge_note) == ("hourly", place.text)
    assert fourth.charge == "included"
    assert period().allowed == Decimal("4.5")
    assert (period().used, period().beyond, period().users) == (4, 1, 225)
