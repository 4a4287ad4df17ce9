"""What is charged of entries that are rounded together."""

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from billing.actions.correcting import correct, withdraw
from billing.actions.recounting import recount
from billing.actions.works import Work
from billing.models import Agreement, TimeEntry
from billing.rounding import charged
from tests.billing import rows
from tests.billing.time_cast import (
    NOW,
    actor,
    figures,
    local,
    logged,
    office_hours,
    ticket,
)
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
DAY_5, DAY_6 = dt.date(2026, 10, 5), dt.date(2026, 10, 6)
W36 = {"minimum_minutes": 60, "minimum_per": "ticket"}


def hourly(found, minutes, day=DAY_6, **fields):
    return Work(
        ticket=found, billable="hourly", worked_on=day, minutes=minutes, **fields
    )


def test_an_hour_is_the_least_of_a_ticket_and_a_month():
    """W36, by hand. Ticket one: 20 min on the 6th come to the hour. 15 min on the 5th, logged after,
    come before them: they take the hour, and 35 are still within it. 40 more on the 7th are 75 in
    all: 15 beyond the hour. Another ticket has an hour of its own, November one of its own.
    """
    agreement = rows.agreement(**W36)
    found, other = ticket(agreement), ticket(agreement)

    (first,) = logged(hourly(found, 20))
    (earlier,) = logged(hourly(found, 15, DAY_5))
    later, apart, november, free = logged(
        hourly(found, 40, dt.date(2026, 10, 7)),
        hourly(other, 10),
        hourly(found, 61, dt.date(2026, 11, 2)),
        Work(ticket=found, billable="package", worked_on=DAY_6, minutes=7),
    )

    assert figures([earlier, first, later]) == [(15, 60, 0), (20, 0, 0), (40, 15, 0)]
    assert figures([apart, november, free]) == [(10, 60, 0), (61, 61, 0), (7, 7, 0)]


def test_a_month_may_be_rounded_as_a_whole_whatever_the_tickets():
    # In steps of 30: 20 come to 30, 40 to 60, and so do all 60: nothing more.
    agreement = rows.agreement(increment_minutes=30, minimum_per="month")
    found, other = ticket(agreement), ticket(agreement)

    entries = logged(
        hourly(found, 20, DAY_5),
        hourly(other, 20, DAY_6),
        Work(agreement=agreement, billable="hourly", worked_on=DAY_6, minutes=20),
    )

    assert [each[1] for each in figures(entries)] == [30, 30, 0]


def test_a_group_is_parted_at_closing_time_in_the_order_of_time():
    """An hour at least, 17:50 to 18:10 on the 6th: 10 within take the whole hour, 10 after nothing.

    Ten minutes on the 5th, whose all is after hours, come first: they take the hour.
    """
    agreement = rows.agreement(calendar=office_hours(), **W36)
    found = ticket(agreement)
    span = {"started_at": local(10, 6, 17, 50), "ended_at": local(10, 6, 18, 10)}

    (edge,) = logged(Work(ticket=found, billable="hourly", **span))
    alone = figures([edge])
    (after,) = logged(hourly(found, 10, DAY_5, is_after_hours=True))

    assert alone == [(20, 60, 0)]
    assert figures([after, edge]) == [(10, 0, 60), (20, 0, 0)]


def test_corrections_and_withdrawals_leave_the_rest_of_a_group_right():
    agreement = rows.agreement(**W36)
    found, other = ticket(agreement), ticket(agreement)
    first, second, third = logged(
        hourly(found, 20, DAY_5), hourly(found, 50), hourly(other, 5)
    )
    by = {"actor": actor(), "at": NOW}

    # The first goes to the other ticket: 50 alone are an hour; there 20 come first, then 5.
    moved = correct(first.pk, changes={"ticket": other}, reason="Wrong ticket", **by)
    assert figures([first, second, moved, third]) == [
        (20, 60, 0),  # kept as it was
        (50, 60, 0),
        (20, 60, 0),
        (5, 0, 0),
    ]

    withdraw(moved.pk, reason="Not theirs", **by)
    assert figures([third]) == [(5, 60, 0)]


def test_a_rule_that_changed_is_applied_by_counting_a_month_anew():
    agreement = rows.agreement()
    found = ticket(agreement)
    entries = logged(hourly(found, 20, DAY_5), hourly(found, 20))
    agreement.increment_minutes = 15
    agreement.save()

    changed = recount([agreement], [(agreement.pk, dt.date(2026, 10, 1))])
    again = recount([agreement], [(agreement.pk, dt.date(2026, 10, 1))])

    assert (changed, again) == (2, 0)
    assert figures(entries) == [(20, 30, 0), (20, 30, 0)]


WORK = st.tuples(
    st.integers(0, 1),  # which ticket
    st.integers(0, 2),  # on which day
    st.integers(1, 90),
    st.sampled_from(["hourly", "package"]),
    st.booleans(),  # after hours
)


@pytest.mark.django_db
class TestAnyOrder(TestCase):
    """Whatever is written first: the same is charged."""

    @given(
        st.lists(WORK, min_size=1, max_size=5),
        st.integers(1, 30),
        st.integers(0, 60),
        st.sampled_from(Agreement.MinimumPer.values),
    )
    # The same but for the hours: which of them takes the minimum must not hang on who wrote first.
    @example(
        [(0, 0, 20, "hourly", True), (0, 0, 20, "hourly", False)], 15, 60, "ticket"
    )
    def test_the_order_of_writing_never_matters(self, works, increment, minimum, per):
        rule = {"increment_minutes": increment, "minimum_minutes": minimum}
        rule |= {"minimum_per": per, "minimum_for": "all"}

        first, second = self.charged(works, rule), self.charged(works[::-1], rule)

        assert first == second
        if per == "month":
            self.check(works, increment, minimum)

    def charged(self, works, rule):
        """What is stored, by what was worked, each row logged by itself."""
        TimeEntry.objects.all().delete()
        agreement = Agreement.objects.first() or rows.agreement()
        Agreement.objects.update(**rule)
        for _ in range(2 - self.tickets().count()):
            ticket(agreement)
        tickets = self.tickets()
        for which, day, minutes, billable, after in works:
            logged(
                Work(
                    ticket=tickets[which],
                    worked_on=DAY_5 + dt.timedelta(days=day),
                    minutes=minutes,
                    billable=billable,
                    is_after_hours=after,
                )
            )
        stored = TimeEntry.objects.values_list(
            "ticket", "worked_on", "minutes", "billable", "is_after_hours",
            "counted_minutes", "after_minutes",
        )  # fmt: skip
        return sorted(stored)

    def tickets(self):
        return Ticket.objects.order_by("pk")

    def check(self, works, increment, minimum):
        for billable in ("hourly", "package"):
            entries = TimeEntry.objects.filter(billable=billable)
            worked = sum(each[2] for each in works if each[3] == billable)
            total = charged(worked, increment=increment, minimum=minimum)
            assert sum(each.charged_minutes for each in entries) == total
