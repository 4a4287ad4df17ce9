"""Shares of the hours: each is told once, to those who answer for them."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.actions import watching_hours
from billing.models import Notice
from catalogue.models import Contact, Mail
from tests.billing import rows
from tests.cast import contact
from tickets.models import Preference

pytestmark = pytest.mark.django_db
AT = rows.NOON
DAY = dt.timedelta(days=1)


def people(agreement):
    for role in Contact.Role.values:
        contact(agreement.customer, f"{role}@{agreement.customer.key}.example", role)


def marks(agreement):
    found = Notice.objects.filter(agreement=agreement, on=rows.OCTOBER)
    return sorted(found.values_list("mark", flat=True))


def test_a_jump_over_several_marks_is_one_mail_of_the_highest():
    # 8 h of 20 h are 40 %: nothing. 19 h are 95 %: 90 is told, 50 and 75 go with it.
    agreement = rows.agreement(base=20)
    people(agreement)
    rows.entry(agreement, 480)
    watching_hours.watch(AT)
    quiet = Mail.objects.count()
    rows.entry(agreement, 660)

    watching_hours.watch(AT)
    watching_hours.watch(AT + DAY)

    assert quiet == 0
    assert marks(agreement) == [50, 75, 90]
    assert sorted(Mail.objects.values_list("recipient", flat=True)) == [
        "approver@northwind.example",
        "billing@northwind.example",
        "manager@northwind.example",
    ]
    mail = Mail.objects.first()
    assert mail.subject.startswith("95 % of the hours are used in October 2026")
    assert "19 h of 20 h used, 1 h left." in mail.text
    assert "$175.00" in mail.text
    assert f"/hours/?agreement={agreement.reference}&month=2026-10" in mail.text


def test_each_mark_is_told_as_it_passes_and_the_last_with_the_overage():
    agreement = rows.agreement(base=20)
    people(agreement)
    told = []
    for minutes in (600, 300, 180, 60, 60, 60):
        rows.entry(agreement, minutes)
        watching_hours.watch(AT)
        told.append(max(marks(agreement), default=0))

    # 10 h, 15 h, 18 h, 19 h, 20 h, 21 h of 20 h.
    assert told == [50, 75, 90, 90, 100, 100]
    assert Mail.objects.count() == 4 * 3


def test_hours_that_serve_everybody_run_low_though_a_role_has_some_left():
    # 10 h base are used up and an hour is beyond; 10 h CSE network are untouched.
    agreement = rows.agreement(base=10)
    rows.package(agreement, 10, "CSE network")
    people(agreement)
    rows.entry(agreement, 660, "CSDM")

    watching_hours.watch(AT)

    assert marks(agreement) == [50, 75, 90, 100]
    assert "The hours for every role are used up" in Mail.objects.first().subject


def test_who_wants_no_such_mail_gets_none():
    agreement = rows.agreement(base=20)
    people(agreement)
    manager = Contact.objects.get(role="manager")
    Preference.objects.create(
        customer=agreement.customer, contact=manager, kind="hours", wanted=False
    )
    rows.entry(agreement, 600)

    watching_hours.watch(AT)

    assert Mail.objects.exclude(recipient=manager.email).count() == 2
    assert not Mail.objects.filter(recipient=manager.email).exists()


def test_the_month_is_that_of_the_customers_day():
    # At 02:00 UTC on the first of November it is still October in Chicago.
    agreement = rows.agreement(base=20)
    rows.entry(agreement, 600)

    watching_hours.watch(dt.datetime(2026, 11, 1, 2, tzinfo=dt.UTC))

    assert marks(agreement) == [50]


def test_where_no_hours_are_bought_nothing_is_told():
    agreement = rows.agreement(base=None)
    rows.entry(agreement, 600)

    assert watching_hours.watch(AT) == 0


def test_many_agreements_take_as_many_queries_as_one():
    def worked(number):
        agreement = rows.agreement(rows.customer(f"c{number}"), base=20, overage="ask")
        rows.entry(agreement, 960)
        people(agreement)

    def count():
        with CaptureQueriesContext(connection) as queries:
            watching_hours.watch(AT)
        return len(queries)

    worked(0)
    watching_hours.watch(AT)
    one = count()
    for number in range(1, 6):
        worked(number)
    watching_hours.watch(AT)

    assert count() == one
