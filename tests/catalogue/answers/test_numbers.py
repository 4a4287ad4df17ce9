"""Numbers: what a question counts and what a row allows."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.answers.numbers import Bound, Quantity, bounds, quantities, swaps

FEW = "Add a few lines (fewer than 10 per month)"
MANY = "Add many lines (more than 10 per month)"


@pytest.mark.parametrize(
    ("text", "value", "measure"),
    [
        ("25 more lines", 25, ""),
        ("twenty-five lines", 25, ""),
        ("a dozen lines", 12, ""),
        ("half a dozen lines", 6, ""),
        ("two hundred users", 200, ""),
        ("1,500 users", 1500, ""),
        ("within 30 minutes", 30, "time"),
        ("ten hours", 10, "time"),
        ("10 per month", 10, ""),
        ("$50 a month", 50, "money"),
        ("2% of users", 2, "share"),
    ],
)
def test_a_quantity_is_read_with_its_measure(text, value, measure):
    assert quantities(text) == [Quantity(Decimal(value), measure)]


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("less than 10 users", "<"),
        ("more than 10 users", ">"),
        ("no more than 10 users", "<="),
        ("up to ten users", "<="),
        ("at least 10 users", ">="),
        ("a minimum of 10 users", ">="),
    ],
)
def test_a_bound_is_read_with_its_direction(text, sign):
    assert bounds(text) == [Bound(sign, Decimal(10), "")]


@pytest.mark.parametrize(
    "text", ["", "more than enough", "up to you", "no numbers", "half"]
)
def test_a_text_without_numbers_states_no_bound(text):
    assert bounds(text) == []


def test_the_quantity_decides_between_sibling_rows():
    assert swaps("please add 25 lines", [FEW, MANY]) == [(1, 0)]
    assert swaps("please add four lines", [FEW, MANY]) == [(0, 1)]


def test_a_quantity_of_another_measure_decides_nothing():
    assert swaps("in 25 minutes", [FEW, MANY]) == []


def test_rows_about_different_things_are_no_siblings():
    assert swaps("add 25 lines", [FEW, "Reports for more than 10 supervisors"]) == []


@given(st.text(max_size=200))
def test_any_text_can_be_read(text):
    assert isinstance(quantities(text), list)
    assert isinstance(bounds(text), list)


@given(st.integers(0, 999))
def test_at_most_one_of_two_opposite_siblings_is_right(number):
    pairs = swaps(f"{number} lines", [FEW, MANY])

    assert pairs == ([] if number == 10 else [(1, 0)] if number > 10 else [(0, 1)])
