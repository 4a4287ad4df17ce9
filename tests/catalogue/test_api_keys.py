"""Programs and their keys."""

import datetime as dt

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from catalogue.models import ApiKey, Guide, Provider, Subscription

pytestmark = pytest.mark.django_db


@pytest.fixture
def make_key(subscription, now):
    """Issue a key of Northwind and give back the key and its secret."""

    def make(**values):
        fields = {"customer": subscription.customer, "scopes": ["ask"]} | values
        key = ApiKey(name="Intranet", created_by="curator@acme.example", **fields)
        return key, key.issue()

    return make


@pytest.fixture
def ask(client):
    """Ask as a program with that header."""

    def ask_with(secret, question="reset a password", **more):
        api = APIClient()
        if secret is not None:
            api.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
        return api.get(reverse("api:answer-list"), {"q": question} | more)

    return ask_with


def test_a_key_asks_for_its_customer(make_key, ask):
    key, secret = make_key()

    reply = ask(secret)

    assert reply.status_code == 200
    assert reply.json()["answers"][0]["text"] == "Reset a user's password"
    key.refresh_from_db()
    assert key.last_used_at is not None


def test_the_secret_is_kept_nowhere(make_key):
    key, secret = make_key()

    assert secret not in str(ApiKey.objects.values())
    assert secret.startswith(key.prefix)


def test_a_key_of_another_customer_finds_nothing(make_key, stranger, ask):
    _, secret = make_key(customer=stranger.contacts.get().customer)

    reply = ask(secret)

    assert reply.json()["answers"] == []
    assert reply.json()["guides"] == []


@pytest.mark.parametrize("secret", ["remit_wrong", "", "a b", "ü", "x" * 5000])
def test_a_wrong_key_is_refused(make_key, ask, secret):
    make_key()

    reply = ask(secret)

    assert reply.status_code == 401
    assert reply["Content-Type"] == "application/problem+json"


def test_without_a_key_a_program_is_told_to_send_one(ask):
    reply = ask(None)

    assert reply.status_code == 401
    assert reply["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "ended",
    [
        {"expires_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)},
        {"revoked_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC), "revoked_by": "staff"},
    ],
)
def test_an_ended_key_is_refused(make_key, ask, ended):
    _, secret = make_key(**ended)

    assert ask(secret).status_code == 401


def test_a_key_may_do_only_what_its_scopes_name(make_key, ask):
    _, secret = make_key(scopes=["tickets"])

    assert ask(secret).status_code == 403


def test_a_key_of_staff_who_left_is_refused(make_key, curator, ask):
    _, secret = make_key(customer=None, staff=curator)
    curator.is_active = False
    curator.save()

    assert ask(secret).status_code == 401


def test_an_empty_question_names_the_field(make_key, ask):
    _, secret = make_key()

    reply = ask(secret, "")

    assert reply.status_code == 400
    assert reply.json()["errors"][0]["pointer"] == "#/q"


def test_a_guide_one_may_not_read_does_not_exist(make_key, small_guide, stranger, ask):
    _, secret = make_key(customer=stranger.contacts.get().customer)

    assert ask(secret, guide=small_guide.guide.key).status_code == 404


def test_a_key_belongs_to_a_customer_or_to_staff(make_key, curator):
    from django.db import IntegrityError

    with pytest.raises(IntegrityError, match="catalogue_apikey_one_owner"):
        make_key(staff=curator)


def test_a_key_that_two_providers_use_asks_for_the_provider(make_key, small_guide, ask):
    other = Provider.objects.create(key="other", name="Other")
    twin = Guide.objects.create(provider=other, key=small_guide.guide.key, title="Twin")
    _, secret = make_key()
    Subscription.objects.create(
        customer=ApiKey.objects.get().customer,
        guide=twin,
        starts_on=dt.date(2026, 1, 1),
    )

    unclear = ask(secret, guide=twin.key)
    clear = ask(secret, guide=twin.key, provider="acme")

    assert unclear.status_code == 400
    assert "acme" in unclear.json()["errors"][0]["detail"]
    assert clear.json()["guides"] == ["Voice Service Guide"]
