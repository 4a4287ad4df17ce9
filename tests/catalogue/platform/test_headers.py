"""Every answer tells the browser what it may do, and which request it was."""

import logging

import pytest

from catalogue.platform.request_id import RequestIdFilter, current

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer(client):
    return client.get("/health/")


def test_nothing_is_loaded_from_elsewhere(answer):
    policy = answer.headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_what_the_portal_never_uses_is_switched_off(answer):
    assert "camera=()" in answer.headers["Permissions-Policy"]


def test_nobody_frames_it_and_no_address_leaks(answer):
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_proxys_request_id_is_kept(client):
    answer = client.get("/health/", headers={"X-Request-ID": "edge-12345678"})

    assert answer.headers["X-Request-ID"] == "edge-12345678"


@pytest.mark.parametrize("forged", ["short", "two words here", "x" * 65, "a\tb-345678"])
def test_a_request_id_that_could_forge_a_log_line_is_replaced(client, forged):
    answer = client.get("/health/", headers={"X-Request-ID": forged})

    assert answer.headers["X-Request-ID"] != forged


def test_a_log_line_carries_the_request_id():
    record = logging.LogRecord("remit", logging.INFO, "", 0, "words", (), None)
    token = current.set("edge-12345678")

    RequestIdFilter().filter(record)
    current.reset(token)

    assert record.request_id == "edge-12345678"


def test_a_refusal_is_logged_with_the_request_id(client, caplog):
    caplog.handler.addFilter(RequestIdFilter())

    client.get("/nowhere/", headers={"X-Request-ID": "edge-12345678"})

    refusals = [line for line in caplog.records if line.name == "django.request"]
    assert [line.request_id for line in refusals] == ["edge-12345678"]
