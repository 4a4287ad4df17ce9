"""Hours on a ticket's pages: what is shown to whom, and what the forms do."""

import datetime as dt

import pytest
from django.urls import reverse

from billing.models import TimeEntry, Timer
from tests.billing import rows
from tests.cast import NOON, contact
from tests.query_counts import pinned

pytestmark = pytest.mark.django_db
MARCH_1 = dt.date(2026, 3, 1)
DETAIL = {
    "day": "2026-03-01",
    "time": "1:30",
    "billable": "hourly",
    "role": "",
    "description": "Replaced the recorder’s disk",
}


@pytest.fixture
def desk(client, cast, settings):
    client.force_login(cast.operator)
    return client


def page_of(ticket):
    return reverse("admin:tickets_ticket_change", args=[ticket.pk])


def door(name, *args):
    return reverse(f"admin:billing_timer_{name}", args=args)


def test_the_desk_shows_hours_left_and_the_way_beyond_before_work_begins(desk, cast):
    response = desk.get(page_of(cast.ticket))

    text = response.content.decode()
    assert "20 h" in text
    assert "Beyond the hours work goes on" in text
    assert "No time is logged yet." in text
