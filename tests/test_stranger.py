"""Nobody sees what is not theirs: every address is tried by an anonymous visitor and a stranger."""

import pytest

from tests.sitemap import is_desk, is_ours, routes

# Addresses that anybody may open, each with its reason.
OPEN = {
    "health": "a load balancer asks it",
    "account_login": "the way in",
    "account_logout": "ends a session, if there is one",
    "account_signup": "says that sign-up is closed",
    "account_inactive": "says that the login is switched off",
    "account_reset_password": "sends a link to the address, the same answer for all",
    "account_reset_password_done": "says that the link is on its way",
    "account_reset_password_from_key": "the link carries the proof",
    "account_reset_password_from_key_done": "says that it worked",
    "account_confirm_email": "the link carries the proof",
    "account_email_verification_sent": "says that a message is on its way",
    "account_confirm_login_code": "sends who did not start there back to sign-in",
    "mfa_authenticate": "sends who did not start there back to sign-in",
    "admin:jsi18n": "words of the date picker",
    "admin:logout": "sends who is not signed in to the desk, and so back to sign-in",
}

SIGN_IN = ("/accounts/login/", "/admin/login/")


def named(wanted):
    return [pytest.param(route, id=route.name) for route in routes() if wanted(route)]


def desk():
    return [route for route in routes() if is_desk(route) and route.name not in OPEN]


def may_be_closed(route):
    return not is_desk(route) and route.name not in OPEN


def of_an_object(route):
    return is_ours(route) and bool(route.params)


def of_no_object(route):
    return is_ours(route) and not route.params


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("route", named(may_be_closed))
def test_an_anonymous_visitor_is_asked_to_sign_in(client, cast, route, method):
    answer = getattr(client, method)(route.url(cast))

    assert is_sent_away(answer)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_admin_is_closed_to_anonymous_visitors(client, cast, method):
    ask = getattr(client, method)
    entered = [r.name for r in desk() if not is_sent_away(ask(r.url(cast)))]

    assert not entered


def is_sent_away(answer):
    if answer.status_code == 302:
        return answer.url.startswith(SIGN_IN)
    return answer.status_code in {401, 404}


@pytest.mark.django_db
@pytest.mark.parametrize("route", named(of_an_object))
def test_a_stranger_does_not_find_it(client, cast, route):
    client.force_login(cast.stranger)

    assert status_by_any_method(client, route.url(cast)) == 404


@pytest.mark.django_db
@pytest.mark.parametrize("route", named(of_an_object))
def test_its_owner_finds_it(client, cast, route):
    """Without this, a wrong address would pass for a closed one."""
    client.force_login(cast.owner)

    assert status_by_any_method(client, route.url(cast)) < 400


def status_by_any_method(client, url):
    """The answer to a look, or to an act where looking is not allowed."""
    answer = client.get(url)
    return (
        answer.status_code
        if answer.status_code != 405
        else client.post(url).status_code
    )


@pytest.mark.django_db
@pytest.mark.parametrize("route", named(of_no_object))
def test_a_page_for_all_names_nothing_of_another_customer(client, cast, route):
    client.force_login(cast.stranger)

    words = client.get(route.url(cast)).content.decode()

    assert cast.guide.title not in words
    assert cast.customer.name not in words
    assert cast.owner.email not in words


@pytest.mark.django_db
def test_the_admin_is_closed_to_contacts(client, cast):
    client.force_login(cast.owner)
    answers = {route.name: client.get(route.url(cast)) for route in desk()}

    entered = [
        name
        for name, answer in answers.items()
        if answer.status_code not in {302, 403, 404}
        or (answer.status_code == 302 and not answer.url.startswith(SIGN_IN))
    ]

    assert not entered
