"""Customers at the desk: subscriptions keep the rule that every other door keeps."""

import pytest
from django.urls import reverse

from catalogue.actions.drafting import copy_to_draft
from catalogue.models import Contact, Customer, Revision, Subscription
from tests.catalogue.admin.conftest import staff
from tests.catalogue.admin.rows import NOON
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


def offered(desk, term):
    """What a field that offers customers lists for some letters."""
    query = {
        "term": term,
        "app_label": "catalogue",
        "model_name": "contact",
        "field_name": "customer",
    }
    found = desk.get(reverse("admin:autocomplete"), query).json()["results"]
    return [each["text"] for each in found]


def test_customers_are_offered_by_their_own_names(desk, shelf, strange):
    Contact.objects.filter(pk=strange["contact"].pk).update(
        email="customer.1@agency.example"
    )

    listed = desk.get(address(Customer, "changelist"), {"q": "customer.1@agency"})

    assert offered(desk, "c1") == offered(desk, "Customer 1") == ["Customer 1"]
    assert offered(desk, "agency") == []
    assert list(listed.context["cl"].queryset) == [strange["customer"]]


def change_of(shelf, **values):
    """The form of a stored subscription, as its page posts it."""
    subscription = shelf["subscription"]
    return {
        "customer": subscription.customer_id,
        "guide": subscription.guide_id,
        "pinned_revision": subscription.pinned_revision_id,
        "service_level": subscription.service_level_id,
        "starts_on": "2026-01-01",
        "measures-TOTAL_FORMS": 2,
        "measures-INITIAL_FORMS": 1,
        "measures-0-id": shelf["subscriptionmeasure"].pk,
        "measures-0-subscription": subscription.pk,
        "measures-0-kind": "users",
        "measures-0-value": "12",
        "measures-0-valid_from": "2026-01-01",
        "measures-1-subscription": subscription.pk,
        "measures-1-kind": "users",
        "measures-1-value": "30",
        "measures-1-valid_from": "2026-06-01",
    } | values


def test_figures_are_edited_on_the_subscription_each_from_a_date_on(desk, strange):
    page = address(Subscription, "change", strange["subscription"].pk)

    answer = desk.post(page, change_of(strange))

    assert answer.status_code == 302
    rows = strange["subscription"].measures.order_by("valid_from")
    assert [(m.value, str(m.valid_from)) for m in rows] == [
        (12, "2026-01-01"),
        (30, "2026-06-01"),
    ]
    assert {m.customer_id for m in rows} == {strange["customer"].pk}


def test_a_subscription_offers_what_its_revision_has(desk, strange, shelf):
    page = address(Subscription, "change", strange["subscription"].pk)

    answer = desk.get(page)

    fields = answer.context["adminform"].form.fields
    assert list(fields["service_level"].queryset) == [strange["servicelevel"]]
    assert list(fields["components"].queryset) == [strange["component"]]
    assert list(fields["partners"].queryset) == [strange["party"]]
    assert "Guide 2, revision 1</a> (pinned)" in answer.content.decode()


def test_a_subscription_that_follows_says_which_revision_counts(desk, strange):
    Subscription.objects.filter(pk=strange["subscription"].pk).update(
        pinned_revision=None
    )

    page = desk.get(address(Subscription, "change", strange["subscription"].pk))

    words = page.content.decode()
    assert "Guide 2, revision 1</a> (published, and follows the guide)" in words


def test_a_component_of_another_guide_is_refused(desk, shelf, strange):
    page = address(Subscription, "change", strange["subscription"].pk)

    answer = desk.post(page, change_of(strange, components=[shelf["component"].pk]))

    assert "components" in answer.context["adminform"].form.errors


@pytest.mark.parametrize("state", ["draft", "scheduled"])
def test_a_service_level_that_promises_nothing_yet_is_refused(desk, strange, state):
    draft = copy_to_draft(strange["revision"], at=NOON)
    if state == "scheduled":
        Revision.objects.filter(pk=draft.pk).move(
            "scheduled", scheduled_at=NOON, scheduled_by="a", effective_at=NOON
        )
    level = draft.service_levels.get()
    form = {
        "customer": strange["customer"].pk,
        "guide": strange["guide"].pk,
        "starts_on": "2025-01-01",
        "ends_on": "2026-01-01",
        "service_level": level.pk,
    } | NO_MEASURES

    answer = desk.post(address(Subscription, "add"), form)

    (told,) = answer.context["adminform"].form.errors["service_level"]
    assert (
        told
        == f"This service level is of a {state} revision, which promises nothing yet."
    )


def test_a_pin_to_what_was_withdrawn_is_not_lost_by_saving_something_else(
    desk, strange
):
    Revision.objects.filter(pk=strange["revision"].pk).move(
        "withdrawn", withdrawn_at=NOON, withdrawn_by="a"
    )
    page = address(Subscription, "change", strange["subscription"].pk)

    answer = desk.post(page, change_of(strange, integrations="CRM"))

    (told,) = answer.context["adminform"].form.errors["pinned_revision"]
    assert told == "A withdrawn revision binds nobody."
    assert Subscription.objects.get().pinned_revision == strange["revision"]
