"""Requests that are sent again."""

import datetime as dt

import pytest

from catalogue.models import Submission
from catalogue.platform.idempotency import (
    BadKey,
    KeyReused,
    fingerprint,
    forget_old,
    once,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def send(now):
    """Send a request: `send(act, key=…, payload=…)`; its reply."""

    def sent(act, key="k1", payload="hello", sender="key:1"):
        with once(sender=sender, key=key, payload=payload, at=now) as kept:
            if kept.is_new:
                kept.keep(act())
        return kept.reply

    return sent


@pytest.fixture
def count():
    """An act that says how often it was done."""
    done = []

    def act():
        done.append(1)
        return {"number": len(done)}

    return act


def test_the_same_request_is_done_once_and_answered_alike(send, count):
    assert [send(count), send(count)] == [{"number": 1}] * 2


def test_another_key_another_sender_and_none_are_other_requests(send, count):
    send(count)
    send(count, key="k2")
    send(count, sender="key:2")
    send(count, key="")

    assert send(count, key="") == {"number": 5}
    assert Submission.objects.count() == 3


def test_a_key_is_not_for_another_request(send, count):
    send(count)

    with pytest.raises(KeyReused, match="take a new key"):
        send(count, payload="goodbye")
    assert send(count) == {"number": 1}


def test_what_is_refused_leaves_its_key_free(send, count):
    def refuse():
        raise LookupError

    with pytest.raises(LookupError):
        send(refuse)

    assert send(count) == {"number": 1}


@pytest.mark.parametrize("key", ["x" * 201, "käse", "a\nb", "\x00"])
def test_a_key_that_cannot_be_kept_is_refused(send, count, key):
    with pytest.raises(BadKey):
        send(count, key=key)


def test_the_order_of_members_is_no_other_request():
    assert fingerprint({"a": 1, "b": [2]}) == fingerprint({"b": [2], "a": 1})
    assert fingerprint({"a": 1}) != fingerprint({"a": "1"})
    assert fingerprint({"a": b"x"}) != fingerprint({"a": b"y"})
    assert fingerprint(
        "\ud800"
    )  # a lone surrogate is no character, but it is the same one


def test_keys_are_forgotten_after_a_month(send, count, now):
    send(count)

    assert forget_old(now + dt.timedelta(days=29)) == 0
    assert forget_old(now + dt.timedelta(days=31)) == 1
    assert send(count) == {"number": 2}
