"""Rows that disagree with other rows, lines and sentences."""

import pytest

from catalogue.portable import form
from tests.catalogue.checks.forms import (
    activity,
    component,
    found,
    guide,
    scenario,
    scope,
    section,
    table,
    texts,
)

PARTIES = [form.Party("Acme", "provider"), form.Party("Customer", "customer")]


def beside(row, line):
    """A row of a table, and a scope line of another section."""
    return guide(
        section("2", provisions=[row]),
        section("5", components=[component("Recording", line)]),
        parties=PARTIES,
    )


OURS = scenario(
    "I want to change call recording settings or manage recordings", "Acme", "included"
)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (scope("Customizing recording settings beyond first set-up", False), True),
        (scope("Recording settings", False), False),
        (scope("Modify call recording settings", False, "sow"), True),
        (scope("Change call recording settings", True, "included"), False),
        (scope("Change call routing settings", False), False),
        (scope("Manage call recording staff", False), False),
    ],
)
def test_a_row_and_a_scope_line_on_one_thing_must_agree(line, told):
    assert bool(found(beside(OURS, line), "contradiction")) == told


def test_both_rows_are_tied_to_what_is_found():
    [finding] = found(
        beside(OURS, scope("Change call recording settings", False)), "contradiction"
    )

    assert len(finding.provisions) == 2
    assert finding.section == "2"
    assert "5 says" in finding.text


def test_what_is_not_covered_may_be_the_customers():
    theirs = scenario("Download the call recordings", "Customer", "customer")

    assert not found(
        beside(theirs, scope("Download call recordings", False)), "contradiction"
    )


def test_one_row_with_two_outcomes_is_told_once():
    revision = guide(
        section(
            "1",
            provisions=[
                scenario("Move a desk", "SOW"),
                scenario("Move a desk", "Acme"),
            ],
        )
    )

    assert texts(revision, "contradiction") == "Move a desk: SOW and Acme"


@pytest.mark.parametrize(
    ("one", "two", "told"),
    [
        ("Release and change execution", "Execution of major releases, patches", True),
        ("Installations, Upgrades", "Installations, Running forecasts", True),
        ("Root cause communication", "Root cause determination", False),
        ("Develop service documentation", "Develop technical documentation", False),
        ("Management of firewall rules", "Management of user accounts", False),
        ("Toner delivery", "Toner replacement", False),
    ],
)
def test_one_act_on_one_thing_has_one_owner(one, two, told):
    rows = table(activity(one, "Acme"), activity(two, "Customer"))
    same = table(activity(one, "Acme"), activity(two, "Acme"))

    assert bool(found(guide(section("1", matrices=[rows])), "contradiction")) == told
    assert not found(guide(section("1", matrices=[same])), "contradiction")


def test_what_is_excluded_is_not_offered_elsewhere():
    line = scope("Offer training services to staff.", False)
    excluded = section("12", components=[component("Projects", line)])
    offered = section("6", "Additional training may be provided for a fee.")
    silent = section("6", "Training has been a habit of ours.")

    assert "offered in 6" in texts(guide(offered, excluded), "contradiction")
    assert not found(guide(silent, excluded), "contradiction")


def test_unlimited_is_not_limited_elsewhere():
    free = section("1", "Support includes unlimited cases.")
    capped = section("2", "Tickets are limited to 2% of the users.")
    other = section("2", "Storage is limited to 2 GB.")

    assert "unlimited cases" in texts(guide(free, capped), "contradiction")
    assert not found(guide(free, other), "contradiction")


def test_what_is_handled_here_is_not_sold_there():
    line = scope("Maintain number inventory and porting processes.", True, "included")
    ported = scenario("I want to PORT numbers from another carrier", "SOW $", "sow")
    listed = scenario("I want to LIST numbers of another carrier", "SOW $", "sow")

    assert "22 supports" not in texts(beside(listed, line), "contradiction")
    assert "5 supports: Maintain" in texts(beside(ported, line), "contradiction")
