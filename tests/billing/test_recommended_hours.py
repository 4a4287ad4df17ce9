"""Hours that a guide recommends for a managed spend."""

from decimal import Decimal

import pytest

from billing.ordering import Finding, recommended
from tests.billing.test_ordering import BANDS, RULES, with_findings


@pytest.mark.parametrize(
    ("spend", "hours"),
    [
        ("0", 20),
        ("23999", 20),
        ("24000", 30),
        ("31998.99", 30),
        ("31999", 80),  # printed twice: it belongs to the upper band
        ("1000000", 80),
        ("23999.50", None),
    ],
)
def test_hours_are_recommended_by_spend(spend, hours):
    assert recommended(RULES.bands, Decimal(spend)).hours == hours


def test_an_amount_between_two_bands_is_said_to_lie_there():
    found = recommended(RULES.bands, Decimal("23999.50"))

    assert "23,999.50 lies between two bands: “up to 23,999” (20 hours)" in found.text
    assert found.source == "Guide, section 2"


@pytest.mark.parametrize(
    ("reading", "hours"),
    [
        ("", None),
        ("The value belongs to the lower row.", 20),
        ("The value belongs to the upper row.", 30),
        ("Amounts are rounded down to whole units first.", 20),
    ],
)
def test_a_decided_gap_gives_the_amount_to_a_band(reading, hours):
    finding = Finding("boundary-gap", "The brackets leave cents.", reading, BANDS)

    found = recommended(RULES.bands, Decimal("23999.50"), rules=with_findings(finding))

    assert found.hours == hours


def test_the_footnote_of_a_band_goes_with_the_hours_as_advice():
    found = recommended(
        RULES.bands,
        Decimal(5000),
        rules=RULES,
        technology_groups=("network", "security", "cloud"),
    )

    assert found.advice[0].startswith("* The package suits one technology group")
    assert "30 supplemental hours a month are advised, 10 for each" in found.advice[1]


def test_a_guide_without_bands_recommends_nothing():
    assert recommended((), Decimal(1)).hours is None
