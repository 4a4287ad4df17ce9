"""Customers at the desk: subscriptions keep the rule that every other door keeps."""

import pytest

from catalogue.models import Contact, Customer, Subscription
from tests.catalogue.admin.conftest import staff
from tests.catalogue.admin.test_pages import address

NO_MEASURES = {"measures-TOTAL_FORMS": 0, "measures-INITIAL_FORMS": 0}


@pytest.fixture
def form(strange):
    """A subscription after the one that the customer has."""
    return {
        "customer": strange["customer"].pk,
        "guide": strange["guide"].pk,
        "starts_on": "2027-01-01",
    } | NO_MEASURES


def test_periods_of_a_subscription_do_not_overlap(desk, strange, form):
    refused = desk.post(address(Subscription, "add"), form)
    Subscription.objects.update(ends_on="2027-01-01")
    accepted = desk.post(address(Subscription, "add"), form)

    assert "starts_on" in refused.context["adminform"].form.errors
    assert accepted.status_code == 302
    assert Subscription.objects.count() == 2


def test_a_service_level_of_another_guide_is_refused_at_the_field(
    desk, shelf, strange, form
):
    form |= {"service_level": shelf["servicelevel"].pk}

    response = desk.post(address(Subscription, "add"), form)

    assert "service_level" in response.context["adminform"].form.errors


def test_a_draft_cannot_be_pinned(desk, shelf, form):
    form |= {"pinned_revision": shelf["revision"].pk, "guide": shelf["guide"].pk}

    response = desk.post(address(Subscription, "add"), form)

    assert "pinned_revision" in response.context["adminform"].form.errors


def test_two_overlapping_rows_on_one_page_are_refused_without_a_fault(desk, strange):
    customer = {
        "name": "New",
        "key": "new",
        "zone": "UTC",
        "contacts-TOTAL_FORMS": 0,
        "contacts-INITIAL_FORMS": 0,
        "subscriptions-TOTAL_FORMS": 2,
        "subscriptions-INITIAL_FORMS": 0,
    }
    for n, day in enumerate(["2026-01-01", "2026-02-01"]):
        customer[f"subscriptions-{n}-guide"] = strange["guide"].pk
        customer[f"subscriptions-{n}-starts_on"] = day

    response = desk.post(address(Customer, "add"), customer, follow=True)

    assert b"subscribes to this guide" in response.content
    assert not Customer.objects.filter(key="new").exists()


def test_a_login_is_tied_to_a_contact_only_by_those_who_manage_logins(
    client, shelf, strange
):
    client.force_login(staff("bill@remit.example", "billing"))
    contact = shelf["contact"]
    form = {
        "customer": contact.customer_id,
        "name": "Renamed",
        "email": contact.email,
        "role": "manager",
        "user": strange["user"].pk,
    }

    response = client.post(address(Contact, "change", contact.pk), form)

    contact.refresh_from_db()
    assert response.status_code == 302
    assert (contact.name, contact.user) == ("Renamed", shelf["user"])
