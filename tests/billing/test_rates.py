"""Which rate an hour has: what was agreed, else what the guide lists."""

import datetime as dt
from decimal import Decimal

import pytest

from billing.rates import Agreed, Card, Listed, PriceList

JANUARY = dt.date(2026, 1, 1)
OCTOBER = dt.date(2026, 10, 1)
LISTED = PriceList(
    [
        Listed("overage", "Network engineer", Decimal(190)),
        Listed("standard", "Engineer", Decimal(150)),
        Listed("standard", "Manager", Decimal(160)),
    ]
)


@pytest.mark.parametrize(
    ("kind", "role", "price"),
    [
        ("overage", "NETWORK  engineer", 190),  # the role's own, in any case
        ("overage", "Engineer", 190),  # the only overage rate is everybody's
        ("standard", "Manager", 160),
        ("standard", "Cook", None),  # two standard rates: which?
        ("after_hours", "Engineer", None),  # nothing stands in for it
    ],
)
def test_the_list_holds_where_nothing_was_agreed(kind, role, price):
    assert Card([], LISTED).price(kind, role, OCTOBER).amount == price


def test_the_nearest_agreed_rate_in_force_comes_first():
    card = Card(
        [
            Agreed("overage", "", JANUARY, Decimal(175)),
            Agreed("overage", "CSDM", OCTOBER, Decimal(200)),
            Agreed("after_hours", "", OCTOBER.replace(day=2), Decimal(250)),
        ],
        LISTED,
    )
    september = OCTOBER - dt.timedelta(days=1)

    assert card.price("overage", "CSDM", september).amount == 175
    assert card.price("overage", "CSDM", OCTOBER).amount == 200
    assert card.price("overage", "Network engineer", OCTOBER).amount == 175
    assert card.price("after_hours", "CSDM", OCTOBER).waits == "unpriced"
    doubtful = PriceList([Listed("overage", "Any", Decimal(1), is_doubtful=True)])
    assert Card([], doubtful).price("overage", "x", OCTOBER).waits == "finding"
