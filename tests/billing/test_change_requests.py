"""Change requests: asked, proposed, approved, applied."""

import datetime as dt
from decimal import Decimal

import pytest

from billing.actions import change_requests
from billing.actions.changes import Change
from billing.actions.refusals import NotAllowed, NotNow, Refused
from billing.models import ChangeRequest, OrderedOffer
from catalogue.models import Finding, Mail
from tests.billing import rows
from tests.billing.agreed import (
    NOVEMBER,
    NOW,
    actor,
    hours_agreement,
    hours_guide,
    offer_of,
    person,
    staff,
)
from tests.billing.agreed import (
    ordered as agreed_row,
)

pytestmark = pytest.mark.django_db
D = dt.date
LOTS = "Sold in lots of 40 hours here, in lots of 10 hours there."


@pytest.fixture
def guide(db):
    return hours_guide()


@pytest.fixture
def made(guide):
    return hours_agreement(guide)


@pytest.fixture
def open_guide(db):
    return hours_guide(finding=LOTS)


def grow(made, quantity=30, fee="4500"):
    return Change(
        Decimal(quantity), order=made.orders.get().pk, monthly_fee=fee and Decimal(fee)
    )


def add(guide, quantity=30, fee="900"):
    return Change(
        Decimal(quantity), offer=offer_of(guide, "network").pk, monthly_fee=Decimal(fee)
    )


def proposed(made, *changes, **fields):
    return change_requests.propose(
        made.pk, changes=changes or [grow(made)], actor=staff(), at=NOW, **fields
    )


def ordered(made):
    found = made.orders.order_by("pk").values_list("quantity", "starts_on", "ends_on")
    return [(int(quantity), *days) for quantity, *days in found]


def test_an_approved_proposal_ends_the_old_order_and_begins_the_new(made):
    request = proposed(made)

    change_requests.approve(request.pk, actor=actor("approver"), at=NOW)

    request.refresh_from_db()
    assert ordered(made) == [
        (20, rows.JANUARY, NOVEMBER),
        (30, NOVEMBER, None),
    ]
    new = made.orders.get(quantity=30)
    assert (new.monthly_fee, new.change_request, new.kind) == (4500, request, "base")
    assert request.summary == "Base package: 20 to 30 hours per month"
    assert (request.state, request.contact.role) == ("approved", "approver")


def test_nothing_is_ordered_before_it_is_approved(made):
    proposed(made)

    assert ordered(made) == [(20, rows.JANUARY, None)]


def test_an_order_ends_by_a_quantity_of_none(made):
    request = proposed(made, grow(made, 0, None))

    change_requests.approve(request.pk, actor=actor("manager"), at=NOW)

    assert ordered(made) == [(20, rows.JANUARY, NOVEMBER)]
    assert request.summary == "Base package: ends"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (D(2026, 11, 2), "choose the first of one, such as 2026-12-01"),
        (D(2025, 12, 1), "The agreement begins on 2026-01-01"),
        (D(2026, 9, 1), "September 2026 is closed"),
        (D(9999, 12, 1), "within the next five years"),
    ],
)
def test_a_change_takes_effect_with_a_month_that_is_open(made, day, said):
    closed = {"customer": made.customer, "month": D(2026, 9, 1), "state": "closed"}
    made.periods.create(closed_at=NOW, closed_by="eva", **closed)

    with pytest.raises(Refused, match=said) as caught:
        proposed(made, effective_on=day)

    assert caught.value.field == "effective_on"


def test_the_next_month_is_the_one_where_the_customer_is(made):
    # Half past four in the night of 1 November UTC is still October in Chicago.
    at = dt.datetime(2026, 11, 1, 4, 30, tzinfo=dt.UTC)

    assert change_requests.next_month(made, at) == NOVEMBER


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda made, guide: Change(Decimal(30)), "changes"),
        (lambda made, guide: Change(Decimal(30), order=10**6), "changes"),
        (lambda made, guide: Change(Decimal(30), offer=10**6, monthly_fee=Decimal(1)), "offer"),
        (lambda made, guide: grow(made, 20, None), "quantity"),
        (lambda made, guide: grow(made, 30, None), "monthly_fee"),
        (lambda made, guide: grow(made, 25), "quantity"),
        (lambda made, guide: grow(made, "-1"), "quantity"),
        (lambda made, guide: grow(made, "NaN"), "quantity"),
        (lambda made, guide: grow(made, "1e30"), "quantity"),
        (lambda made, guide: grow(made, "30.001"), "quantity"),
        (lambda made, guide: grow(made, 30, "-5"), "monthly_fee"),
        (lambda made, guide: grow(made, 30, "0.001"), "monthly_fee"),
        (lambda made, guide: add(guide, 0), "quantity"),
    ],
)  # fmt: skip
def test_an_impossible_change_names_its_field(made, guide, change, field):
    with pytest.raises(Refused) as caught:
        proposed(made, change(made, guide))

    assert caught.value.field == field
    assert not ChangeRequest.objects.exists()


def test_what_a_customer_asks_is_priced_by_staff_and_approved(made):
    asked = change_requests.ask(
        made.pk, changes=[grow(made, fee=None)], actor=actor("billing"), at=NOW
    )
    with pytest.raises(NotNow):
        change_requests.approve(asked.pk, actor=actor("manager"), at=NOW)
    with pytest.raises(Refused, match="Give the fee"):
        change_requests.price(asked.pk, fees={}, actor=staff(), at=NOW)

    change_requests.price(asked.pk, fees={0: Decimal(4400)}, actor=staff(), at=NOW)
    change_requests.approve(asked.pk, actor=actor("manager"), at=NOW)

    assert made.orders.get(quantity=30).monthly_fee == 4400


def test_a_new_order_costs_what_its_offer_says_if_nobody_says_otherwise(made, guide):
    change = Change(Decimal(10), offer=offer_of(guide, "network").pk)

    asked = change_requests.ask(
        made.pk, changes=[change], actor=actor("manager"), at=NOW
    )

    assert Decimal(asked.changes[0]["monthly_fee"]) == 1200  # 10 h at $120


def test_what_rests_on_an_open_finding_waits_for_its_decision(open_guide):
    made = hours_agreement(open_guide)
    request = proposed(made, add(open_guide))

    with pytest.raises(NotNow, match="Staff of the provider decide first"):
        change_requests.approve(request.pk, actor=actor("approver"), at=NOW)
    assert "which of them holds is not decided" in request.waits_for
    assert not Mail.objects.exists()
    Finding.objects.update(
        reading="Lots of 10 hours hold.", decided_at=NOW, decided_by="eva"
    )
    change_requests.approve(request.pk, actor=actor("approver"), at=NOW)

    assert ordered(made)[1] == (30, NOVEMBER, None)


def test_a_decision_for_the_other_reading_refuses_what_waited(open_guide):
    made = hours_agreement(open_guide)
    request = proposed(made, add(open_guide))
    Finding.objects.update(
        reading="Lots of 40 hours hold.", decided_at=NOW, decided_by="eva"
    )

    with pytest.raises(Refused, match="In lots of 40") as caught:
        change_requests.approve(request.pk, actor=actor("approver"), at=NOW)

    assert caught.value.source.startswith("Hours guide, section 2.1")


def test_staff_settle_an_open_point_for_one_customer(open_guide):
    made = hours_agreement(open_guide)
    person("approver")
    request = proposed(made, add(open_guide))

    change_requests.settle(
        request.pk, reason="The vendor agreed to 30.", actor=staff(), at=NOW
    )
    change_requests.approve(request.pk, actor=actor("approver"), at=NOW)

    request.refresh_from_db()
    assert "The vendor agreed to 30." in request.note
    assert "which of them holds is not decided" in request.note
    assert Mail.objects.count() == 1


def test_what_staff_decided_before_does_not_hold_up_another_change(open_guide):
    made = hours_agreement(open_guide)
    offer = offer_of(open_guide, "network")
    role = {"kind": "supplemental", "role": "CSE - Network"}
    agreed_row(made, offer, 30, **role)

    request = proposed(
        made, Change(Decimal(30), order=made.orders.first().pk, monthly_fee=Decimal(1))
    )

    assert request.waits_for == ""


def test_of_two_approvals_of_one_order_the_second_is_told(made):
    first, second = proposed(made), proposed(made, grow(made, 40))
    change_requests.approve(first.pk, actor=actor("approver"), at=NOW)

    with pytest.raises(NotNow, match="has become another order since"):
        change_requests.approve(second.pk, actor=actor("approver"), at=NOW)

    assert OrderedOffer.objects.count() == 2


def test_a_fee_that_has_changed_meanwhile_is_not_overrun(made):
    request = proposed(made)
    made.orders.update(monthly_fee=3100)

    with pytest.raises(NotNow, match="has become another order since"):
        change_requests.approve(request.pk, actor=actor("approver"), at=NOW)


@pytest.mark.parametrize("role", ["billing", "requester"])
def test_approvers_and_managers_alone_decide(made, role):
    request = proposed(made)

    with pytest.raises(NotAllowed):
        change_requests.approve(request.pk, actor=actor(role), at=NOW)
    with pytest.raises(NotAllowed):
        change_requests.approve(request.pk, actor=staff(), at=NOW)


@pytest.mark.parametrize("end", ["decline", "withdraw"])
def test_a_request_is_decided_once_with_a_reason(made, end):
    request = proposed(made)
    act = getattr(change_requests, end)
    who = {"actor": staff() if end == "withdraw" else actor("approver"), "at": NOW}

    with pytest.raises(Refused, match="Say the reason"):
        act(request.pk, reason="  ", **who)
    act(request.pk, reason="Too dear.", **who)
    with pytest.raises(NotNow):
        act(request.pk, reason="Too dear.", **who)

    assert ordered(made) == [(20, rows.JANUARY, None)]


def test_approvers_and_managers_hear_of_a_proposal(made):
    for role in ("approver", "manager", "billing", "requester"):
        person(role)

    request = proposed(made)

    mails = list(Mail.objects.order_by("recipient"))
    assert [each.recipient.partition("@")[0] for each in mails] == [
        "approver",
        "manager",
    ]
    assert request.summary in mails[0].text
    assert "$4,500.00 a month" in mails[0].text
    assert "/agreements/A-" in mails[0].text
