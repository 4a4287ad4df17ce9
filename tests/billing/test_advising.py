"""Which package would have been the cheapest for an agreement's last months."""

import datetime as dt

import pytest

from billing.actions.advising import NO_BASE, STOPS, advise
from billing.actions.reckoning_months import reckon
from billing.sizing import NO_FEE, NO_RATE
from catalogue.periods import moved
from tests.billing import rows

pytestmark = pytest.mark.django_db
OCTOBER = rows.OCTOBER


def advice(agreement, back=12):
    months = [moved(OCTOBER, -n) for n in range(1, back + 1)]
    found = reckon([agreement], months, at=rows.NOON)
    return advise(
        agreement, OCTOBER, {month: found[agreement.pk, month] for month in months}
    )


def worked(agreement, *hours):
    """So many hours in each of the months before October, the latest first."""
    for back, each in enumerate(hours, 1):
        for part in (each // 2, each - each // 2):
            rows.entry(agreement, part * 60, day=moved(OCTOBER, -back))


def test_a_larger_package_would_have_saved():
    # 20 h for $2,800 are $140 an hour. 39, 38 and 38 h: 3 × 2,800 + 55 × 175 = $18,025; 40 h would
    # have been 3 × 5,600 = $16,800: $1,225 less. What supplemental hours served is none of it.
    agreement = rows.agreement(base=20, fee="2800")
    rows.package(agreement, 10, "CSE network")
    rows.entry(agreement, 600, "CSE network", dt.date(2026, 9, 9))
    worked(agreement, 39, 38, 38)

    found = advice(agreement, back=3)

    assert [each.text for each in found] == [
        "40 h would have saved $1,225.00 in the last 3 months."
    ]


def test_longer_spans_stand_beside_shorter_ones():
    # 25, 20 and 15 h are 2 × 2,800 + 2,800 + 5 × 175; before that nothing was worked.
    agreement = rows.agreement(base=20, fee="2800")
    worked(agreement, 25, 20, 15)

    assert [each.months for each in advice(agreement)] == [3, 6, 12]
    assert [each.months for each in advice(agreement, back=4)] == [3, 4]


def test_the_sizes_are_those_that_the_guide_offers():
    # From 20 h in steps of 25: 45 h would do; 40 h are not sold.
    agreement = rows.agreement(base=20, fee="2800")
    guide = rows.subscription().guide
    draft = guide.revisions.create(number=1, title="Draft")
    offer = draft.offers.create(key="base", name="Base", minimum=20, step=25)
    agreement.orders.update(offer=offer)
    worked(agreement, 45)

    found = advice(agreement, back=1)

    # 20 h: 2,800 + 25 × 175 = 7,175. 45 h: 6,300.
    assert (found[0].size, found[0].saving) == (45, 875)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"base": None}, NO_BASE),
        ({"overage": "stop", "fee": "2800"}, STOPS),
        ({"fee": "0"}, NO_FEE),
        ({"rate": None, "fee": "2800"}, NO_RATE),
    ],
)
def test_it_says_why_it_cannot_say(given, why):
    agreement = rows.agreement(**{"base": 20} | given)
    worked(agreement, 30)

    assert advice(agreement, back=1)[0].text == why
