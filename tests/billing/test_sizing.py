"""Which package of hours would have been the cheapest."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.sizing import NO_FEE, NO_MONTHS, NO_RATE, Needed, cheapest, sizes_of

MONTH = dt.date(2026, 10, 1)
RATE = Decimal(175)
SIZES = [Decimal(20), Decimal(30), Decimal(40), Decimal(50)]


def needed(*hours, rate=RATE):
    return [Needed(MONTH, int(each * 60), rate) for each in hours]


def test_a_larger_package_would_have_saved():
    # 20 h at $140 are $2,800 a month, 40 h $5,600. Worked: 39, 38 and 38 h.
    # As it is: 3 × 2,800 + (19 + 18 + 18) × 175 = 8,400 + 9,625 = $18,025.
    # With 40 h: 3 × 5,600 = $16,800, $1,225 less; with 30 h: 12,600 + 25 × 175 = $16,975.
    found = cheapest(needed(39, 38, 38), SIZES, Decimal(140), now=Decimal(20))

    assert (found.cost_now, found.cost, found.size) == (18025, 16800, 40)
    assert found.text == "40 h would have saved $1,225.00 in the last 3 months."
    assert "$140.00 for an hour of the package, and $175.00" in found.basis


def test_the_present_size_stays_where_another_is_no_cheaper():
    found = cheapest(needed(20), SIZES, Decimal(175), now=Decimal(20))

    assert found.size == 20
    assert found.text == "20 h was the cheapest package in the last month."


@pytest.mark.parametrize(
    ("months", "fee", "why"),
    [
        ([], Decimal(1), NO_MONTHS),
        (needed(20), None, NO_FEE),
        (needed(30, rate=None), Decimal(1), NO_RATE),
    ],
)
def test_it_says_why_it_cannot_say(months, fee, why):
    found = cheapest(months, SIZES, fee, now=Decimal(20))

    assert found.text == why


def test_sizes_go_by_the_offer_up_to_the_first_that_holds_every_month():
    sold = sizes_of(Decimal(20), Decimal(10), None, needed(33))

    assert sold == [20, 30, 40]
    assert sizes_of(Decimal(20), Decimal(10), Decimal(35), needed(90)) == [20, 30]


@given(
    st.lists(st.integers(0, 100), min_size=1, max_size=12),
    st.integers(1, 400),
    st.sampled_from(SIZES),
)
def test_no_size_sold_would_have_been_cheaper(hours, fee, now):
    months = needed(*hours)

    found = cheapest(months, SIZES, Decimal(fee), now=now)

    assert found.saving >= 0
    assert all(
        found.cost <= sum(fee * size + max(each - size, 0) * RATE for each in hours)
        for size in SIZES
    )
