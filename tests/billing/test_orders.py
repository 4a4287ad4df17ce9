"""What is ordered under an agreement, at which rates, and how many hours are recommended."""

import datetime as dt
from decimal import Decimal

import pytest

from billing.actions import ordering_offers, rating
from billing.actions.order_facts import recommendations
from billing.actions.refusals import NotNow
from billing.models import AgreedRate, OrderedOffer
from tests.billing import rows
from tests.billing.agreed import (
    NOVEMBER,
    NOW,
    close,
    hours_agreement,
    hours_guide,
    offer_of,
    ordered,
    refusal,
    staff,
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


def new_order(made, key, quantity, **fields):
    return OrderedOffer(
        agreement=made,
        offer=made.coverages.get()
        .subscription.guide.revisions.get()
        .offers.get(key=key),
        quantity=Decimal(quantity),
        **{"starts_on": NOVEMBER} | fields,
    )


def test_an_order_takes_what_its_offer_says(made, who):
    row = new_order(made, "network", 10)

    ordering_offers.order(row, **who)

    assert (row.name, row.unit, row.kind, row.role) == (
        "Network hours",
        "hours per month",
        "supplemental",
        "CSE - Network",
    )


@pytest.mark.parametrize(
    ("key", "quantity", "fields", "said", "field"),
    [
        ("network", 15, {}, "In steps of 10 hours per month", "quantity"),
        ("network", 10, {"role": "CSDM"}, "serves CSE - Network, not CSDM", "role"),
        ("seats", 10, {}, "is for 36 months", "offer"),
        ("base", 20, {}, "is the base package then", "starts_on"),
        ("network", 10, {"starts_on": D(2025, 12, 1)}, "begins on 2026-01-01", "starts_on"),
    ],
)  # fmt: skip
def test_an_order_that_breaks_a_rule_is_refused_with_its_source(
    made, who, key, quantity, fields, said, field
):
    row = new_order(made, key, quantity, **fields)

    told = refusal(ordering_offers.order, row, **who)

    assert said in str(told)
    assert told.field == field
    assert OrderedOffer.objects.count() == 1


def test_a_refusal_cites_guide_section_and_fact(made, who):
    told = refusal(ordering_offers.order, new_order(made, "network", 15), **who)

    assert told.source == "Hours guide, section 2.1"


def test_what_no_covered_guide_offers_is_not_ordered(made, guide, who):
    made.coverages.all().delete()
    row = OrderedOffer(
        agreement=made,
        offer=offer_of(guide, "network"),
        quantity=10,
        starts_on=NOVEMBER,
    )

    assert refusal(ordering_offers.order, row, **who).field == "offer"


def test_an_order_in_a_closed_month_stays_but_may_end_later(made, who):
    close(made)
    row = made.orders.get()

    row.quantity = 30
    with pytest.raises(NotNow, match="September 2026 is closed"):
        ordering_offers.order(row, **who)
    row.refresh_from_db()
    ordering_offers.end(row.pk, on=NOVEMBER, **who)

    row.refresh_from_db()
    assert (row.quantity, row.ends_on) == (20, NOVEMBER)


def test_a_base_does_not_end_under_its_supplement(made, guide, who):
    ordered(
        made, offer_of(guide, "network"), 10, kind="supplemental", role="CSE - Network"
    )

    told = refusal(ordering_offers.end, made.orders.first().pk, on=NOVEMBER, **who)

    assert "needs “Base package”" in str(told)


def test_hours_are_recommended_for_the_spend_of_the_day(made):
    subscription = made.coverages.get().subscription
    for day, spend in ((rows.JANUARY, 5000), (SEPTEMBER, "23999.50")):
        subscription.measures.create(kind="managed_spend", value=spend, valid_from=day)

    before = recommendations(made, D(2026, 8, 1))
    since = recommendations(made, D(2026, 10, 1))

    assert [each.hours for each in before] == [20]
    assert [each.hours for each in since] == [None]
    assert "lies between two bands" in since[0].text


def test_a_rate_is_agreed_by_date(made, who):
    rate = {"kind": "overage", "valid_from": NOVEMBER, "role": " CSE  - Network "}

    rating.set_rate(made, amount=Decimal(180), **rate, **who)
    rating.set_rate(made, amount=Decimal(190), **rate, **who)

    agreed = AgreedRate.objects.get(valid_from=NOVEMBER)
    assert (agreed.role, agreed.amount) == ("CSE - Network", 190)


def test_a_role_has_one_rate_a_day_however_it_is_written(made, who):
    rate = {"kind": "overage", "valid_from": NOVEMBER}
    rating.set_rate(made, role="CSE network", amount=Decimal(180), **rate, **who)
    rating.set_rate(made, role="cse  Network", amount=Decimal(190), **rate, **who)
    second = AgreedRate(agreement=made, role="CSE NETWORK", amount=Decimal(1), **rate)

    told = refusal(rating.save_rate, second, **who)

    kept = AgreedRate.objects.get(role__iexact="cse network")
    assert (kept.amount, told.field) == (190, "role")
    assert "has a rate for 2026-11-01 already" in str(told)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"valid_from": SEPTEMBER}, "valid_from"),
        ({"valid_from": D(2026, 8, 15)}, "valid_from"),
        ({"kind": "gift"}, "kind"),
        ({"amount": Decimal(-1)}, "amount"),
        ({"amount": Decimal("NaN")}, "amount"),
        ({"valid_from": D(9999, 12, 31)}, "valid_from"),
    ],
)
def test_an_impossible_rate_names_its_field(made, who, fields, field):
    close(made)
    rate = {"kind": "overage", "amount": Decimal(180), "valid_from": NOVEMBER}

    assert refusal(rating.set_rate, made, **rate | fields, **who).field == field
