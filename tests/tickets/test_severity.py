"""Which priority a report gets."""

from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.severity import allows, named, other_way, proposed, settled


@dataclass
class Step:
    """A priority as a guide states it."""

    label: str
    impact_from: Decimal | None = None
    impact_below: Decimal | None = None
    channels: list[str] = field(default_factory=list)


HALF, QUARTER = Decimal(50), Decimal(25)
SEVERITIES = [
    Step("One", HALF, None),
    Step("Two", QUARTER, HALF),
    Step("Three", None, QUARTER),
    Step("Four"),
]
ONLINE = ["portal", "email", "phone"]
LEVEL = [
    Step("P1 (Critical)", channels=["phone"]),
    Step("P2 (High)", channels=["phone"]),
    Step("P3 (Medium)", channels=ONLINE),
    Step("P4 (Low)", channels=ONLINE),
]


@pytest.mark.parametrize(
    ("affected", "total", "label"),
    [
        (100, 100, "One"),
        (50, 100, "One"),  # a limit belongs to what begins there
        (499, 1000, "Two"),
        (1, 3, "Two"),  # 33.3 %
        (25, 100, "Two"),
        (24, 100, "Three"),
        (0, 100, "Three"),
        (999_999, 2_000_000, "Two"),  # a hair below a half: nothing is rounded
    ],
)
def test_the_share_of_affected_users_proposes_a_priority(affected, total, label):
    assert proposed(SEVERITIES, affected, total).priority.label == label


@pytest.mark.parametrize(("affected", "total"), [(None, 9), (3, None), (0, 0), (3, 0)])
def test_without_a_share_nothing_is_proposed(affected, total):
    assert proposed(SEVERITIES, affected, total) is None


def test_priorities_without_ranges_are_not_proposed():
    assert proposed(LEVEL, 9, 10) is None


def test_a_share_on_a_limit_is_said():
    assert proposed(SEVERITIES, 50, 100).note == (
        "Exactly 50 % of the users are affected: that limit is taken as One."
    )
    assert proposed(SEVERITIES, 51, 100).note == ""


@given(total=st.integers(1, 5000), data=st.data())
def test_more_affected_users_are_never_less_severe(total, data):
    fewer = data.draw(st.integers(0, total))
    more = data.draw(st.integers(fewer, total))
    rank = [step.label for step in SEVERITIES].index

    less, worse = (
        proposed(SEVERITIES, count, total).priority.label for count in (fewer, more)
    )

    assert rank(worse) <= rank(less)


@pytest.mark.parametrize(
    ("wanted", "default", "channel", "stands_at", "kept"),
    [
        ("P1", "P3", "portal", "P3 (Medium)", "P1 (Critical)"),
        ("P2", "P3", "api", "P3 (Medium)", "P2 (High)"),
        ("P1", "P3", "phone", "P1 (Critical)", None),
        ("P4", "P3", "email", "P4 (Low)", None),
        ("P1", "", "email", "P3 (Medium)", "P1 (Critical)"),
        ("P1", "P2", "portal", "P3 (Medium)", "P1 (Critical)"),
    ],
)
def test_a_report_by_the_wrong_channel_is_taken_all_the_same(
    wanted, default, channel, stands_at, kept
):
    found = settled(LEVEL, named(LEVEL, wanted), named(LEVEL, default), channel)

    assert found.priority.label == stands_at
    assert (found.wanted and found.wanted.label) == kept


def test_where_no_priority_is_for_the_channel_the_wanted_one_stands():
    found = settled(LEVEL[:2], LEVEL[1], None, "email")

    assert (found.priority.label, found.wanted) == ("P2 (High)", None)


def test_a_label_is_known_by_its_first_word_in_any_case():
    assert named(LEVEL, "p2") is LEVEL[1]
    assert named(LEVEL, "p4 (low)") is LEVEL[3]
    assert named([Step("High load"), Step("High risk")], "high") is None
    assert named(LEVEL, "") is None


def test_without_channels_every_channel_will_do():
    assert allows(Step("P1"), "api")


def test_who_came_the_wrong_way_is_told_the_right_one():
    assert other_way(LEVEL[0], "P3 (Medium)", "+44 20 7946 0000") == (
        "P1 (Critical) is taken by phone only: call +44 20 7946 0000 now; the ticket stands at "
        "P3 (Medium) meanwhile."
    )
    assert "call the provider's number now" in other_way(LEVEL[0], "P3", "")
    assert other_way(Step("X", channels=["email", "portal"]), "Y", "1").startswith(
        "X is taken by e-mail or the portal only: use that now;"
    )
