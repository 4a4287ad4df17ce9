"""What counts, over which days, how much of it, in which words: without a database."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from tests.house import ROOT
from tickets import allowances

DATA = ROOT / "catalogue" / "data"


@pytest.mark.parametrize(
    ("per", "cadence"),
    [
        ("month", "month"),
        ("Per Calendar  Month", "month"),
        ("billing period", "month"),
        ("a month", "month"),
        ("monthly", "month"),
        ("each quarter", "quarter"),
        ("annum", "year"),
        ("agent", ""),
        ("course", ""),
        ("call", ""),
        ("month and technology group", ""),
        ("contract year", ""),
        ("", ""),
    ],
)
def test_a_quota_counts_over_time_or_not_at_all(per, cadence):
    assert allowances.cadence_of(per) == cadence


@pytest.mark.parametrize(
    ("unit", "measure", "allowed"),
    [
        ("percent", "tickets", "4.5"),
        ("% of users", "tickets", "4.5"),
        ("MACD tickets", "tickets", "2"),
        ("changes", "tickets", "2"),
        ("cases", "tickets", "2"),
        ("labor hours", "minutes", "120"),
        ("minutes", "minutes", "2"),
        ("numbers", "quantity", "2"),
        ("DIDs", "quantity", "2"),
    ],
)
def test_a_unit_says_what_a_ticket_takes_and_how_much_there_is(unit, measure, allowed):
    assert allowances.measure_of(unit) == measure
    assert allowances.allowed_of(Decimal(2), unit, 225) == Decimal(allowed)


def test_a_share_of_nobody_knows_how_many_is_unknown():
    assert allowances.allowed_of(Decimal(2), "percent", None) is None


@given(
    st.dates(dt.date(1990, 1, 1), dt.date(2200, 1, 1)),
    st.sampled_from(["month", "quarter", "year"]),
)
def test_periods_hold_their_day_and_follow_each_other(day, cadence):
    start, end = allowances.span_of(day, cadence)

    assert start <= day < end
    assert allowances.span_of(end, cadence)[0] == end
    assert allowances.span_of(end - dt.timedelta(days=1), cadence) == (start, end)


@pytest.mark.parametrize(
    ("first", "after", "name"),
    [
        ((2026, 11, 1), (2026, 12, 1), "November 2026"),
        ((2026, 10, 1), (2027, 1, 1), "October to December 2026"),
        ((2026, 1, 1), (2027, 1, 1), "2026"),
    ],
)
def test_a_period_has_a_name(first, after, name):
    assert allowances.name_of(dt.date(*first), dt.date(*after)) == name


def test_a_statement_of_work_is_worse_than_hours_than_a_fee():
    assert allowances.worst(["included", "fee", "hourly", "sow"]) == "sow"
    assert allowances.worst(["included", "fee", "hourly"]) == "hourly"
    assert allowances.worst([]) == "unstated"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 min"), (45, "45 min"), (60, "1 h"), (150, "2 h 30 min")],
)
def test_work_is_said_in_hours(minutes, words):
    assert allowances.amount_in_words(Decimal(minutes), "minutes") == words


def test_of_the_bundled_guides_tickets_draw_on_these_quotas():
    """W32, W33 and W35; what lies in packages (C05, C06, C24) is for agreements to count."""
    counted = [
        (row["ref"], allowances.measure_of(row["unit"]), sorted(row["draws"]))
        for guide in sorted(DATA.glob("*.yaml"))
        for row in YAML(typ="safe").load(guide).get("revision", {}).get("quotas", [])
        if allowances.counts(
            row["unit"], row.get("per", ""), row.get("over_charge", "")
        )
    ]

    macd = ["m02", "m03", "m04", "m12", "m13", "m14", "m15", "m16", "m22", "m25", "m39"]
    assert counted == [
        ("W32", "tickets", macd),
        ("W33 M39 M40", "quantity", ["m39"]),
        ("W35", "quantity", ["m39"]),
        ("W35", "minutes", ["m25"]),
    ]
