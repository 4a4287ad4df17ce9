"""Rows and terms of October that tests of a month need, without a database."""

import datetime as dt
from decimal import Decimal

from billing.month_facts import Row, Terms
from billing.rates import Agreed, Card
from billing.settling import Pool

JANUARY = dt.date(2026, 1, 1)
OCTOBER = dt.date(2026, 10, 1)
BASE = Pool(1, "base", "", 1200, "Base 20 h")
NETWORK = Pool(2, "supplemental", "CSE network", 600, "CSE network 10 h")


def row(counted, role="", billable="package", day=1, **fields):
    """An entry of so many minutes, approved, with a line of the guide."""
    date = OCTOBER.replace(day=day)
    given = {
        "billable": billable,
        "role": role,
        "is_beyond": False,
        "is_doubtful": False,
        "is_approved": True,
        "entries": 1,
        "unlined": 0,
        "raw": counted + fields.get("after", 0),
        "counted": counted,
        "after": 0,
        "first": date,
        "last": date,
        "key": day * 1000 + counted,
        "order": (date, counted, role),
    }
    return Row(**given | fields)


def terms(*pools, rates=("175",), **fields):
    """October in dollars, with the overage rate of $175 for all."""
    agreed = [Agreed("overage", "", JANUARY, Decimal(rate)) for rate in rates]
    card = fields.pop("card", Card(agreed))
    return Terms(OCTOBER, "USD", pools, card, **fields)
