"""Acting for one of several customers."""

import pytest
from django.urls import reverse

from catalogue.models import Contact, Customer

pytestmark = pytest.mark.django_db
SWITCH = "catalogue:customer-switch"


@pytest.fixture
def second(dana):
    """Another customer that dana is a contact of."""
    customer = Customer.objects.create(key="ajax", name="Ajax Tools")
    Contact.objects.create(customer=customer, user=dana, name="Dana", email=dana.email)
    return customer


def test_who_is_contact_of_several_may_choose(client, dana, second, northwind):
    client.force_login(dana)
    assert client.get("/").context["customer"] == second  # the first by name

    answer = client.post(reverse(SWITCH), {"customer": northwind.pk})

    assert answer.url == reverse("catalogue:home")
    assert client.get("/").context["customer"] == northwind


@pytest.mark.parametrize("chosen", ["", "0", "x", "999999999999999999999"])
def test_what_is_no_customer_of_theirs_is_not_found(client, dana, chosen):
    client.force_login(dana)

    assert client.post(reverse(SWITCH), {"customer": chosen}).status_code == 404


def test_a_stranger_does_not_become_somebody_else(client, stranger, northwind):
    client.force_login(stranger)

    assert client.post(reverse(SWITCH), {"customer": northwind.pk}).status_code == 404


def test_switching_is_not_a_link(client, dana):
    client.force_login(dana)

    assert client.get(reverse(SWITCH)).status_code == 405
