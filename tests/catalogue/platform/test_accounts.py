"""Signing in: by e-mail address, on invitation only, with a limit on guessing."""

import pytest
from django.urls import reverse

from catalogue.models import User

pytestmark = pytest.mark.django_db


def sign_in(client, email, password):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_nobody_signs_up_by_themselves(client):
    form = {
        "email": "new@mills.example",
        "password1": "S0me-words!",
        "password2": "S0me-words!",
    }

    client.post(reverse("account_signup"), form)

    assert not User.objects.exists()


def test_the_address_signs_in_whatever_its_case(client, cast):
    answer = sign_in(client, "Olive@Harbour.Example", "pass")

    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(cast.owner.pk)


def test_a_wrong_password_does_not(client, cast):
    sign_in(client, cast.owner.email, "guess")

    assert "_auth_user_id" not in client.session


def test_after_some_guesses_even_the_right_password_waits(client, cast):
    for _ in range(6):
        sign_in(client, cast.owner.email, "guess")

    sign_in(client, cast.owner.email, "pass")

    assert "_auth_user_id" not in client.session


def test_the_admin_signs_in_by_the_same_door(client):
    answer = client.get("/admin/login/?next=/admin/")

    assert answer.status_code == 302
    assert answer.url == "/accounts/login/?next=%2Fadmin%2F"


def test_nobody_takes_over_another_address(client, cast):
    client.force_login(cast.stranger)

    client.post(
        reverse("account_email"), {"action_add": "", "email": "x@harbour.example"}
    )

    assert not cast.stranger.emailaddress_set.filter(email="x@harbour.example").exists()
