"""Pages of lists: an address asks for another page, whatever somebody writes into it."""

from base64 import b64encode

import pytest
from django.test import Client
from django.urls import reverse

from billing.models import Statement
from catalogue.platform.paging import LONGEST, Pages
from tests.cast import Cast

LISTS = ["catalogue:guide-list", "billing:statement-list", "billing:entry-list"]
LEDGERS = ["agreement-list", "overage-approval-list", "statement-list"]
CURSORS = [
    *(f"billing-api:{name}" for name in [*LEDGERS, "time-entry-list"]),
    "tickets-api:ticket-list",
]


def as_owner(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.owner)
    return client


@pytest.mark.parametrize("asked", ["-1", "0", "1", "x", "9" * 30])
@pytest.mark.parametrize("name", LISTS)
def test_an_address_may_ask_for_any_length_of_a_page(cast, name, asked):
    answer = as_owner(cast).get(reverse(name), {"per_page": asked})

    assert answer.status_code == 200
    assert answer.context["table"].paginator.per_page <= LONGEST


@pytest.mark.parametrize(("asked", "given"), [(-5, 1), (50, 50), (10**9, LONGEST)])
def test_a_page_has_at_least_a_row_and_no_more_than_the_longest(asked, given):
    assert Pages([], asked).per_page == given


@pytest.mark.parametrize("position", ["x", "-1", "٣", "1e5", "\0", "9" * 19])
@pytest.mark.parametrize("name", CURSORS)
def test_a_cursor_that_names_no_key_is_none(cast, name, position):
    forged = b64encode(f"p={position}".encode()).decode()

    answer = as_owner(cast).get(reverse(name), {"cursor": forged})

    assert answer.status_code == 404
    assert answer.json()["detail"] == "Invalid cursor"


def test_a_cursor_goes_on_from_a_key(cast):
    made = Statement.objects.get()
    before = b64encode(f"p={made.pk + 1}".encode()).decode()

    answer = as_owner(cast).get(
        reverse("billing-api:statement-list"), {"cursor": before}
    )

    assert [row["reference"] for row in answer.json()["results"]] == [made.reference]
