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


def test_an_address_of_another_own_company_leads_there_by_a_choice(
    client, dana, second, northwind
):
    client.force_login(dana)
    address = "/tickets/T-999/?from=mail"

    page = client.get(address).content.decode()
    answer = client.post(reverse(SWITCH), {"customer": northwind.pk, "next": address})

    assert "another company of yours" in page
    assert f'name="next" value="{address}"' in page
    assert answer.url == address


def test_a_choice_never_leads_to_another_host(client, dana, second, northwind):
    client.force_login(dana)
    sent = {"customer": northwind.pk, "next": "https://evil.example/"}

    assert client.post(reverse(SWITCH), sent).url == reverse("catalogue:home")


def test_who_has_one_company_is_offered_no_choice(client, dana, northwind):
    client.force_login(dana)

    page = client.get("/tickets/T-999/").content.decode()

    assert "another company" not in page


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
