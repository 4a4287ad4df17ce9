"""What is sold and measured; and all of it in short."""

from decimal import Decimal

import pytest

from catalogue.compare import Act, Direction, Kind, compare
from tests.catalogue.compare.edits import changes, guide, level, only, told

BETTER, WORSE, NEITHER = Direction.BETTER, Direction.WORSE, Direction.NEITHER


@pytest.mark.parametrize(
    ("name", "row", "value", "sentence", "direction"),
    [
        (
            "rates",
            "amount",
            Decimal("190"),
            "Rate “Engineer, standard”: the rate was 150.00 USD per hour, is now 190.00 USD per hour.",
            WORSE,
        ),
        (
            "rates",
            "minimum_minutes",
            30,
            "Rate “Engineer, standard”: the least that is charged was 1 hour, is now 30 minutes.",
            BETTER,
        ),
        (
            "rates",
            "currency",
            "EUR",
            "Rate “Engineer, standard”: the rate was 150.00 USD per hour, is now 150.00 EUR per hour.",
            NEITHER,
        ),
        (
            "offers",
            "minimum",
            Decimal("20"),
            "Offer “Ten hours of an engineer”: the minimum was 10, is now 20.",
            WORSE,
        ),
        (
            "offers",
            "term_months",
            12,
            "Offer “Ten hours of an engineer”: the term was not stated, is now 12 months.",
            NEITHER,
        ),
        (
            "quotas",
            "value",
            Decimal("8"),
            "Limit “Five password resets a month.”: the measure was 5 tickets per month, is now 8 tickets per month.",
            BETTER,
        ),
        (
            "quotas",
            "over_charge",
            "hourly",
            "Limit “Five password resets a month.”: the charge beyond it was not stated, is now hourly charge.",
            NEITHER,
        ),
        (
            "quotas",
            "draws",
            [],
            "Limit “Five password resets a month.”: what draws on it was “Reset a user's password”, is now not stated.",
            NEITHER,
        ),
        (
            "notice_periods",
            "days",
            14,
            "Notice period “New licences”: the notice was 7 days, is now 14 days.",
            WORSE,
        ),
        (
            "notice_periods",
            "by",
            "provider",
            "Notice period “New licences”: who gives it was the customer, is now the provider.",
            NEITHER,
        ),
        (
            "metering_rules",
            "excludes",
            "",
            "Metering rule “Phone call”: what does not count was “A busy signal.”, is now not stated.",
            NEITHER,
        ),
        (
            "bands",
            "hours",
            Decimal("22.5"),
            "Band “up to 9,999.00 USD”: the recommended number of hours was 20, is now 22.5.",
            NEITHER,
        ),
    ],
)
def test_what_is_sold_differs(new, name, row, value, sentence, direction):
    setattr(getattr(new, name)[0], row, value)

    found = only(new)

    assert (found.kind, found.sentence) == (Kind.PRICES, sentence)
    assert found.direction is direction


@pytest.mark.parametrize(
    "name",
    ["offers", "rates", "bands", "quotas", "notice_periods", "metering_rules"],
)
def test_what_is_sold_comes_and_goes(new, name):
    getattr(new, name).clear()

    gone, come = only(new), only(guide(), new)

    assert (gone.act, come.act) == (Act.REMOVED, Act.ADDED)
    assert gone.kind is come.kind is Kind.PRICES
    assert "is taken out" in gone.sentence
    assert "is new" in come.sentence


def test_a_figure_that_its_text_repeats_is_told_once(new):
    old = guide()
    old.quotas[0].text = "At most 5 resets a month."
    new.quotas[0].text = "At most 8 resets a month."
    new.quotas[0].value = Decimal(8)

    assert (
        only(new, old).sentence
        == "Limit “At most 8 resets a month.”: the measure was 5 tickets per month, is now 8 tickets per month."
    )


def test_a_text_that_says_more_than_its_figure_is_told_too(new):
    new.quotas[0].text = "Five resets a month, not more."
    new.quotas[0].value = Decimal(8)

    assert len(told(new)) == 2


def test_a_limit_that_nothing_draws_on_may_be_a_least_or_a_most(new):
    old = guide()
    old.quotas[0].draws = new.quotas[0].draws = []
    new.quotas[0].value = Decimal(50)

    assert only(new, old).direction is NEITHER


def test_small_amounts_keep_their_decimals(new):
    old = guide()
    old.offers[0].price, new.offers[0].price = Decimal("0.0125"), Decimal("0.0150")
    old.offers[0].currency = new.offers[0].currency = "USD"

    assert (
        "was 0.0125 USD per hour, is now 0.015 USD per hour" in only(new, old).sentence
    )


def test_the_summary_counts_what_customers_care_about(new):
    for row in changes(new).provisions[:2]:
        row.charge = "sow"
    target = level(new).priorities[0].targets[1]
    target.minutes, target.text = 480, "8 hours"
    new.rates[0].amount = Decimal(175)
    changes(new).provisions[2].text += " for us"

    assert compare(guide(), new).summary == (
        "1 line goes from “included” to “needs a statement of work”",
        "1 line goes from “hourly charge” to “needs a statement of work”",
        "1 promised time longer",
        "1 rate higher",
        "1 line in other words",
    )
