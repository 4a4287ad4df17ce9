"""In production, staff do nothing before they have a second factor."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.fixture
def strict(settings):
    settings.STAFF_NEED_SECOND_FACTOR = True


@pytest.fixture
def secured(cast):
    """The operator, with a second factor."""
    Authenticator.objects.create(
        user=cast.operator, type=Authenticator.Type.TOTP, data={"secret": "x"}
    )
    return cast.operator


def test_staff_without_one_are_sent_to_set_it_up(client, cast, strict):
    client.force_login(cast.operator)

    answer = client.get("/admin/")

    assert answer.status_code == 302
    assert answer.url == reverse("mfa_index")


def test_their_programs_are_told_why(client, cast, strict):
    client.force_login(cast.operator)

    answer = client.get("/api/v1/answers/")

    assert answer.status_code == 403
    assert answer.json()["code"] == "second_factor_required"


def test_the_pages_that_set_it_up_stay_open(client, cast, strict):
    client.force_login(cast.operator)

    answer = client.get(reverse("mfa_index"))

    assert answer.status_code == 200


def test_staff_with_one_get_on_with_their_work(client, secured, strict):
    client.force_login(secured)

    assert client.get("/admin/").status_code == 200


def test_contacts_need_none(client, cast, strict):
    client.force_login(cast.owner)

    assert client.get("/api/v1/nothing/").status_code == 404


def test_a_laptop_asks_for_none(client, cast):
    client.force_login(cast.operator)

    assert client.get("/admin/").status_code == 200
