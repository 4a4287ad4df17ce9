"""Months in the database: sums and single entries come to the same, in as many queries for many."""

import datetime as dt
from decimal import Decimal

import pytest

from billing.actions.reckoning_months import reckon
from tests.billing import rows

pytestmark = pytest.mark.django_db
AT = rows.NOON


def test_supplemental_hours_lapse_while_others_run_over():
    # 20 h base, 10 h CSE network. Worked 34 h 40 min, of which 8 h network: 2 network hours lapse;
    # of the other 26 h 40 min the base holds 20 h; 6 h 40 min × $175 = $1,166.67.
    agreement = rows.agreement(base=20)
    rows.package(agreement, 10, "CSE network")
    rows.entry(agreement, 480, "CSE network")
    for day in range(2, 6):
        rows.entry(agreement, 400, "CSDM", dt.date(2026, 10, day))

    found = reckon([agreement], [rows.OCTOBER], at=AT)[agreement.pk, rows.OCTOBER]

    assert [(use.pool.name, use.left) for use in found.expired] == [
        ("CSE network 10 h", 120)
    ]
    assert found.overage_minutes == 400
    assert found.overage_amount == Decimal("1166.67")
