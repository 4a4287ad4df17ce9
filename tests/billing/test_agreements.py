"""Agreements: their terms, what they cover, rounding, notice."""

import datetime as dt

import pytest

from billing.actions import agreeing
from billing.actions.refusals import NotAllowed, NotNow
from billing.models import Agreement, Coverage
from catalogue.models import Change
from tests.billing import rows
from tests.billing.agreed import (
    NOW,
    actor,
    close,
    hours_agreement,
    hours_guide,
    refusal,
    staff,
    subscribed,
)

pytestmark = pytest.mark.django_db
SEPTEMBER = dt.date(2026, 9, 1)
D = dt.date


@pytest.fixture
def who():
    return {"actor": staff(), "at": NOW}


@pytest.fixture
def guide(db):
    return hours_guide()


@pytest.fixture
def made(guide):
    return hours_agreement(guide)


def test_an_agreement_is_written_with_who_wrote_it(who):
    row = Agreement(
        customer=rows.customer(),
        provider=rows.provider(),
        name="Hours",
        starts_on=rows.JANUARY,
        term_months=12,
    )

    agreeing.save_agreement(row, **who)

    assert row.reference == f"A-{row.pk}"
    assert Change.objects.filter(by=rows.engineer().email).exists()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"term_months": None}, "term_months"),
        ({"term_months": 10**6}, "term_months"),
        ({"notice_days": 10**6}, "notice_days"),
        ({"starts_on": D(9999, 1, 1)}, "starts_on"),
        ({"ends_on": D(9999, 12, 31)}, "ends_on"),
    ],
)
def test_terms_that_do_not_hold_together_name_their_field(made, who, fields, field):
    for name, value in fields.items():
        setattr(made, name, value)

    assert refusal(agreeing.save_agreement, made, **who).field == field


def test_what_a_closed_month_rests_on_stays(made, who):
    close(made)
    made.currency = "EUR"

    told = refusal(agreeing.save_agreement, made, **who)

    assert told.field == "currency"
    assert "September 2026 is closed" in str(told)


def test_an_agreement_does_not_end_in_a_closed_month(made, who):
    close(made)
    made.ends_on = D(2026, 9, 30)

    assert refusal(agreeing.save_agreement, made, **who).field == "ends_on"


@pytest.mark.parametrize("ends", [None, D(2027, 1, 1), D(2026, 10, 1)])
def test_a_term_that_had_ended_before_a_closed_month_stays_ended(made, who, ends):
    """Late time was charged in September, after the end: the month was closed without fees."""
    Agreement.objects.filter(pk=made.pk).update(ends_on=D(2026, 8, 15))
    close(made)
    made.ends_on = ends

    told = refusal(agreeing.save_agreement, made, **who)

    assert told.field == "ends_on"
    assert "September 2026 is closed" in str(told)


def test_a_term_goes_on_after_its_last_month_was_closed(made, who):
    """It ended with 14 September: that month was charged as a whole, whatever follows (W44)."""
    Agreement.objects.filter(pk=made.pk).update(ends_on=D(2026, 9, 15))
    close(made)
    made.ends_on = D(2027, 1, 1)

    agreeing.save_agreement(made, **who)

    made.refresh_from_db()
    assert made.ends_on == D(2027, 1, 1)


def test_another_rule_of_rounding_counts_open_months_anew(made, who):
    closed, open_ = (
        rows.entry(made, 20, day=day, billable="hourly")
        for day in (D(2026, 9, 3), D(2026, 10, 3))
    )
    close(made)
    made.minimum_minutes = 60

    agreeing.save_agreement(made, **who)

    closed.refresh_from_db()
    open_.refresh_from_db()
    assert (closed.counted_minutes, open_.counted_minutes) == (20, 60)


def test_only_staff_make_agreements(made):
    with pytest.raises(NotAllowed):
        agreeing.save_agreement(made, actor=actor("manager"), at=NOW)


@pytest.mark.parametrize("wrong", ["customer", "provider", "covered"])
def test_a_subscription_is_covered_where_it_belongs(made, guide, who, wrong):
    other = rows.customer("mills")
    subscription = {
        "customer": lambda: subscribed(guide, other),
        "provider": lambda: rows.subscription(by=rows.provider("others")),
        "covered": lambda: made.coverages.get().subscription,
    }[wrong]()
    goal = made if wrong != "covered" else rows.agreement(base=None)

    assert refusal(agreeing.cover, goal, subscription, **who).field == "subscription"
    assert Coverage.objects.count() == 1


def test_rounding_is_proposed_as_the_list_rates_say(made):
    found = agreeing.proposed_rounding(made)

    assert (found.minimum_minutes, found.increment_minutes) == (60, None)
    assert found.source == "Hours guide, section 6"


def test_rates_that_differ_propose_no_figure(made, guide):
    draft = guide.guide.revisions.create(number=2, title="Next")
    draft.rates.create(role="A", kind="standard", minimum_minutes=30)
    draft.rates.create(role="B", kind="standard", minimum_minutes=60)
    made.coverages.get().subscription.guide.revisions.filter(pk=guide.pk).move(
        "superseded"
    )
    type(guide).objects.filter(pk=draft.pk).move(
        "published", published_at=NOW, published_by="x"
    )

    assert agreeing.proposed_rounding(made).minimum_minutes is None


@pytest.mark.parametrize(
    ("renewal", "day", "ends"),
    [
        ("auto", D(2026, 10, 1), D(2027, 1, 1)),
        ("monthly", D(2026, 10, 1), D(2027, 1, 1)),  # not before its first year is over
    ],
)
def test_notice_ends_an_agreement_as_its_terms_say(made, who, renewal, day, ends):
    Agreement.objects.filter(pk=made.pk).update(renewal=renewal)

    given_notice = agreeing.give_notice(made.pk, on=day, **who)

    assert (given_notice.notice_given_on, given_notice.ends_on) == (day, ends)
    with pytest.raises(NotNow):
        agreeing.give_notice(made.pk, on=day, **who)


def test_notice_month_to_month_ends_with_the_next_calendar_month(made, who):
    Agreement.objects.filter(pk=made.pk).update(renewal="monthly", term_months=None)

    given_notice = agreeing.give_notice(made.pk, on=D(2026, 10, 1), **who)

    assert given_notice.ends_on == D(2026, 12, 1)


def test_notice_is_taken_back_until_the_agreement_has_ended(made, who):
    agreeing.give_notice(made.pk, on=D(2026, 10, 1), **who)

    back = agreeing.take_notice_back(made.pk, **who)

    assert (back.notice_given_on, back.ends_on) == (None, None)
    with pytest.raises(NotNow):
        agreeing.take_notice_back(made.pk, **who)


@pytest.mark.parametrize("day", [D(2025, 12, 31), D(2026, 10, 16)])
def test_notice_is_given_between_the_beginning_and_today(made, who, day):
    assert refusal(agreeing.give_notice, made.pk, on=day, **who).field == "on"
