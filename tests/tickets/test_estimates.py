"""What paid work costs at the rates that a guide prints."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from tickets.estimates import duration, estimate, roles


def rate(
    amount, role="Engineer", kind="standard", minimum=None, step=None, unit="hour"
):
    return SimpleNamespace(
        role=role,
        kind=kind,
        amount=None if amount is None else Decimal(amount),
        currency="USD",
        unit=unit,
        minimum_minutes=minimum,
        increment_minutes=step,
    )


@pytest.mark.parametrize(
    ("rates", "minutes", "charged", "amount"),
    [
        # 90 minutes of 150 an hour.
        ([rate("150")], 90, 90, "225.00"),
        # W36: at least an hour is invoiced.
        ([rate("150", minimum=60)], 20, 60, "150.00"),
        # A quarter begun is a quarter charged, after the first hour.
        ([rate("150", minimum=60, step=15)], 61, 75, "187.50"),
        # A third of 99.99 is 33.33; half a cent goes up: 10.01 * 30 / 60 = 5.005.
        ([rate("99.99")], 20, 20, "33.33"),
        ([rate("10.01")], 30, 30, "5.01"),
        # Standard time goes before overage, and after-hours rates are for other hours.
        ([rate("200", kind="overage"), rate("150")], 60, 60, "150.00"),
        ([rate(None), rate("175", kind="overage")], 60, 60, "175.00"),
        ([rate("300", kind="after_hours")], 60, 60, None),
        # C20 and C11: the same terms for two roles are one price.
        ([rate("175"), rate("175", role="Manager")], 60, 60, "175.00"),
        # Who does it decides.
        ([rate("175"), rate("95", role="Junior")], 60, 60, None),
        # W36: the rate stands “below” and is absent; the minimum is printed all the same.
        ([rate(None, minimum=60), rate(None, minimum=60, role="Other")], 20, 60, None),
        ([rate(None, minimum=60), rate(None, minimum=30, role="Other")], 20, 20, None),
        ([rate("900", unit="day")], 60, 60, None),
        ([], 60, 60, None),
    ],
)
def test_work_is_priced(rates, minutes, charged, amount):
    found = estimate(rates, minutes)

    assert found.minutes == charged
    assert found.amount == (None if amount is None else Decimal(amount))
    assert found.currency == ("" if amount is None else "USD")


def test_the_basis_says_why():
    two = [rate("175"), rate("95", role="Junior")]

    assert estimate([rate("150", minimum=60)], 20).basis == (
        "20 min of work are charged as 1 h. At 150.00 USD an hour (Engineer)."
    )
    assert estimate([], 60).basis == "The guide prints no rate."
    assert estimate(two, 60).basis == (
        "What it costs depends on who does it: 175.00 USD an hour (Engineer); "
        "95.00 USD an hour (Junior)."
    )


def test_a_role_chooses_among_rates():
    two = [rate("175"), rate("95", role="Junior")]

    assert roles(two) == ["Engineer", "Junior"]
    assert estimate(two, 60, "Junior").amount == Decimal(95)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "0 min"), (45, "45 min"), (60, "1 h"), (150, "2 h 30 min")],
)
def test_minutes_in_words(minutes, said):
    assert duration(minutes) == said
