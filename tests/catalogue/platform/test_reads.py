"""What is read by hand is what Django reads, sessions and logins above all."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from catalogue.models import ApiKey, User
from catalogue.platform.inserts import insert
from catalogue.platform.reads import read
from catalogue.platform.signins import LOGIN, PortalBackend, SessionStore

pytestmark = pytest.mark.django_db

KEY = "SELECT id, scopes, created_at, 7 AS weight FROM catalogue_apikey WHERE id = %(key)s"


@pytest.fixture
def user():
    return User.objects.create_user("ada@example.com", "long and odd", name="Ada")


@pytest.fixture
def key(user):
    row = ApiKey(
        name="monitor", scopes=["intake"], staff=user, created_by="x", digest="d"
    )
    insert([row])
    return row


@pytest.fixture
def session():
    store = SessionStore()
    store["customer"] = 7
    store.create()
    return store


def test_a_row_has_its_values_and_what_else_was_asked_for(
    key, django_assert_num_queries
):
    for _ in range(2):  # the first time it is learnt how
        with django_assert_num_queries(1):
            (found,) = read(ApiKey, KEY, {"key": key.pk})

        assert (found.pk, found.scopes, found.weight) == (key.pk, ["intake"], 7)
        assert found.created_at == ApiKey.objects.get().created_at
        assert found.get_deferred_fields() >= {"name", "digest"}
        assert found.name == "monitor"


def test_nothing_found_is_no_row(key):
    assert read(ApiKey, KEY, {"key": key.pk + 1}) == []


def test_rows_with_much_in_common_keep_what_they_do_not_share(user):
    names = [("a", ["x"]), ("a", ["y"]), ("b", ["x"])]
    rows = [
        ApiKey(name=name, scopes=scopes, staff=user, created_by="x", digest=str(number))
        for number, (name, scopes) in enumerate(names)
    ]

    insert(rows)

    stored = ApiKey.objects.order_by("digest")
    assert [(row.name, row.scopes) for row in stored] == names


def test_a_login_is_read_whole(user):
    found = PortalBackend().get_user(user.pk)

    assert found.get_deferred_fields() == set()
    stored = User.objects.values().get(pk=user.pk)
    assert {name: getattr(found, name) for name in stored} == stored
    assert read(User, LOGIN, [user.pk + 1]) == []


def test_a_login_that_was_closed_signs_nobody_in(user):
    User.objects.update(is_active=False)

    assert PortalBackend().get_user(user.pk) is None
    assert PortalBackend().get_user(user.pk + 1) is None


def test_a_session_keeps_what_it_holds(session):
    assert SessionStore(session.session_key)["customer"] == 7


@pytest.mark.parametrize("ended", [dt.timedelta(0), dt.timedelta(days=1)])
def test_a_session_that_ended_holds_nothing_and_has_no_key(session, ended):
    Session.objects.update(expire_date=timezone.now() - ended)

    late = SessionStore(session.session_key)

    assert late.get("customer") is None
    assert late.session_key is None


def test_an_unknown_session_key_is_never_taken_over():
    strange = SessionStore("x" * 32)

    assert strange.get("customer") is None
    assert strange.session_key is None
