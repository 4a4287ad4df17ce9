"""Lists of agreements and of what hangs on them, at the desk."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.models import (
    ChangeRequest,
    Notice,
)
from catalogue.models import User
from tests.billing import rows
from tests.billing.agreed import (
    NOVEMBER,
    NOW,
    desk_address,
    hours_agreement,
    hours_guide,
    subscribed,
)

pytestmark = pytest.mark.django_db
LOTS = "Sold in lots of 40 hours here, in lots of 10 hours there."


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def desk(client):
    """A browser of somebody who may do everything."""
    client.force_login(
        User.objects.create_user(
            "boss@acme.example", "pass", is_staff=True, is_superuser=True
        )
    )
    return client


@pytest.fixture
def guide(db):
    return hours_guide(finding=LOTS)


@pytest.fixture
def made(guide):
    return hours_agreement(guide)


@pytest.mark.parametrize(
    "model",
    ["agreement", "coverage", "orderedoffer", "agreedrate", "changerequest", "notice"],
)
def test_a_list_costs_the_same_with_few_rows_and_many(desk, made, guide, model):
    page = desk_address("changelist", model=model)
    fill(made)
    few = desk.get(page, {"q": "h"})
    with CaptureQueriesContext(connection) as first:
        desk.get(page)
    for number in range(3):
        owner = rows.customer(f"harbour-{number}")
        fill(rows.agreement(owner, covers=subscribed(guide, owner)))

    with CaptureQueriesContext(connection) as second:
        many = desk.get(page)

    assert few.status_code == 200
    assert many.context["cl"].result_count >= 4
    assert len(second) == len(first)


def fill(agreement):
    """A change that was asked, and a reminder."""
    owner = {"agreement": agreement, "customer": agreement.customer}
    ChangeRequest.objects.create(
        **owner, summary="More hours", effective_on=NOVEMBER, made_at=NOW, made_by="eva"
    )
    Notice.objects.create(**owner, kind="term", on=NOVEMBER, mark=30, at=NOW)


def test_the_page_of_a_new_agreement_opens(desk):
    assert desk.get(desk_address("add")).status_code == 200
