"""Values between two rows, in both, or in neither."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from catalogue.checks.boundaries import holds, span_of
from catalogue.portable import form
from tests.catalogue.checks.forms import (
    found,
    guide,
    level,
    priority,
    scenario,
    section,
    texts,
)

SHARES = st.integers(1, 99)


def banded(*bounds):
    return guide(
        bands=[form.Band(low, high, 10, "USD", section="2") for low, high in bounds]
    )


def test_bands_with_cents_between_them_are_one_finding_a_table():
    revision = banded((None, 9999), (10000, 23999), (24000, None))

    assert texts(revision, "boundary-gap") == (
        "No band holds an amount between 9,999 and 10,000; 23,999 and 24,000"
    )


def test_bands_that_share_a_bound_leave_nothing_out():
    assert not found(banded((None, 10000), (10000, 20000)), "boundary-gap")


def test_bands_that_overlap_are_told():
    assert "Both hold 9,000" in texts(
        banded((None, 10000), (9000, None)), "boundary-overlap"
    )


def test_a_band_upside_down_is_told():
    assert found(banded((20000, 10000)), "upside-down")


@given(st.lists(st.integers(0, 10**7), min_size=2, max_size=8, unique=True))
def test_bands_cut_at_any_amounts_have_no_gap_and_no_overlap(cuts):
    cuts = sorted(cuts)
    revision = banded(*zip([None, *cuts], [*cuts, None], strict=True))

    assert not found(revision, "boundary-gap")
    assert not found(revision, "boundary-overlap")


def moves(*labels):
    return guide(section("1", provisions=[scenario(text, "SOW") for text in labels]))


def test_a_quantity_that_neither_row_holds_is_told_with_both_rows():
    [finding] = found(
        moves(
            "Add numbers, fewer than 10 per month",
            "Add numbers, more than 10 per month",
        ),
        "boundary-gap",
    )

    assert finding.text.startswith("Exactly 10 per month")
    assert len(finding.provisions) == 2


@given(st.integers(1, 500), st.integers(1, 500))
def test_only_the_same_quantity_leaves_a_gap(below, above):
    revision = moves(f"Fewer than {below} users", f"More than {above} users")

    assert bool(found(revision, "boundary-gap")) == (below == above)


def test_a_range_and_the_number_after_it_leave_the_rest_open():
    odd = guide(section("1", "Bronze covers 1-249 devices. 250 devices take Silver."))
    odd.sections[0].prose = "Bronze covers 1-249 devices, 250 devices take Silver."
    sound = guide(
        section("1", "Bronze covers 1-249 devices, 250 devices or more take Silver.")
    )

    assert "more than 250" in texts(odd, "boundary-gap")
    assert not found(sound, "boundary-gap")


def quota(value, per, text, where):
    return form.Quota(text, Decimal(value), "numbers", per, section=where)


def test_one_limit_over_two_periods_is_told():
    first = quota(
        10, "month", "Add large quantities of phone numbers, more than 10", "1"
    )
    other = quota(
        10, "billing period", "Adding phone numbers in large quantities over 10", "2"
    )
    same = quota(10, "month", other.text, "2")

    assert found(guide(quotas=[first, other]), "two-amounts")
    assert not found(guide(quotas=[first, same]), "two-amounts")


def severities(*criteria):
    return guide(
        service_levels=[
            level(*(priority(f"S{n}", text) for n, text in enumerate(criteria)))
        ]
    )


def test_a_share_on_the_edge_of_nothing_is_told():
    revision = severities("50% or more of users", "less than 50% and greater than 25%")

    assert texts(revision, "boundary-gap") == "Standard: exactly 25% is in no priority"


def test_shares_that_meet_leave_nothing_out():
    revision = severities(
        "more than 75%", "between 25% and 75%", "at least 10% of users"
    )

    assert not found(revision, "boundary-gap") or "75" not in texts(
        revision, "boundary-gap"
    )


@given(SHARES)
def test_at_least_and_less_than_one_share_hold_it_once(share):
    sound = severities(f"at least {share}% of users", f"less than {share}% of users")
    twice = severities(f"at least {share}% of users", f"up to {share}% of users")
    never = severities(f"more than {share}% of users", f"less than {share}% of users")

    assert not found(sound, "boundary-gap")
    assert "in two priorities" in texts(twice, "boundary-gap")
    assert "in no priority" in texts(never, "boundary-gap")


@given(SHARES, SHARES)
def test_a_span_holds_what_it_says(edge, share):
    low, _, high, _ = span = span_of(f"more than {edge}% of users")

    assert (low, high) == (edge, 100)
    assert holds(span, Decimal(share)) == (share > edge)


def test_a_text_without_a_side_says_no_span():
    assert span_of("99.99% uptime") is None
    assert span_of("All users are down") is None
