"""Logging time: what is stored, what is proposed, what is refused."""

import datetime as dt

import pytest

from billing.actions.works import BadEntries, Work
from billing.models import Period, TimeEntry
from tests.billing import rows
from tests.billing.time_cast import (
    CHICAGO,
    NOW,
    actor,
    approver,
    figures,
    local,
    logged,
    office_hours,
    one,
    ticket,
)

pytestmark = pytest.mark.django_db
OCTOBER_5 = dt.date(2026, 10, 5)


def test_time_on_a_ticket_needs_no_more_than_day_and_minutes():
    agreement = rows.agreement()
    found = ticket(agreement, charge="included")

    entry = one(ticket=found, worked_on=OCTOBER_5, minutes=90)

    stored = TimeEntry.objects.get(pk=entry.pk)
    assert stored.agreement == agreement
    assert stored.customer == agreement.customer
    assert stored.engineer == rows.engineer()
    assert (stored.billable, stored.role) == ("package", "")
    assert (stored.month, stored.minutes, stored.counted_minutes) == (
        dt.date(2026, 10, 1),
        90,
        90,
    )
    assert (stored.created_by, stored.approved_at) == ("eva@acme.example", None)
