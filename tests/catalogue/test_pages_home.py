"""The first page."""

import pytest
from django.urls import reverse

from catalogue.models import Subscription
from catalogue.platform.parts import HomePanel, Panel

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(client):
    return lambda user: (
        client.force_login(user),
        client.get(reverse("catalogue:home")),
    )[1]


def test_a_visitor_is_asked_to_sign_in(client):
    answer = client.get(reverse("catalogue:home"))

    assert answer.url.startswith(reverse("account_login"))


def test_a_customer_sees_its_guides_and_examples_from_them(home, dana, subscription):
    answer = home(dana)

    assert [r.title for r in answer.context["revisions"]] == ["Voice Service Guide"]
    assert answer.context["examples"][0] == "Reset a user's password"
    assert "Northwind" in answer.content.decode()


def test_a_stranger_sees_none_of_them(home, stranger, subscription):
    answer = home(stranger)

    assert answer.context["revisions"] == answer.context["examples"] == []
    assert "no guide here for you yet" in answer.content.decode()


def test_a_subscription_that_ended_shows_nothing(home, dana, subscription):
    Subscription.objects.update(ends_on="2026-02-01")

    assert home(dana).context["revisions"] == []


def test_a_panel_from_above_is_shown(home, dana, subscription, monkeypatch):
    monkeypatch.setattr(HomePanel, "makers", [])
    HomePanel.register(
        lambda items, actor, at: [[Panel("Hours", "12 left")] for _ in items]
    )

    assert "12 left" in home(dana).content.decode()


def test_staff_see_the_portal_too(home, curator, small_guide):
    answer = home(curator)

    assert answer.context["revisions"] == [small_guide]
    assert "Staff desk" in answer.content.decode()
