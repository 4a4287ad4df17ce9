"""What tickets show on pages of the catalogue."""

import pytest
from django.test import Client
from django.urls import reverse

from catalogue.answers.lines import provision_answer
from tests.tickets.acts.lives import line
from tickets import parts

pytestmark = pytest.mark.django_db


def answers_about(subscription, *keys):
    rows = [line(subscription, key) for key in keys]
    return [provision_answer(row, row.revision, 1) for row in rows]


def test_each_line_leads_to_a_ticket_about_it(subscription, dana_actor, now):
    found = parts.way_to_ticket(
        answers_about(subscription, "reset", "report"), dana_actor, now
    )

    assert [[part.url for part in each] for each in found] == [
        [f"/tickets/new/?provision={line(subscription, key).pk}"]
        for key in ("reset", "report")
    ]


def test_what_is_no_line_leads_nowhere(subscription, dana_actor, now):
    (answer,) = answers_about(subscription, "reset")
    answer.provision = None

    assert parts.way_to_ticket([answer], dana_actor, now) == [[]]


def test_staff_are_not_led_to_the_customers_form(subscription, staff_actor, now):
    answers = answers_about(subscription, "reset")

    assert parts.way_to_ticket(answers, staff_actor, now) == [[]]


def test_the_first_page_shows_what_is_open_to_whom_it_belongs(
    make, dana, rick, stranger, now
):
    make("Phones are silent", dana)
    make("Done long ago", dana, state="cancelled", ended_at=now)

    shown = {user: home(user) for user in (dana, rick, stranger)}

    assert "Phones are silent" in shown[dana]
    assert "Done long ago" not in shown[dana]
    assert "Phones are silent" not in shown[rick]
    assert "Phones are silent" not in shown[stranger]


def home(user):
    """The first page of somebody."""
    client = Client()
    client.force_login(user)
    return client.get(reverse("catalogue:home")).content.decode()
