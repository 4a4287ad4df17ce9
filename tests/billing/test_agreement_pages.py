"""The pages of an agreement: in plain words, asking for a change, deciding on one."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from billing.actions import change_requests
from billing.actions.changes import Change
from billing.models import Agreement, ChangeRequest
from catalogue.models import Calendar
from tests.billing import rows
from tests.billing.agreed import (
    NOVEMBER,
    NOW,
    hours_agreement,
    hours_guide,
    offer_of,
    person,
    staff,
)
from tests.query_counts import pinned

pytestmark = pytest.mark.django_db
LOTS = "Sold in lots of 40 hours here, in lots of 10 hours there."


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def guide(db):
    return hours_guide(finding=LOTS)


@pytest.fixture
def made(guide):
    return hours_agreement(guide)


@pytest.fixture
def request_(made):
    change = Change(Decimal(30), order=made.orders.get().pk, monthly_fee=Decimal(4500))
    return change_requests.propose(made.pk, changes=[change], actor=staff(), at=NOW)


@pytest.fixture
def page(client, made):
    """`page(role)`: the text of the agreement's page."""

    def shown(role="manager"):
        client.force_login(person(role))
        answer = client.get(made.get_absolute_url())
        assert answer.status_code == 200
        return answer.content.decode()

    return shown


def asked(client, made, role="manager", **fields):
    """The page after the form of a change was sent."""
    client.force_login(person(role))
    order = made.orders.get()
    sent = {"effective_on": "2026-11-01", f"order_{order.pk}": "20"} | fields
    return client.post(reverse("billing:agreement-ask", args=[made.reference]), sent, follow=True).content.decode()  # fmt: skip


def decided(client, made, request, decision, role="approver", **fields):
    client.force_login(person(role))
    address = reverse("billing:agreement-decide", args=[made.reference, request.pk])
    sent = {"decision": decision} | fields
    return client.post(address, sent, follow=True).content.decode()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "It renews by itself on 1 January 2027 for 12 months."),
        ({}, "Give notice by 1 December 2026: that is in 47 days."),
        ({"notice_days": 77}, "Give notice by 15 October 2026: that is today."),
        ({}, "Unused hours expire at the end of the month."),
        ({}, "Time is charged by the minute."),
        (
            {"increment_minutes": 15, "minimum_minutes": 60},
            "in steps of 15 min, rounded up; at least 1 h for each time entry of hourly work.",
        ),
        (
            {"minimum_minutes": 30, "minimum_per": "ticket", "minimum_for": "all"},
            "at least 30 min for each ticket and month.",
        ),
        ({"renewal": "monthly"}, "From 1 January 2027 on it runs month to month"),
        ({"renewal": "none"}, "It ends with 31 December 2026."),
        ({"renewal": "monthly", "term_months": None}, "It runs month to month"),
        ({"ends_on": NOVEMBER}, "It ends with 31 October 2026."),
        ({"ends_on": dt.date(2026, 10, 1)}, "It ended with 30 September 2026."),
        ({"overage": "stop"}, "nothing more is charged: more work is agreed first."),
        ({"overage": "ask"}, "an approver is asked before work goes on."),
        (
            {"overage": "ask", "overage_cap_minutes": 300},
            "work goes on for up to 5 h a month at the overage rate",
        ),
        ({"carries_over": True}, "Unused base hours may be used in the next month"),
    ],
)
def test_the_terms_stand_in_plain_words(made, page, fields, said):
    Agreement.objects.filter(pk=made.pk).update(**fields)

    assert said in page()


@pytest.mark.parametrize(
    ("policy", "said"),
    [("apart", "it is charged at the after-hours rate"), ("pool", "counts like any other")],
)  # fmt: skip
def test_business_hours_are_named_with_what_they_mean(made, page, policy, said):
    hours = Calendar.objects.create(provider=made.provider, key="days", name="Weekdays")
    Agreement.objects.filter(pk=made.pk).update(calendar=hours, after_hours=policy)

    shown = page()

    assert "Weekdays" in shown
    assert said in shown


def test_orders_fees_and_rates_are_shown_with_their_dates(made, page):
    rows.package(made, 10, "CSE - Network", fee="900", starts_on=NOVEMBER)
    rows.agreed(made, "185", since=NOVEMBER)

    shown = page()

    assert "20 hours per month" in shown
    assert "from 1 November 2026" in shown
    assert "$3,000.00" in shown  # together today
    assert "$175.00" in shown
    assert "$185.00" in shown


def test_the_page_names_no_note_of_staff(made, page, request_):
    ChangeRequest.objects.update(note="He bargains hard.", waits_for="Only staff know.")

    shown = page()

    assert "bargains" not in shown
    assert "Only staff know" not in shown
    assert "the provider decides first" in shown


@pytest.mark.parametrize(
    ("role", "status"),
    [("manager", 200), ("billing", 200), ("approver", 200), ("requester", 404)],
)
def test_who_answers_for_the_agreement_sees_it(client, made, role, status):
    client.force_login(person(role))

    assert client.get(made.get_absolute_url()).status_code == status


def test_hostile_names_stay_text(made, page):
    Agreement.objects.filter(pk=made.pk).update(
        name="<script>x</script>", technology_groups=["<b>net</b>"]
    )
    made.orders.update(name="<i>Base</i>", role='"><img>')

    shown = page()

    assert not {"<script>x", "<b>net", "<i>Base", "<img>"} & {
        tag for tag in ("<script>x", "<b>net", "<i>Base", "<img>") if tag in shown
    }


def test_checking_tells_what_the_rules_say_and_asks_nothing(client, made):
    order = made.orders.get()

    shown = asked(client, made, check="yes", **{f"order_{order.pk}": "25"})

    assert "In steps of 10 hours per month, from 20 on: 20 or 30, not 25" in shown
    assert "Hours guide, section 6" in shown
    assert not ChangeRequest.objects.exists()


def test_checking_tells_what_waits_for_staff(client, made, guide):
    field = f"offer_{offer_of(guide, 'network').pk}"

    shown = asked(client, made, check="yes", **{field: "30"})

    assert "Staff decide first:" in shown
    assert "asked" not in ChangeRequest.objects.values_list("state", flat=True)


def test_a_change_that_keeps_the_rules_is_asked_and_taken_back(client, made):
    order = made.orders.get()

    fine = asked(client, made, check="yes", **{f"order_{order.pk}": "30"})
    shown = asked(client, made, note="Soon.", **{f"order_{order.pk}": "30"})
    one = ChangeRequest.objects.get()
    back = decided(client, made, one, "decline", reason="Twice.")

    assert "keeps to every rule of the guide" in fine
    assert "Asked: Base package: 20 to 30 hours per month" in shown
    assert one.note == "Soon."
    assert "Why do you take it back?" in shown
    assert "You have taken back what was asked for." in back


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Change at least one quantity."),
        ({"order": "abc"}, "Enter a number."),
        ({"order": ""}, "Write how much, or 0 to end it."),
        ({"order": "-1"}, "greater than or equal to 0"),
        ({"order": "1e12"}, "no more than"),
        ({"order": "25"}, "In steps of 10"),
        ({"order": "30", "effective_on": "2026-11-15"}, "choose the first of one"),
        ({"order": "30", "effective_on": "soon"}, "Write a date as 2026-12-01."),
        ({"order": "30", "effective_on": ""}, "This field is required."),
        ({"order": "30", "note": "x" * 6000}, "at most 5000 characters"),
    ],
)
def test_what_cannot_be_asked_is_said_and_nothing_typed_is_lost(
    client, made, fields, said
):
    order = made.orders.get()
    sent = {k: v for k, v in fields.items() if k != "order"} | (
        {f"order_{order.pk}": fields["order"]} if "order" in fields else {}
    )

    shown = asked(client, made, **sent)

    assert said in shown
    assert all(
        f'value="{value}"' in shown for value in sent.values() if 0 < len(value) < 20
    )
    assert not ChangeRequest.objects.exists()


def test_an_approver_approves_on_the_page(client, made, request_):
    shown = decided(client, made, request_, "approve")

    assert "You have approved the change." in shown
    assert "30 hours per month" in shown
    assert made.orders.count() == 2


def test_declining_asks_why_and_keeps_the_request(client, made, request_):
    refused = decided(client, made, request_, "decline")
    done = decided(client, made, request_, "decline", reason="Too dear.")

    assert "Say the reason." in refused
    assert "The change is declined." in done
    assert "Too dear." in done


def test_who_may_not_decide_is_told_so(client, made, request_, page):
    shown = decided(client, made, request_, "approve", role="billing")

    assert "An approver or a manager of the customer decides on that." in shown
    assert 'value="approve"' not in page("billing")


def test_a_request_of_another_agreement_is_not_found_here(client, made, request_):
    other = rows.agreement(base=None)
    client.force_login(person("approver"))
    address = reverse("billing:agreement-decide", args=[other.reference, request_.pk])

    assert client.post(address, {"decision": "approve"}).status_code == 404


def test_staff_see_the_page_as_the_customer_does_without_forms(client, made, request_):
    boss = rows.engineer()
    client.force_login(boss)

    shown = client.get(made.get_absolute_url()).content.decode()

    assert "as the customer sees it" in shown
    assert 'name="decision"' not in shown


def test_the_page_takes_as_many_queries_as_recorded(client, made, request_):
    for number in range(3):
        rows.package(made, 10, f"Role {number}", starts_on=NOVEMBER)
        rows.agreed(made, "200", role=f"Role {number}")
    client.force_login(person("manager"))
    client.get(made.get_absolute_url())

    with pinned("agreement page"):
        client.get(made.get_absolute_url())


def test_asking_takes_as_many_queries_as_recorded(client, made):
    order = made.orders.get()
    asked(client, made, check="yes", **{f"order_{order.pk}": "30"})

    with pinned("check of a change of an agreement"):
        asked(client, made, check="yes", **{f"order_{order.pk}": "30"})
