"""Reopening months, and credits: only open months take them, and each says who and why."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from billing.actions.closing import close
from billing.actions.crediting import cancel, give
from billing.actions.refusals import NotAllowed, NotNow, Refused
from billing.actions.reopening import reopen
from billing.models import Credit, Period, PeriodEvent, Statement, StatementLine
from tests.billing.closing_rows import LATER, NOVEMBER, SEPTEMBER, clerk, closed
from tests.billing.rows import OCTOBER, agreement, customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def clara():
    return clerk()


@pytest.fixture
def made():
    return agreement(starts_on=OCTOBER)


def test_reopening_says_who_and_why(made, clara):
    closed(made, OCTOBER)

    reopen(made, OCTOBER, reason=" Forgotten work ", actor=clara, at=LATER)

    assert Period.objects.get().state == "reopened"
    [event] = PeriodEvent.objects.all()
    assert (event.act, event.by, event.reason) == (
        "reopened",
        "clara@acme.example",
        "Forgotten work",
    )


@pytest.mark.parametrize(
    ("rights", "state", "reason", "refusal"),
    [
        (["close_month"], "closed", "Why", NotAllowed),
        (["reopen_period"], "closed", "  ", Refused),
        (["reopen_period"], "closed", "x" * 1001, Refused),
        (["reopen_period"], "reopened", "Why", NotNow),
    ],
)
def test_reopening_is_refused(made, rights, state, reason, refusal):
    closed(made, OCTOBER, state=state)

    with pytest.raises(refusal):
        reopen(made, OCTOBER, reason=reason, actor=clerk(*rights), at=LATER)

    assert not PeriodEvent.objects.exists()


@pytest.mark.parametrize("carries_over", [False, True])
def test_later_months_stay_closed_unless_they_rest_on_hours_carried_over(
    clara, carries_over
):
    made = agreement(carries_over=carries_over)
    closed(made, SEPTEMBER, OCTOBER, NOVEMBER)

    if carries_over:
        with pytest.raises(NotNow, match="Reopen November 2026 first"):
            reopen(made, SEPTEMBER, reason="Why", actor=clara, at=LATER)
    else:
        reopen(made, SEPTEMBER, reason="Why", actor=clara, at=LATER)

    states = Period.objects.order_by("month").values_list("state", flat=True)
    first = "closed" if carries_over else "reopened"
    assert list(states) == [first, "closed", "closed"]


def credit(made, actor, amount="20.00", month=OCTOBER, **given):
    fields = {"reason": "Late reply", "actor": actor, "at": LATER} | given
    return give(made, month, amount=Decimal(amount), **fields)


def test_a_credit_is_a_negative_line_of_its_month(made, clara):
    credit(made, clara)
    cancel(credit(made, clara, "7").pk, actor=clara, at=LATER)

    close(OCTOBER, actor=clara, at=LATER)

    lines = StatementLine.objects.filter(kind="credit").values_list("text", "amount")
    assert list(lines) == [("Credit: Late reply", Decimal("-20.00"))]
    assert Statement.objects.get().total == 2980


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": "-1"}, "amount"),
        ({"amount": "0.005"}, "amount"),
        ({"amount": "1.005"}, "amount"),
        ({"amount": "NaN"}, "amount"),
        ({"amount": "1E+30"}, "amount"),
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 1001}, "reason"),
        ({"month": dt.date(2026, 10, 2)}, "month"),
    ],
)
def test_a_credit_that_makes_no_sense_names_the_field(made, clara, given, field):
    with pytest.raises(Refused) as refusal:
        credit(made, clara, **given)

    assert refusal.value.field == field
    assert not Credit.objects.exists()


def test_a_credit_names_only_the_customers_own_ticket(cast, made, clara):
    with pytest.raises(Refused, match="another customer"):
        credit(made, clara, ticket=cast.ticket)


def test_a_closed_month_takes_and_gives_up_no_credit(made, clara):
    given = credit(made, clara)
    Period.objects.update(state="closed", closed_at=LATER, closed_by="clara")

    with pytest.raises(NotNow):
        credit(made, clara)
    with pytest.raises(NotNow):
        cancel(given.pk, actor=clara, at=LATER)


def test_a_credit_is_cancelled_once(made, clara):
    given = credit(made, clara)
    cancel(given.pk, actor=clara, at=LATER)

    with pytest.raises(NotNow):
        cancel(given.pk, actor=clara, at=LATER)


def test_credits_take_a_right(made):
    with pytest.raises(NotAllowed):
        credit(made, clerk("close_month"))


RAW = [
    "UPDATE billing_statement SET total = 0",
    "DELETE FROM billing_statement",
    "UPDATE billing_statementline SET amount = 0",
    "DELETE FROM billing_statementline",
    "UPDATE billing_periodevent SET reason = 'None'",
    "DELETE FROM billing_periodevent",
]


@pytest.mark.parametrize("sql", RAW)
def test_the_database_itself_keeps_what_was_stated(made, clara, sql):
    close(OCTOBER, actor=clara, at=LATER)

    with (
        pytest.raises(IntegrityError, match="only added to"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_an_agreement_of_somebody_else_is_not_closed_with_it(clara):
    mine, other = agreement(starts_on=OCTOBER), agreement(customer("other"))

    close(OCTOBER, agreements=[mine.pk], actor=clara, at=LATER)

    assert not Period.objects.filter(agreement=other).exists()
