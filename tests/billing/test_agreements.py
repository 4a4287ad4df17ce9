"""Agreements, what they cover, what is ordered and at which rates."""

import datetime as dt
from decimal import Decimal

import pytest

from billing.actions import agreeing, ordering_offers, rating
from billing.actions.order_facts import recommendations
from billing.actions.refusals import NotAllowed, NotNow, Refused
from billing.models import AgreedRate, Agreement, Coverage, OrderedOffer, Period
from catalogue.models import Change
from tests.billing import rows
from tests.billing.agreed import (
    NOVEMBER,
    NOW,
    actor,
    hours_agreement,
    hours_guide,
    offer_of,
    ordered,
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


def close(agreement, month=SEPTEMBER):
    return Period.objects.create(
        agreement=agreement,
        customer=agreement.customer,
        month=month,
        state="closed",
        closed_at=NOW,
        closed_by="eva",
    )


def new_order(made, key, quantity, **fields):
    return OrderedOffer(
        agreement=made,
        offer=made.coverages.get()
        .subscription.guide.revisions.get()
        .offers.get(key=key),
        quantity=Decimal(quantity),
        **{"starts_on": NOVEMBER} | fields,
    )


def refusal(act, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value


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

    assert told.source == "Hours guide, section 2.1, C07"


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
