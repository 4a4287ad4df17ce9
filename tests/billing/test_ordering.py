"""Orders judged by a guide's rows, with the figures of a guide on hours and one on licences."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.ordering import (
    Band,
    Context,
    Finding,
    Note,
    Offer,
    Order,
    Place,
    Quota,
    Rules,
    problems,
)

JANUARY, JULY = dt.date(2026, 1, 1), dt.date(2026, 7, 1)
BANDS, LOTS, ITEMS, DISCLAIMER = (
    Place(number, f"Guide, section {text}")
    for number, text in enumerate(["2", "2.1", "6", "Disclaimers"], 1)
)
HOURS = "hours per month"
TWENTY = {"minimum": Decimal(20), "step": Decimal(10), "unit": HOURS}
BASE = Offer(1, "base", "Standard package", ITEMS, **TWENTY)
BRONZE = Offer(2, "bronze", "Bronze", ITEMS, **TWENTY)
NETWORK = Offer(
    3,
    "network",
    "Network hours",
    LOTS,
    unit=HOURS,
    minimum=Decimal(10),
    step=Decimal(10),
    role="CSE - Network",
    requires=("base", "bronze"),
)
SEATS = {"unit": "concurrent agents", "minimum": Decimal(10), "term_months": 36}
VOICE = Offer(4, "voice", "Voice licence", DISCLAIMER, excludes=("omni",), **SEATS)
OMNI = Offer(5, "omni", "Omni licence", DISCLAIMER, **SEATS)
SETUP = Offer(6, "setup", "Set-up", DISCLAIMER, unit="hours", maximum=Decimal(40))
TWO_LOTS = Finding(
    "two-amounts",
    "Section 2.1 sells additional hours in lots of 40 a month, but its own table, section 6 and the "
    "footnote of section 2 speak of 10 hours a month.",
    place=LOTS,
)
UNDEFINED = Finding(
    "undefined-term", "Bronze and Silver are named, yet not defined.", place=ITEMS
)
RULES = Rules(
    guide=1,
    offers=(BASE, BRONZE, NETWORK, VOICE, OMNI, SETUP),
    quotas=(
        Quota("Bronze covers at most 249 devices", Decimal(249), "devices", "", ITEMS),
        Quota("Silver or above from 250 devices", Decimal(250), "devices", "", ITEMS),
        Quota("Advised", Decimal(10), "hours", "month and technology group", BANDS),
    ),
    notes=(
        Note("*", "The package suits one technology group in scope.", BANDS),
        Note("*", "Bronze is for a single technology and for 1 to 249 devices.", ITEMS),
    ),
    bands=(
        Band(Decimal(20), "up to 23,999", None, Decimal(23999), "*", BANDS),
        Band(
            Decimal(30), "24,000 to 31,999", Decimal(24000), Decimal(31999), "", BANDS
        ),
        Band(Decimal(80), "31,999 and more", Decimal(31999), None, "", BANDS),
    ),
)
KINDS = {"base": "base", "bronze": "base", "network": "supplemental"}


def order(offer, quantity, *, rules=RULES, **fields):
    given_fields = {
        "name": offer.name,
        "kind": KINDS.get(offer.key, "other"),
        "role": offer.role,
        "starts_on": JANUARY,
    }
    return Order(
        quantity=Decimal(quantity), offer=offer, rules=rules, **given_fields | fields
    )


def judged(*orders, **facts):
    return problems(orders, Context(JANUARY, **facts))


def told(*orders, **facts):
    return [each.text for each in judged(*orders, **facts)]


def with_findings(*findings, **fields):
    return replace(RULES, findings=findings, **fields)


@pytest.mark.parametrize(
    ("orders", "facts", "said"),
    [
        ([order(BASE, 20)], {}, None),
        ([order(BASE, 10)], {}, "At least 20 hours per month, not 10"),
        ([order(BASE, 25)], {}, "In steps of 10 hours per month, from 20 on: 20 or 30, not 25"),
        ([order(BASE, 20), order(BASE, 10, kind="other")], {}, None),  # 30 together
        ([order(SETUP, 41)], {}, "At most 40 hours, not 41"),
        ([order(BASE, 20), order(NETWORK, 10)], {}, None),
        ([order(BASE, 20), order(NETWORK, 15)], {}, "In steps of 10"),
        ([order(NETWORK, 10)], {}, "needs “Standard package” or “Bronze”"),
        (
            [order(BASE, 20, ends_on=JULY), order(NETWORK, 10)],
            {},
            "needs “Standard package” or “Bronze”",  # from July on
        ),
        ([order(BASE, 20), order(NETWORK, 10, role="CSDM")], {}, "serves CSE - Network, not CSDM"),
        ([order(BASE, 20), order(BRONZE, 20)], {}, "is the base package then"),
        ([order(BASE, 20, ends_on=JULY), order(BRONZE, 20, starts_on=JULY)], {}, None),
        ([order(VOICE, 10)], {"term_months": 36}, None),
        ([order(VOICE, 9)], {"term_months": 36}, "At least 10 concurrent agents, not 9"),
        ([order(VOICE, 10)], {"term_months": 12}, "is for 36 months"),
        ([order(VOICE, 10)], {}, "one without a term"),
        ([order(VOICE, 10), order(OMNI, 10)], {"term_months": 36}, "rule each other out"),
        ([order(OMNI, 10), order(VOICE, 10)], {"term_months": 36}, "rule each other out"),
    ],
)  # fmt: skip
def test_the_rows_of_a_guide_judge_an_order(orders, facts, said):
    found = told(*orders, **facts)

    assert [said in each for each in found] == ([True] if said else [])


def test_a_refusal_cites_the_place_of_its_rule():
    found = told(order(NETWORK, 15))

    assert all("(Guide, section 2.1)" in each for each in found)
    assert len(found) == 2


def test_a_supplement_from_outside_the_guide_needs_a_base_too():
    alone = Order("More hours", Decimal(5), "supplemental", JANUARY, role="CSDM")

    assert "added to a base package" in told(alone)[0]
    assert not told(order(BASE, 20), alone)


@pytest.mark.parametrize(
    ("quantity", "reading", "outcome"),
    [
        (40, "", "fine"),  # one lot of 40, four of 10
        (30, "", "waits"),
        (15, "", "refused"),
        (30, "Lots of 10 hours hold.", "fine"),
        (30, "Lots of 40 hours hold.", "refused"),
        (80, "Lots of 40 hours hold.", "fine"),
        (30, "Lots of 10, and 40 by agreement.", "waits"),  # names both
        (30, "The provider is asked.", "waits"),  # names none
    ],
)
def test_two_lot_sizes_wait_for_the_decision_that_names_one(quantity, reading, outcome):
    rules = with_findings(replace(TWO_LOTS, reading=reading))
    base = order(BASE, 20, rules=rules)

    found = judged(base, order(NETWORK, quantity, rules=rules))

    assert [each.needs_decision for each in found] == (
        {"fine": [], "waits": [True], "refused": [False]}[outcome]
    )


def test_a_reading_may_name_the_table_that_the_finding_tells_of():
    text = "Sold by 40 in the text, by 10 in the table: lots of 40 hours"
    finding = Finding("two-amounts", text, "The table holds.", LOTS)
    rules = with_findings(finding)

    assert not told(order(BASE, 20, rules=rules), order(NETWORK, 30, rules=rules))


def test_two_amounts_of_another_section_say_nothing_of_an_offer():
    rules = with_findings(TWO_LOTS)

    assert not told(order(BASE, 30, rules=rules))


@pytest.mark.parametrize(
    ("devices", "groups", "said"),
    [
        (249, ("network",), None),
        (250, ("network",), "At most 249 devices: the customer has 250"),
        (10, ("network", "security"), "For one technology only: the agreement names 2"),
    ],
)
def test_a_limit_beside_an_offer_bears_on_the_offer_that_it_names(
    devices, groups, said
):
    rules = replace(RULES, measures={"devices": Decimal(devices)}, bands=())
    facts = {"technology_groups": groups}

    found = told(order(BRONZE, 20, rules=rules), **facts)

    assert [said in each for each in found] == ([True] if said else [])
    assert not told(order(BASE, 20, rules=rules), **facts)


@pytest.mark.parametrize(
    ("reading", "outcome"),
    [
        ("", [True]),
        ("It has its usual meaning.", [False]),
        ("It is left over from another document and has no effect.", []),
    ],
)
def test_a_limit_with_unclear_words_waits_for_its_decision(reading, outcome):
    finding = replace(UNDEFINED, reading=reading)
    rules = with_findings(finding, measures={"devices": Decimal(300)})

    found = judged(order(BRONZE, 20, rules=rules))

    assert [each.needs_decision for each in found] == outcome


@pytest.mark.parametrize(
    ("hours", "more", "is_refused"),
    [(20, 0, True), (20, 10, True), (20, 20, False), (30, 0, False)],
)
def test_a_package_for_one_group_serves_more_with_the_advised_supplement(
    hours, more, is_refused
):
    orders = [order(BASE, hours)] + [order(NETWORK, more)] * bool(more)

    found = told(*orders, technology_groups=("network", "security"))

    assert bool(found) == is_refused
    assert not is_refused or "add 20 supplemental hours a month" in found[0]


def test_what_was_ordered_before_is_not_judged_again():
    old = order(BASE, 15, ends_on=JULY)
    new = order(BASE, 20, starts_on=JULY)

    assert told(old, new)
    assert not problems([old, new], Context(JULY))


@given(st.integers(1, 500))
def test_a_quantity_is_fine_exactly_when_a_customer_can_count_up_to_it(quantity):
    sold = quantity in range(20, 501, 10)

    assert (not told(order(BASE, quantity))) == sold
