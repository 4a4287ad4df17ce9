"""Decisions and reminders at the same moment. PostgreSQL only: SQLite writes one after the other."""

import datetime as dt
from decimal import Decimal

import pytest

from billing.actions import change_requests
from billing.actions.changes import Change
from billing.actions.refusals import NotNow
from billing.actions.telling_agreements import remind
from billing.models import Notice
from catalogue.models import Mail
from tests.billing.agreed import (
    NOW,
    actor,
    hours_agreement,
    hours_guide,
    person,
    staff,
)
from tests.tickets.test_quotas_at_once import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_of_many_decisions_at_once_one_counts():
    made = hours_agreement(hours_guide())
    change = Change(Decimal(30), order=made.orders.get().pk, monthly_fee=Decimal(4500))
    pks = [
        change_requests.propose(made.pk, changes=[change], actor=staff(), at=NOW).pk
        for _ in range(2)
    ]
    approver = actor("approver")
    results = at_once(
        6, lambda n: change_requests.approve(pks[n % 2], actor=approver, at=NOW)
    )

    assert sum(isinstance(each, NotNow) for each in results) == 5
    assert made.orders.count() == 2


def test_of_many_workers_at_once_one_reminds():
    hours_agreement(hours_guide())
    person("manager")
    at = dt.datetime(2026, 11, 28, 18, tzinfo=dt.UTC)

    results = at_once(4, lambda n: remind(at))

    assert not [each for each in results if isinstance(each, Exception)]
    assert (Notice.objects.count(), Mail.objects.count()) == (1, 1)
