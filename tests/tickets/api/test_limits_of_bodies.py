"""What no program should send: each is told at once, whatever the size."""

import pytest
from django.urls import reverse

from tests.tickets.api.test_tickets import LIST, REPORT

pytestmark = pytest.mark.django_db
STRANGE = {f"field {number}": 1 for number in range(50_000)}


@pytest.mark.parametrize("sent", [REPORT | STRANGE, REPORT | {"intake": STRANGE}])
def test_of_fields_without_end_the_first_are_named(api, sent):
    reply = api.post(LIST, sent)

    assert reply.status_code == 400
    assert len(reply.json()["errors"]) <= 21


def test_of_a_reply_too(api):
    reference = api.post(LIST, REPORT).json()["reference"]

    reply = api.post(reverse("tickets-api:reply-list", args=[reference]), STRANGE)

    assert (reply.status_code, len(reply.json()["errors"])) == (400, 20)


@pytest.mark.parametrize("size", [2 * 1024 * 1024, 22 * 1024 * 1024])
def test_what_is_too_large_is_said_to_be_that(api, size):
    body = f'{{"summary": "{"a" * size}"}}'

    reply = api.post(LIST, body, content_type="application/json")

    assert (reply.status_code, reply.json()["code"]) == (413, "too_large")


def test_a_name_of_a_field_that_nobody_can_show_is_refused_like_others(api):
    body = '{"\\ud800x": 1, "intake": {"\\ud800": 1}}'

    reply = api.post(LIST, body, content_type="application/json")

    assert reply.status_code == 400
    assert "#/x" in [each["pointer"] for each in reply.json()["errors"]]
