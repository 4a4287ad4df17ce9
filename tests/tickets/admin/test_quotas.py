"""Quotas in use at the desk."""

import pytest
from django.urls import reverse

from catalogue.models import Provider
from tests.catalogue.admin.conftest import staff
from tests.query_counts import pinned
from tests.tickets.quota_rows import FOUR, HOURS, SHARE, opened
from tickets.models import QuotaPeriod

LIST = reverse("admin:tickets_quotaperiod_changelist")


@pytest.fixture
def five(subscribed):
    """Five tickets on three quotas; the oldest first."""
    subscription = subscribed(SHARE, FOUR, HOURS)
    return [opened(subscription, minutes=30) for _ in range(5)]


@pytest.fixture
def desk(client, provider):
    client.force_login(staff("erin@acme.example", "engineer", provider))
    return client


def words(answer):
    return " ".join(answer.content.decode().split())


def test_the_list_says_what_is_used_of_what_is_allowed(desk, five):
    page = words(desk.get(LIST))

    assert "4.5 (2 % of 225 provisioned users)" in page
    assert "November 2026" in page
    assert "2 h" in page


@pytest.mark.parametrize(
    ("standing", "found"), [("left", 0), ("full", 3), ("beyond", 3), ("none", 3)]
)
def test_the_list_is_narrowed_to_what_is_used_up(desk, five, standing, found):
    answer = desk.get(LIST, {"standing": standing})

    assert answer.context["cl"].result_count == found


def test_a_period_leads_to_its_tickets_and_is_read_only(desk, five):
    period = QuotaPeriod.objects.get(measure="tickets", quota__unit="changes")
    url = reverse("admin:tickets_quotaperiod_change", args=[period.pk])

    page = words(desk.get(url))
    refused = desk.post(url, {"used": "0"})

    assert reverse("admin:tickets_ticket_change", args=[five[-1].pk]) in page
    assert 'name="_save"' not in page
    assert refused.status_code == 403


def test_staff_of_another_provider_find_nothing(client, five):
    other = Provider.objects.create(key="other", name="Other")
    client.force_login(staff("otto@other.example", "engineer", other))
    period = QuotaPeriod.objects.first()

    answer = client.get(LIST)
    page = client.get(reverse("admin:tickets_quotaperiod_change", args=[period.pk]))

    assert answer.context["cl"].result_count == 0
    assert "Northwind" not in words(answer)
    assert page.status_code == 302


def test_more_rows_cost_no_more_queries(desk, five, subscribed, publish_form):
    period = QuotaPeriod.objects.first()
    url = reverse("admin:tickets_quotaperiod_change", args=[period.pk])
    desk.get(url)  # content types are read once a process

    for _ in range(2):
        with pinned("quota periods"):
            desk.get(LIST)
        with pinned("quota period"):
            desk.get(url)
        opened(five[0].subscription)
        opened(five[0].subscription, at=five[0].reported_at.replace(month=10))
