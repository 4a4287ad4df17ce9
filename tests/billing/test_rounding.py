"""Rounding: a rule for a whole, shared among its parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.rounding import charged, spread

PARTS = st.lists(st.integers(0, 1500), max_size=12)
INCREMENTS = st.integers(1, 480)
MINIMA = st.integers(0, 480)


@pytest.mark.parametrize(
    ("minutes", "increment", "minimum", "expected"),
    [
        (0, 15, 60, 0),  # nothing worked is nothing charged, whatever the minimum
        (1, 1, 0, 1),
        (20, 15, 0, 30),  # two steps of 15
        (30, 15, 0, 30),
        (20, 1, 60, 60),  # W36: at least 1 hour
        (61, 1, 60, 61),
        (20, 45, 60, 90),  # the minimum of 60 is itself rounded up to steps of 45
        (1440, 7, 0, 1442),
    ],
)
def test_a_whole_is_rounded_up_to_steps_and_at_least_the_minimum(
    minutes, increment, minimum, expected
):
    assert charged(minutes, increment=increment, minimum=minimum) == expected


def test_the_first_part_carries_the_minimum_and_later_ones_what_goes_beyond_it():
    # 20 -> 60; 20 + 30 = 50 -> 60, so 0 more; 20 + 30 + 25 = 75 -> 75, so 15 more.
    assert spread([20, 30, 25], increment=15, minimum=60) == [60, 0, 15]


@given(PARTS, INCREMENTS, MINIMA)
def test_parts_add_up_to_the_whole(parts, increment, minimum):
    shares = spread(parts, increment=increment, minimum=minimum)

    assert sum(shares) == charged(sum(parts), increment=increment, minimum=minimum)
    assert len(shares) == len(parts)
    assert all(share >= 0 for share in shares)


@given(st.integers(1, 1500), INCREMENTS, MINIMA)
def test_a_whole_is_never_less_than_worked_and_less_than_a_step_above(
    minutes, increment, minimum
):
    whole = charged(minutes, increment=increment, minimum=minimum)

    assert whole % increment == 0
    assert max(minutes, minimum) <= whole < max(minutes, minimum) + increment


@given(PARTS, INCREMENTS, MINIMA, st.randoms())
def test_the_sum_does_not_depend_on_the_order_of_parts(
    parts, increment, minimum, random
):
    other = list(parts)
    random.shuffle(other)

    first = spread(parts, increment=increment, minimum=minimum)
    second = spread(other, increment=increment, minimum=minimum)

    assert sum(first) == sum(second)
