"""Many who log at the same moment: each group adds up, nobody is in two places or waits in a circle."""

import datetime as dt

import pytest
from django.db import connection

from billing.actions.agreeing import save_agreement
from billing.actions.logging_time import log
from billing.actions.refusals import Refused
from billing.actions.saving_weeks import Saved, WantedCell, WantedRow, save_week
from billing.actions.works import Work
from billing.models import Agreement, Period, TimeEntry
from billing.rounding import charged
from tests.billing import rows
from tests.billing.time_cast import NOW, actor, local, ticket
from tests.tickets.test_quotas_at_once import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
DAY = dt.date(2026, 10, 5)
RULE = {"increment_minutes": 15, "minimum_minutes": 60, "minimum_per": "ticket"}


def test_of_a_group_that_many_log_in_the_sum_is_rounded_once():
    agreement = rows.agreement(**RULE)
    found = [ticket(agreement), ticket(agreement)]
    people = [rows.engineer(f"e{n}@acme.example") for n in range(12)]

    def act(n):
        works = [
            Work(ticket=each, billable="hourly", worked_on=DAY, minutes=n + 1)
            for each in (found if n % 2 else found[::-1])
        ]
        return log(works, source="api", actor=actor(people[n]), at=NOW)

    results = at_once(12, act)

    assert connection.vendor == "postgresql"
    assert not [each for each in results if isinstance(each, Exception)]
    worked = sum(range(1, 13))  # 78 minutes on each ticket
    for each in found:
        entries = TimeEntry.objects.filter(ticket=each)
        total = charged(worked, increment=15, minimum=60)
        assert sum(entry.charged_minutes for entry in entries) == total
    assert Period.objects.count() == 1


def test_of_those_who_log_the_same_hour_of_an_engineer_one_does():
    agreement = rows.agreement()
    other = rows.agreement(rows.customer("quiet"))
    eva = rows.engineer()
    span = {"started_at": local(10, 5, 9), "ended_at": local(10, 5, 10)}

    def act(n):
        work = Work(agreement=(agreement, other)[n % 2], **span)
        return log([work], source="api", actor=actor(eva), at=NOW)

    results = at_once(8, act)

    refused = [each for each in results if isinstance(each, Refused)]
    assert len(refused) == 7
    assert TimeEntry.objects.count() == 1


def test_a_rule_that_changes_while_many_log_counts_for_all_of_them():
    agreement = rows.agreement()
    people = [rows.engineer(f"e{n}@acme.example") for n in range(8)]

    def act(n):
        if n == 4:
            changed = Agreement.objects.get(pk=agreement.pk)
            changed.increment_minutes, changed.term_months = 60, 12
            return save_agreement(changed, actor=actor(people[n]), at=NOW)
        # Each in a month of its own: no row of a month makes them wait for each other.
        work = Work(agreement=agreement, worked_on=DAY.replace(month=n + 1), minutes=10)
        return log([work], source="api", actor=actor(people[n]), at=NOW)

    results = at_once(8, act)

    assert not [each for each in results if isinstance(each, Exception)]
    counted = TimeEntry.objects.values_list("counted_minutes", flat=True)
    assert list(counted) == [60] * 7


def test_weeks_that_change_the_same_tickets_in_another_order_do_not_wait_in_a_circle():
    tickets = [ticket(rows.agreement(rows.customer(f"c{n}"))) for n in range(4)]
    people = [rows.engineer(f"e{n}@acme.example") for n in range(4)]
    for person in people:
        works = [Work(ticket=each, worked_on=DAY, minutes=10) for each in tickets]
        log(works, source="grid", actor=actor(person), at=NOW)

    def act(n):
        ordered = TimeEntry.objects.filter(engineer=people[n]).order_by("ticket")
        entries = list(ordered if n % 2 else ordered.reverse())
        wanted = [
            WantedRow(each.ticket.reference, [WantedCell(20, each.pk, 10)])
            for each in entries
        ]
        return save_week(
            wanted,
            engineer=people[n],
            monday=DAY,
            reason="",
            actor=actor(people[n]),
            at=NOW,
        )

    results = at_once(4, act)

    assert results == [Saved(0, 4, 0)] * 4
    assert set(TimeEntry.objects.standing().values_list("minutes", flat=True)) == {20}


def test_an_external_id_is_taken_once_by_whoever_is_first():
    agreement = rows.agreement()
    people = [rows.engineer(f"e{n}@acme.example") for n in range(6)]

    def act(n):
        work = Work(
            agreement=agreement,
            worked_on=dt.date(2026, n + 1, 5),
            minutes=10,
            external_id="X1",
        )
        return log([work], source="api", actor=actor(people[n]), at=NOW)

    results = at_once(6, act)

    assert len([each for each in results if isinstance(each, Refused)]) == 5
    assert TimeEntry.objects.count() == 1
