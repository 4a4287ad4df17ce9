"""Reminders of the last day for giving notice: 60, 30 and 7 days before, once each."""

import datetime as dt

import pytest

from billing.actions import agreeing
from billing.actions.telling_agreements import remind
from billing.models import Agreement, Notice
from catalogue.models import Mail
from tests.billing import rows
from tests.billing.agreed import (
    NOW,
    hours_agreement,
    hours_guide,
    person,
    staff,
)

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.fixture
def guide(db):
    return hours_guide()


@pytest.fixture
def made(guide):
    return hours_agreement(guide)


def reminded(made, day):
    """Marks told by noon of a day in Chicago."""
    at = dt.datetime.combine(day, dt.time(18), dt.UTC)
    remind(at)
    return [notice.mark for notice in Notice.objects.order_by("pk")]


def test_the_last_day_for_notice_is_told_at_three_marks_once_each(made):
    # The term ends with 31 December; 30 days before it, on 1 December, is the last day.
    person("manager")
    days = [
        (D(2026, 10, 1), []),  # 61 days before
        (D(2026, 10, 2), [60]),
        (D(2026, 10, 3), [60]),
        (D(2026, 11, 1), [60, 30]),
        (D(2026, 11, 24), [60, 30, 7]),
        (D(2026, 12, 1), [60, 30, 7]),
        (D(2026, 12, 2), [60, 30, 7]),
    ]

    assert [reminded(made, day) for day, _ in days] == [marks for _, marks in days]
    assert Mail.objects.count() == 3
    assert "notice by 1 December 2026" in Mail.objects.first().subject


def test_an_agreement_entered_late_is_told_of_once(made):
    assert reminded(made, D(2026, 11, 28)) == [7]


@pytest.mark.parametrize(
    "change",
    [
        {"renewal": "monthly"},
        {"renewal": "none"},
        {"ends_on": D(2026, 12, 20)},
        {"term_months": None},
        {"starts_on": D(2027, 1, 1)},
    ],
)
def test_where_nothing_renews_nobody_is_reminded(made, change):
    Agreement.objects.filter(pk=made.pk).update(**change)

    assert reminded(made, D(2026, 11, 28)) == []


def test_after_notice_nobody_is_reminded(made):
    agreeing.give_notice(made.pk, on=D(2026, 10, 1), actor=staff(), at=NOW)

    assert reminded(made, D(2026, 11, 28)) == []


def test_reminders_of_many_agreements_take_as_many_queries_as_of_few(
    guide, django_assert_num_queries
):
    for number in range(5):
        owner = rows.customer(f"customer-{number}")
        person("manager", owner)
        rows.agreement(owner, base=None, rate=None, term_months=12)
    at = dt.datetime(2026, 11, 28, 18, tzinfo=dt.UTC)

    with django_assert_num_queries(10):
        remind(at)

    assert Mail.objects.count() == 5
