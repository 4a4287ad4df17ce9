"""Cells that leave for a spreadsheet are carried out by none, and come back as they were."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.platform.cells import plain_cell, safe_cell, text_of

RISKY = "=+-@\t\r\n＝＋－＠"


@pytest.mark.parametrize("sign", RISKY)
def test_what_begins_a_formula_is_marked(sign):
    assert safe_cell(f"{sign}cmd|' /C calc'!A0") == f"'{sign}cmd|' /C calc'!A0"


@pytest.mark.parametrize("text", ["", "plain", "'quoted'", "a=b", " =1", "'"])
def test_other_texts_stay_as_they_are(text):
    assert safe_cell(text) == text
    assert plain_cell(text) == text


@pytest.mark.parametrize(
    "value", [-5, Decimal("-1.5"), None, True, dt.date(2026, 1, 1)]
)
def test_what_is_no_text_stays_what_it_is(value):
    assert safe_cell(value) is value


@given(st.text(st.sampled_from(RISKY + "'ab 1"), max_size=6))
def test_a_round_trip_changes_nothing(text):
    cell = safe_cell(text)

    assert plain_cell(cell) == text
    assert not cell or cell[0] not in RISKY


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (3.0, "3"),
        (2.5, "2.5"),
        (float("inf"), "inf"),
        (True, "yes"),
        (dt.datetime(2026, 1, 31, tzinfo=dt.UTC), "2026-01-31"),
        (dt.time(8, 30), "08:30"),
        ("'=1", "=1"),
        ("a\r\nb", "a\nb"),
    ],
)
def test_cells_are_read_as_a_person_would_type_them(value, text):
    assert text_of(value) == text
