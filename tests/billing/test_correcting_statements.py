"""Reopened months: nothing new where no line is another, else a statement that states the difference."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.actions.agreeing import save_agreement
from billing.actions.closing import close
from billing.actions.refusals import Refused
from billing.actions.reopening import reopen
from billing.models import Period, PeriodEvent, Statement, TimeEntry
from tests.billing.closing_rows import (
    LATER,
    NOVEMBER,
    clerk,
    closing,
    lines_of,
    ready,
)
from tests.billing.rows import OCTOBER, agreed, entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def clara():
    return clerk()


def test_nothing_changed_is_nothing_new(clara):
    made = ready()
    entry(made, 24 * 60)
    closing(clara)
    reopen(made, OCTOBER, reason="A look", actor=clara, at=LATER)

    done = closing(clara)

    assert (done.statements, done.without_statement) == ([], [made.pk])
    assert Statement.objects.count() == 1
    acts = PeriodEvent.objects.values_list("act", "reason")
    assert list(acts) == [("closed", ""), ("reopened", "A look"), ("closed", "")]


def test_a_change_is_stated_by_a_correcting_statement(clara):
    """1 h beyond the package is 175; with another 2 h it is 525: the difference is 350. Taken back
    altogether, the month is 3,000 again: 3,000 − (3,175 + 350) = −525."""
    made = ready()
    entry(made, 21 * 60)
    closing(clara)
    reopen(made, OCTOBER, reason="Forgotten work", actor=clara, at=LATER)
    late = entry(made, 120, created_at=LATER)
    closing(clara)
    reopen(made, OCTOBER, reason="It was free", actor=clara, at=LATER)
    TimeEntry.objects.exclude(pk=late.pk).update(
        withdrawn_at=LATER, withdrawn_by="clara@acme.example"
    )

    closing(clara)

    first, second, third = Statement.objects.order_by("number")
    assert [first.corrects, second.corrects, third.corrects] == [None, first, second]
    assert [s.total for s in (first, second, third)] == [3175, 350, -525]
    assert lines_of(second) == [
        ("recurring", None, None, 3000),
        ("overage", 180, 175, 525),
        ("stated", None, None, -3175),
    ]
    assert lines_of(third)[-1] == ("stated", None, None, -3525)


def test_what_is_taken_off_is_told_in_money_and_of_one_currency(clara):
    made = ready(renewal="monthly")
    closing(clara)
    reopen(made, OCTOBER, reason="Forgotten work", actor=clara, at=LATER)
    entry(made, 21 * 60)
    made.currency = "EUR"
    with pytest.raises(Refused, match="Statements are in USD") as refused:
        save_agreement(made, actor=clara, at=LATER)
    closing(clara)

    [step] = Statement.objects.latest("number").lines.last().basis["explanation"]
    assert refused.value.field == "currency"
    assert step == {
        "step": "stated",
        "text": "The month was stated at $3,000.00 in all.",
        "amount": "-3000.00",
    }


def test_a_month_that_comes_to_nothing_any_more_takes_off_what_was_stated(clara):
    made = ready(base=None)
    agreed(made, "150", "standard")
    entry(made, 60, billable="hourly")
    closing(clara)
    reopen(made, OCTOBER, reason="It was free", actor=clara, at=LATER)
    TimeEntry.objects.update(withdrawn_at=LATER, withdrawn_by="clara@acme.example")

    closing(clara)

    first, second = Statement.objects.order_by("number")
    assert lines_of(second) == [("stated", None, None, -first.total)]


def test_hours_carried_over_are_those_that_closing_left(clara):
    """1 h of October's 20 is used: 19 h are left, so that 39 h of November's 40 are there."""
    made = ready(carries_over=True)
    entry(made, 60)
    entry(made, 40 * 60 // 2, day=NOVEMBER)
    entry(made, 40 * 60 // 2, day=dt.date(2026, 11, 2))
    closing(clara)

    december = LATER + dt.timedelta(days=30)
    [issued] = close(NOVEMBER, actor=clara, at=december).statements

    assert issued.total == 3175
    assert Period.objects.get(month=NOVEMBER).unused_minutes == 0


minutes = st.lists(
    st.tuples(
        st.integers(1, 700),
        st.sampled_from(["", "CSDM", "CSE network"]),
        st.integers(1, 28),
        st.sampled_from(["package", "hourly", "sow"]),
    ),
    max_size=6,
)


@given(worked=minutes, hours=st.integers(1, 20))
def test_closing_then_reopening_without_change_yields_the_same_statement(worked, hours):
    made = ready(base=hours, rate="133.3350")
    clara = clerk()
    for number, role, day, billable in worked:
        entry(made, number, role, day=OCTOBER.replace(day=day), billable=billable)
    closing(clara, agreements=[made.pk])
    reopen(made, OCTOBER, reason="A look", actor=clara, at=LATER)

    closing(clara, agreements=[made.pk])

    [statement] = made.statements.all()
    assert statement.total == sum(line.amount for line in statement.lines.all())
    assert Period.objects.get(agreement=made).state == "closed"
