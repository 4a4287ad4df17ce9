"""The time behind a statement's line: what counted when it was issued, in the order of the work."""

import datetime as dt

import pytest
from rest_framework.test import APIClient

from billing.actions.line_entries import entries_of
from billing.models import Statement, StatementLine, TimeEntry
from catalogue.models import ApiKey, Quota
from tests.billing import rows
from tests.billing.time_cast import local, ticket
from tickets.models import QuotaPeriod, Reservation

pytestmark = pytest.mark.django_db
ISSUED = dt.datetime(2026, 11, 3, 12, tzinfo=dt.UTC)


def opened(agreement, **said):
    """The entries of a line of October's statement."""
    statement = Statement(agreement=agreement, month=rows.OCTOBER, issued_at=ISSUED)
    return list(entries_of(statement, StatementLine(basis={"entries": said})))


def beyond(found, **fields):
    """A place of a ticket beyond a quota of none."""
    period = QuotaPeriod.objects.create(
        customer=found.customer,
        subscription=found.subscription,
        quota=Quota.objects.get(revision=found.revision),
        starts_on=rows.OCTOBER,
        ends_on=dt.date(2026, 11, 1),
        measure="tickets",
        allowed=0,
    )
    return Reservation.objects.create(
        **{
            "ticket": found,
            "customer": found.customer,
            "period": period,
            "amount": 1,
            "position": 1,
            "is_beyond": True,
            "made_at": rows.NOON,
            "made_by": "olive@northwind.example",
        }
        | fields
    )


@pytest.mark.parametrize("backwards", [False, True])
def test_entries_come_in_the_order_of_the_work_untimed_ones_first_of_their_day(
    backwards,
):
    agreement = rows.agreement()
    spans = [(9, 10), (13, 14)]
    timed = [
        rows.entry(
            agreement,
            60,
            started_at=local(10, 1, start),
            ended_at=local(10, 1, end),
        )
        for start, end in (spans[::-1] if backwards else spans)
    ]
    untimed = rows.entry(agreement, 30)
    before = rows.entry(agreement, 30, day=dt.date(2026, 9, 30), month=rows.OCTOBER)

    found = opened(agreement, billable=["package"])

    assert found == [before, untimed, *(timed[::-1] if backwards else timed)]
    assert list(TimeEntry.objects.in_order().reverse()) == found[::-1]


@pytest.mark.parametrize(
    ("place", "was_beyond"),
    [
        ({}, True),
        ({"made_at": ISSUED + dt.timedelta(days=1)}, False),
        ({"state": "released", "settled_at": ISSUED - dt.timedelta(days=1)}, False),
        ({"state": "released", "settled_at": ISSUED + dt.timedelta(days=1)}, True),
    ],
)
def test_a_place_beyond_a_quota_counts_as_it_was_when_the_statement_was_issued(
    place, was_beyond
):
    agreement = rows.agreement()
    found = ticket(agreement)
    by = {"settled_by": "eva@acme.example"} if "settled_at" in place else {}
    beyond(found, **place, **by)
    entry = rows.entry(agreement, 60, billable="hourly", ticket=found)

    within = opened(agreement, billable=["hourly"], beyond_quota=False)
    above = opened(agreement, billable=["hourly"], beyond_quota=True)

    assert (within, above) == (([], [entry]) if was_beyond else ([entry], []))


def test_a_program_reads_an_entry_behind_a_line_as_it_reads_any():
    agreement = rows.agreement()
    entry = rows.entry(agreement, 60, "CSDM", ticket=ticket(agreement))
    statement = Statement.objects.create(
        provider=agreement.provider,
        customer=agreement.customer,
        agreement=agreement,
        month=rows.OCTOBER,
        number=1,
        currency="USD",
        total=175,
        issued_at=ISSUED,
        issued_by="bill@acme.example",
    )
    statement.lines.create(
        customer=agreement.customer,
        position=1,
        kind="overage",
        text="Overage",
        amount=175,
        basis={"entries": {"billable": ["package"]}},
    )
    key = ApiKey(
        name="Ledger",
        created_by="x@acme.example",
        customer=agreement.customer,
        scopes=["statements", "hours"],
    )
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {key.issue()}")

    behind = api.get(f"/api/v1/statements/{statement.reference}/lines/1/").json()

    one = api.get(f"/api/v1/time-entries/{entry.pk}/").json()
    assert behind["results"] == [one]
    assert one["charged_minutes"] == 60
