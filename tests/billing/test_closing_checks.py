"""Which agreements a month is closed for, and what speaks against it before anything is reckoned."""

import datetime as dt

import pytest

from billing.actions.closing_checks import order_concerns, unapproved
from billing.actions.period_rows import batches, to_close
from billing.concerns import Weight
from billing.models import Credit
from tests.billing.closing_rows import (
    AUGUST,
    JULY,
    LATER,
    NOVEMBER,
    SEPTEMBER,
    begun,
    clerk,
    closed,
)
from tests.billing.rows import OCTOBER, agreement, customer, entry, provider
from tests.query_counts import pinned

pytestmark = pytest.mark.django_db


def said(made, month=OCTOBER, at=LATER):
    found = order_concerns([made], month, at=at).get(made.pk)
    return (found.weight, found.text) if found else None


def test_a_month_is_over_where_the_customer_is():
    """Chicago's 1 November begins at 05:00 UTC: daylight saving time ends that day at 02:00."""
    made = agreement(starts_on=OCTOBER)
    midnight = dt.datetime(2026, 11, 1, 5, tzinfo=dt.UTC)

    before = said(made, at=midnight - dt.timedelta(seconds=1))
    after = said(made, at=midnight)

    assert before == (
        Weight.STOPS,
        "The month is not over: it ends with 31 October in America/Chicago.",
    )
    assert after is None


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "were_closed", "waits"),
    [
        (OCTOBER, None, [], None),
        (dt.date(2026, 9, 30), None, [], "No month was closed before: September 2026"),
        (JULY, None, [], "No month was closed before: July 2026 to September 2026"),
        (JULY, None, [SEPTEMBER], None),  # closing began with September
        (JULY, None, [JULY, SEPTEMBER], "August 2026 is open"),
        (JULY, None, [JULY, AUGUST], "September 2026 is open"),
        (JULY, None, [JULY, AUGUST, SEPTEMBER], None),
        (JULY, dt.date(2026, 8, 31), [JULY, AUGUST], None),  # the term had ended
        (JULY, dt.date(2026, 9, 1), [JULY], "August 2026 is open"),
        # A month closed after the term does not stand for one that was left.
        (JULY, dt.date(2026, 9, 1), [JULY, SEPTEMBER], "August 2026 is open"),
    ],
)
def test_months_are_closed_in_order(starts_on, ends_on, were_closed, waits):
    made = agreement(starts_on=starts_on, ends_on=ends_on)
    closed(made, *were_closed)

    found = said(made)

    assert found is None if waits is None else found[1].startswith(waits)


def test_months_before_the_first_closed_one_may_be_left_if_somebody_says_so():
    made = agreement(starts_on=JULY)

    assert said(made)[0] == Weight.ASKS


def test_time_that_waits_in_an_earlier_month_cannot_be_left():
    made = agreement(starts_on=JULY)
    closed(made, SEPTEMBER)
    begun(made, AUGUST)
    entry(made, 30, day=dt.date(2026, 8, 3))

    assert said(made) == (Weight.STOPS, "August 2026 is open: close it first.")


def test_a_reopened_month_is_closed_first():
    made = agreement(starts_on=JULY)
    closed(made, JULY, SEPTEMBER)
    closed(made, AUGUST, state="reopened")

    assert said(made) == (Weight.STOPS, "August 2026 is open: close it first.")


def test_only_standing_time_asks_for_approval():
    made = agreement()
    waiting = {"approved_at": None, "approved_by": ""}
    entry(made, 30, **waiting)
    entry(made, 30)
    entry(made, 30, day=NOVEMBER, **waiting)
    entry(made, 30, **waiting, withdrawn_at=LATER, withdrawn_by="clara@acme.example")

    assert unapproved([made], OCTOBER) == {made.pk: 1}


def test_a_month_is_closed_of_agreements_with_anything_to_close():
    ended = {"starts_on": JULY, "ends_on": SEPTEMBER}
    in_force, later = agreement(), agreement(starts_on=NOVEMBER)
    last_day = agreement(starts_on=JULY, ends_on=dt.date(2026, 10, 2))
    over, with_time = agreement(**ended), agreement(**ended)
    with_credit, reopened = agreement(**ended), agreement(**ended)
    done = agreement()
    entry(with_time, 30)
    Credit.objects.create(
        agreement=with_credit,
        customer_id=with_credit.customer_id,
        month=OCTOBER,
        amount=1,
        reason="Sorry",
        given_at=LATER,
        given_by="clara@acme.example",
    )
    closed(reopened, OCTOBER, state="reopened")
    closed(done, OCTOBER)

    found = list(to_close(OCTOBER, actor=clerk()).order_by("pk"))

    assert found == [in_force, last_day, with_time, with_credit, reopened]
    assert not {later, over, done} & set(found)


def test_staff_close_months_of_their_own_providers():
    own, _ = agreement(), agreement(by=provider("other"))
    actor = clerk()
    limited = type(actor)(
        at=LATER, user=actor.user, is_staff=True, providers=frozenset([own.provider_id])
    )

    assert list(to_close(OCTOBER, actor=limited)) == [own]


def test_batches_hold_each_agreement_once():
    made = [agreement().pk for _ in range(5)]

    assert list(batches(to_close(OCTOBER, actor=clerk()), 2)) == [
        made[:2],
        made[2:4],
        made[4:],
    ]


def test_checks_take_as_many_queries_for_many_as_for_one():
    made = [agreement(customer(f"c{n}"), starts_on=JULY) for n in range(6)]
    for each in made:
        closed(each, JULY, SEPTEMBER)
        begun(each, AUGUST)

    with pinned("billing checks before closing"):
        order_concerns(made[:1], OCTOBER, at=LATER)
    with pinned("billing checks before closing"):
        order_concerns(made, OCTOBER, at=LATER)
