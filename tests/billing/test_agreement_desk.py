"""Agreements at the desk: the form with its rows, notice, rounding, proposals."""

import datetime as dt

import pytest

from billing.models import (
    AgreedRate,
    Agreement,
    Coverage,
    OrderedOffer,
)
from catalogue.models import User
from tests.billing import rows
from tests.billing.agreed import (
    NOVEMBER,
    NOW,
    desk_address,
    hours_agreement,
    hours_guide,
    offer_of,
    subscribed,
)
from tests.query_counts import pinned

pytestmark = pytest.mark.django_db
LOTS = "Sold in lots of 40 hours here, in lots of 10 hours there."


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def desk(client):
    """A browser of somebody who may do everything."""
    client.force_login(
        User.objects.create_user(
            "boss@acme.example", "pass", is_staff=True, is_superuser=True
        )
    )
    return client


@pytest.fixture
def guide(db):
    return hours_guide(finding=LOTS)


@pytest.fixture
def made(guide):
    return hours_agreement(guide)


def form_of(made, **fields):
    """The whole form of an agreement as the page sends it, with rows as they stand."""
    sent = {
        "name": made.name,
        "currency": made.currency,
        "starts_on": made.starts_on,
        "term_months": made.term_months,
        "renewal": made.renewal,
        "renewal_months": made.renewal_months,
        "notice_days": made.notice_days,
        "technology_groups": "\n".join(made.technology_groups),
        "after_hours": made.after_hours,
        "increment_minutes": made.increment_minutes,
        "minimum_minutes": made.minimum_minutes,
        "minimum_per": made.minimum_per,
        "minimum_for": made.minimum_for,
        "overage": made.overage,
    }
    for prefix, related, names in (
        ("coverages", made.coverages.all(), []),
        ("orders", made.orders.all(), ["offer_id", "kind", "name", "role", "quantity", "unit", "monthly_fee", "starts_on"]),
        ("rates", made.rates.all(), ["kind", "role", "amount", "valid_from"]),
    ):  # fmt: skip
        there = list(related)
        sent |= {
            f"{prefix}-TOTAL_FORMS": len(there) + 1,
            f"{prefix}-INITIAL_FORMS": len(there),
        }
        for number, row in enumerate(there):
            sent |= {
                f"{prefix}-{number}-id": row.pk,
                f"{prefix}-{number}-agreement": made.pk,
            }
            for name in names:
                value = getattr(row, name)
                sent[f"{prefix}-{number}-{name.removesuffix('_id')}"] = (
                    "" if value is None else value
                )
    # The empty row at the end, as the page shows it.
    return sent | {"orders-1-monthly_fee": "0"} | fields  # fmt: skip


def sent(desk, made, **fields):
    return desk.post(desk_address("change", made.pk), form_of(made, **fields))


def errors_of(answer):
    """Every error on the page of the form."""
    form = answer.context["adminform"].form
    found = [e for errors in form.errors.values() for e in errors]
    for inline in answer.context["inline_admin_formsets"]:
        for each in inline.formset.errors:
            found += [e for errors in each.values() for e in errors]
        found += inline.formset.non_form_errors()
    return found


def test_a_new_agreement_covers_a_subscription(desk, guide):
    subscription = subscribed(guide)
    values = {
        "customer": subscription.customer_id,
        "provider": guide.guide.provider_id,
        "name": "Hours",
        "currency": "USD",
        "starts_on": "2026-11-01",
        "term_months": "12",
        "renewal": "auto",
        "renewal_months": "12",
        "notice_days": "30",
        "technology_groups": "network\n\n security ",
        "after_hours": "apart",
        "increment_minutes": "15",
        "minimum_minutes": "60",
        "minimum_per": "entry",
        "minimum_for": "hourly",
        "overage": "allow",
        "coverages-TOTAL_FORMS": "1",
        "coverages-INITIAL_FORMS": "0",
        "coverages-0-subscription": subscription.pk,
    }

    answer = desk.post(desk_address("add"), values)

    assert answer.status_code == 302, errors_of(answer)
    agreement = Agreement.objects.get()
    assert agreement.technology_groups == ["network", "security"]
    assert Coverage.objects.get().customer == subscription.customer


def test_a_stranger_s_subscription_is_not_covered(desk, guide):
    other = subscribed(guide, rows.customer("mills"))
    made = hours_agreement(guide)

    answer = sent(desk, made, **{"coverages-1-subscription": other.pk})

    assert answer.status_code == 200
    assert Coverage.objects.count() == 1


def test_an_order_takes_from_its_offer_what_was_left_empty(desk, made, guide):
    new = {
        "orders-1-offer": offer_of(guide, "network").pk,
        "orders-1-quantity": "40",
        "orders-1-monthly_fee": "900",
        "orders-1-starts_on": "2026-11-01",
    }

    answer = sent(desk, made, **new)

    assert answer.status_code == 302, errors_of(answer)
    row = OrderedOffer.objects.latest("pk")
    assert (row.name, row.kind, row.role, row.unit) == (
        "Network hours",
        "supplemental",
        "CSE - Network",
        "hours per month",
    )


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"orders-0-quantity": "25"}, "In steps of 10 hours per month, from 20 on: 20 or 30, not 25: “Base package”. (Hours guide, section 6)"),
        ({"orders-0-quantity": "0"}, "Order more than 0."),
        ({"orders-0-ends_on": "2025-01-01"}, "The end must be after the start."),
        ({"orders-1-quantity": "5", "orders-1-monthly_fee": "1", "orders-1-starts_on": "2026-11-01"}, "Write it, or choose an offer."),
        ({"rates-0-amount": "-1"}, "Enter 0 or more for amount."),
        ({"rates-0-valid_from": "9999-12-31"}, "Choose a day until 2200."),
        ({"term_months": ""}, "What renews by itself has a term"),
        ({"overage_cap_minutes": "60"}, "A cap is for agreements that ask an approver."),
        ({"currency": "usd"}, "Give the currency as three capital letters."),
    ],
)  # fmt: skip
def test_a_broken_rule_is_said_at_its_field(desk, made, fields, said):
    answer = sent(desk, made, **fields)

    assert answer.status_code == 200
    assert any(said in each for each in errors_of(answer)), errors_of(answer)


def test_staff_may_order_what_the_guide_leaves_open_and_are_told(desk, made, guide):
    new = {
        "orders-1-offer": offer_of(guide, "network").pk,
        "orders-1-quantity": "30",
        "orders-1-monthly_fee": "900",
        "orders-1-starts_on": "2026-11-01",
    }

    answer = desk.post(
        desk_address("change", made.pk), form_of(made, **new), follow=True
    )

    assert "which of them holds is not decided" in answer.content.decode()
    assert made.orders.count() == 2


def test_rates_are_added_and_taken_away(desk, made):
    new = {
        "rates-0-DELETE": "on",
        "rates-1-kind": "overage",
        "rates-1-amount": "185",
        "rates-1-valid_from": "2026-11-01",
    }

    answer = sent(desk, made, **new)

    assert answer.status_code == 302, errors_of(answer)
    assert AgreedRate.objects.get().amount == 185


def test_a_rate_that_a_closed_month_rests_on_stays(desk, made):
    made.periods.create(
        customer=made.customer,
        month=dt.date(2026, 9, 1),
        state="closed",
        closed_at=NOW,
        closed_by="eva",
    )

    changed = sent(desk, made, **{"rates-0-amount": "200"})
    gone = sent(desk, made, **{"rates-0-DELETE": "on"})

    assert any("September 2026 is closed" in each for each in errors_of(changed))
    assert "September 2026 is closed" in desk.get(gone.url).content.decode()
    assert AgreedRate.objects.get().amount == 175


def test_the_page_says_terms_recommended_hours_and_rounding(desk, made):
    subscription = made.coverages.get().subscription
    subscription.measures.create(
        kind="managed_spend", value="23999.50", valid_from=rows.JANUARY
    )

    page = desk.get(desk_address("change", made.pk)).content.decode()

    assert "Give notice by 1 December 2026" in page
    assert "lies between two bands" in page
    assert "at least 60 minutes" in page


def test_limited_staff_do_not_meet_another_provider_s_agreements(client, made):
    limited = User.objects.create_user(
        "lim@else.example", "pass", is_staff=True, is_superuser=True
    )
    limited.limited_to.add(rows.provider("else"))
    client.force_login(limited)

    pages = [
        desk_address("change", made.pk),
        desk_address("notice", made.pk),
        desk_address("propose", made.pk, model="changerequest"),
    ]

    assert [client.get(page).status_code for page in pages] == [302, 302, 302]
    assert made.name not in client.get(desk_address("changelist")).content.decode()


def test_who_may_only_look_cannot_act(client, made):
    looks = rows.engineer()
    client.force_login(looks)

    for page in (
        client.post(desk_address("notice", made.pk), {"on": "2026-10-01"}),
        client.post(desk_address("propose", made.pk, model="changerequest"), {}),
    ):
        assert page.status_code == 403
    made.refresh_from_db()
    assert made.ends_on is None


def test_the_page_takes_as_many_queries_as_recorded(desk, made):
    for number in range(3):
        rows.package(made, 10, f"Role {number}", starts_on=NOVEMBER)
    desk.get(desk_address("change", made.pk))

    with pinned("agreement at the desk"):
        desk.get(desk_address("change", made.pk))
