"""Pages for what goes wrong, and pages about one's login: in the layout, and telling nothing."""

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from catalogue.platform.problems import server_error

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [400, 403, 404, 429, 500])
def test_an_error_page_stands_without_a_request(number):
    page = render_to_string(f"{number}.html")

    assert '<html lang="en">' in page
    assert str(number) in page


def test_a_wrong_address_is_answered_in_the_layout(client, dana):
    client.force_login(dana)

    answer = client.get("/nowhere/secret-path/")

    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()
    assert "secret-path" not in answer.content.decode()


def test_a_broken_page_tells_nothing():
    page = server_error(RequestFactory().get("/")).content.decode()

    assert "Something broke on our side" in page
    assert "Traceback" not in page


def test_a_form_without_its_token_is_refused_in_the_layout(dana):
    client = Client(enforce_csrf_checks=True)
    client.force_login(dana)

    answer = client.post(reverse("catalogue:ask-staff"), {"q": "x"})

    assert answer.status_code == 403
    assert "The form has expired" in answer.content.decode()


def test_too_many_tries_are_answered_in_the_layout(client, dana):
    for _ in range(12):
        answer = client.post(
            reverse("account_login"), {"login": dana.email, "password": "wrong"}
        )

    page = answer.content.decode()
    assert "Too many" in page
    assert '<html lang="en">' in page


@pytest.mark.parametrize(
    "name", ["account_login", "account_reset_password", "account_signup"]
)
def test_the_way_in_is_in_the_layout(client, name):
    page = client.get(reverse(name)).content.decode()

    assert '<html lang="en">' in page
    assert "Sign up" not in page


def test_a_wrong_password_is_said_in_words(client, dana):
    page = client.post(
        reverse("account_login"), {"login": dana.email, "password": "wrong"}
    ).content.decode()

    assert 'class="errorlist' in page


@pytest.mark.parametrize(
    "name", ["mfa_index", "account_change_password", "account_logout"]
)
def test_pages_about_the_login_are_in_the_layout(client, dana, name):
    client.force_login(dana)

    page = client.get(reverse(name)).content.decode()

    assert 'class="brand"' in page
    assert "<h1>" in page


def test_the_code_to_scan_needs_no_exception_of_the_policy(client, dana):
    client.force_login(dana)
    client.post(reverse("account_reauthenticate"), {"password": "secret-enough"})

    page = client.get(reverse("mfa_activate_totp")).content.decode()

    assert "<svg" in page
    assert "data:image" not in page
