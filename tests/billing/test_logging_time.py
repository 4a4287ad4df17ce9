"""Logging time: what is stored, in which month, and what is refused."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.actions.logging_time import moved_note
from billing.actions.works import BadEntries, Work
from billing.models import AgreedRate, Period, TimeEntry
from tests.billing import rows
from tests.billing.time_cast import (
    NOW,
    figures,
    local,
    logged,
    office_hours,
    one,
    ticket,
)
from tests.query_counts import pinned

pytestmark = pytest.mark.django_db
OCTOBER_5 = dt.date(2026, 10, 5)
OCTOBER, NOVEMBER = dt.date(2026, 10, 1), dt.date(2026, 11, 1)
NINE, TEN = local(10, 5, 9), local(10, 5, 10)
GIVEN = {"worked_on": OCTOBER_5, "minutes": 30}
SPAN = {"started_at": NINE, "ended_at": TEN}


def test_time_on_a_ticket_needs_no_more_than_day_and_minutes():
    agreement = rows.agreement()
    found = ticket(agreement, charge="included")

    entry = one(ticket=found, worked_on=OCTOBER_5, minutes=90)

    stored = TimeEntry.objects.get(pk=entry.pk)
    assert stored.agreement == agreement
    assert stored.customer == agreement.customer
    assert stored.engineer == rows.engineer()
    assert (stored.billable, stored.role) == ("package", "Service Management")
    assert (stored.month, stored.minutes) == (OCTOBER, 90)
    assert (stored.counted_minutes, stored.after_minutes) == (90, 0)
    assert (stored.created_by, stored.approved_at) == ("eva@acme.example", None)


@pytest.mark.parametrize(
    ("start", "end", "day", "minutes"),
    [
        # 31 October 23:30 in Chicago is 1 November 04:30 in UTC: it is October's, all of it.
        (local(10, 31, 23, 30), local(11, 1, 0, 30), dt.date(2026, 10, 31), 60),
        (local(11, 1, 0, 0), local(11, 1, 0, 30), NOVEMBER, 30),
        # 8 March has 23 hours, 1 November has 25.
        (local(3, 8, 1, 30), local(3, 8, 3, 30), dt.date(2026, 3, 8), 60),
        (local(11, 1, 0, 30), local(11, 1, 2, 30), NOVEMBER, 180),
        (local(3, 8, 0), local(3, 9, 0), dt.date(2026, 3, 8), 23 * 60),
    ],
)
def test_day_and_month_are_those_of_the_start_where_the_customer_is(
    start, end, day, minutes
):
    agreement = rows.agreement()

    entry = one(agreement=agreement, started_at=start, ended_at=end)

    assert (entry.worked_on, entry.month) == (day, day.replace(day=1))
    assert entry.minutes == minutes


def test_time_is_parted_at_closing_time_and_rounded_over_its_parts():
    """17:30 to 18:45 in steps of 15 with a minimum of an hour, hourly (W36).

    Worked 75 minutes: 30 within, then 45 after. The first 30 come to the minimum of 60; all 75
    come to 75, so 15 more fall after closing time.
    """
    agreement = rows.agreement(
        calendar=office_hours(), increment_minutes=15, minimum_minutes=60
    )
    span = {"started_at": local(10, 6, 17, 30), "ended_at": local(10, 6, 18, 45)}

    hourly = one(agreement=agreement, billable="hourly", **span)
    bob = rows.engineer("bob@acme.example")
    (package,) = logged(Work(agreement=agreement, billable="package", **span), by=bob)
    whole_day = one(
        agreement=agreement,
        billable="package",
        worked_on=dt.date(2026, 10, 6),
        minutes=50,
        is_after_hours=True,
    )

    assert figures([hourly, package, whole_day]) == [
        (75, 60, 15),
        (75, 30, 45),  # no minimum for work of the package
        (50, 0, 60),  # 50 in steps of 15
    ]


def test_what_is_free_is_never_counted():
    agreement = rows.agreement(increment_minutes=15)

    entries = logged(
        *(
            Work(
                agreement=agreement, billable=billable, worked_on=OCTOBER_5, minutes=20
            )
            for billable in ("no_charge", "exempt", "sow")
        )
    )

    assert figures(entries) == [(20, 0, 0), (20, 0, 0), (20, 30, 0)]


def test_the_same_engineer_is_never_in_two_places_but_may_go_on_where_work_ended():
    agreement = rows.agreement()
    found = ticket(agreement)
    one(ticket=found, started_at=NINE, ended_at=TEN)
    quarter = dt.timedelta(minutes=15)

    after = one(agreement=agreement, started_at=TEN, ended_at=TEN + quarter)
    before = one(agreement=agreement, started_at=NINE - quarter, ended_at=NINE)
    (bobs,) = logged(
        Work(agreement=agreement, **SPAN), by=rows.engineer("bob@acme.example")
    )
    with pytest.raises(BadEntries) as refused:
        logged(
            Work(agreement=agreement, started_at=TEN - quarter, ended_at=TEN),
            Work(
                agreement=agreement,
                started_at=local(10, 6, 9),
                ended_at=local(10, 6, 11),
            ),
            Work(
                agreement=agreement,
                started_at=local(10, 6, 10),
                ended_at=local(10, 6, 12),
            ),
        )

    assert {after.minutes, before.minutes, bobs.minutes} == {15, 60}
    assert refused.value.errors == {
        0: {
            "started_at": f"You have logged 09:00 to 10:00 on 5 October on {found.reference} "
            "already: change one of both."
        },
        2: {
            "started_at": "It overlaps with row 2, 09:00 to 11:00 on 6 October: change one of "
            "them."
        },
    }


def test_an_external_id_stands_once_in_an_agreement():
    agreement, other = rows.agreement(), rows.agreement(name="Other")
    one(agreement=agreement, external_id="X1", **GIVEN)

    kept = one(agreement=other, external_id="X1", **GIVEN)
    with pytest.raises(BadEntries) as refused:
        logged(
            Work(agreement=agreement, external_id="X1", **GIVEN),
            Work(agreement=agreement, external_id="X2", **GIVEN),
            Work(agreement=agreement, external_id="X2", **GIVEN),
        )

    assert kept.pk
    assert "correct that one" in refused.value.errors[0]["external_id"]
    assert "Row 2 has" in refused.value.errors[2]["external_id"]


def test_roles_are_those_of_packages_and_rates_in_any_case():
    agreement = rows.agreement()
    rows.package(agreement, 10, "CSE - Network")
    AgreedRate.objects.create(
        agreement=agreement,
        customer=agreement.customer,
        role="CSDM",
        kind="overage",
        amount=175,
        valid_from=rows.JANUARY,
    )

    entries = logged(
        Work(agreement=agreement, role="cse - NETWORK", **GIVEN),
        Work(agreement=agreement, role="csdm", **GIVEN),
        Work(agreement=agreement, role="", **GIVEN),
    )

    assert [each.role for each in entries] == ["CSE - Network", "CSDM", ""]


def test_late_time_keeps_its_date_and_is_charged_in_the_earliest_open_month():
    agreement = rows.agreement()
    for month in (OCTOBER, NOVEMBER):
        Period.objects.create(
            agreement=agreement,
            customer=agreement.customer,
            month=month,
            state="closed",
            closed_at=NOW,
            closed_by="x",
        )

    late = one(agreement=agreement, **GIVEN)
    Period.objects.filter(month=OCTOBER).update(state="reopened")
    again = one(agreement=agreement, **GIVEN)

    assert (late.worked_on, late.month) == (OCTOBER_5, dt.date(2026, 12, 1))
    assert moved_note(late) == (
        "October 2026 is closed: the time keeps its date and is charged in December 2026."
    )
    assert (again.month, moved_note(again)) == (OCTOBER, "")


def works(agreement, tickets, number):
    """Rows of a quarter of an hour each, one after another from 1 October on, on several tickets."""
    return [
        Work(
            ticket=tickets[n % len(tickets)],
            started_at=local(10, 1, 8) + dt.timedelta(minutes=15 * n),
            ended_at=local(10, 1, 8) + dt.timedelta(minutes=15 * n + 15),
            external_id=f"X{agreement.pk}-{number}-{n}",
        )
        for n in range(number)
    ]


def test_a_hundred_rows_take_as_many_queries_as_one():
    agreement = rows.agreement(
        minimum_minutes=60, minimum_per="ticket", minimum_for="all"
    )
    other = rows.agreement(
        rows.customer("quiet"), increment_minutes=15, minimum_per="month"
    )
    tickets = [ticket(each) for each in (agreement, other, agreement, other)]
    few, many = works(agreement, tickets, 4), works(other, tickets, 100)

    with CaptureQueriesContext(connection) as queries:
        logged(*few)
    TimeEntry.objects.all().delete()
    Period.objects.all().delete()
    with pinned("log 100 rows"), CaptureQueriesContext(connection) as more:
        logged(*many)

    assert asked(more) == asked(queries)
    assert TimeEntry.objects.count() == 100


def asked(queries):
    """How many statements were made; SQLite parts those that insert many rows."""
    made = [each["sql"] for each in queries if not each["sql"].startswith("INSERT")]
    return len(made)
