"""Who asks the API of tickets."""

import pytest
from rest_framework.test import APIClient

from catalogue.models import ApiKey


@pytest.fixture
def client_of():
    """A program's client: `client_of(customer=…, scopes=[…])`."""

    def made(**values):
        key = ApiKey(name="Monitor", created_by="curator@acme.example", **values)
        api = APIClient()
        api.credentials(HTTP_AUTHORIZATION=f"Bearer {key.issue()}")
        return api

    return made


@pytest.fixture
def api(subscription, client_of):
    """A program of Northwind's."""
    return client_of(customer=subscription.customer, scopes=["tickets", "intake"])


@pytest.fixture
def signed_in():
    """A person's client."""

    def made(user):
        browser = APIClient()
        browser.force_login(user)
        return browser

    return made
