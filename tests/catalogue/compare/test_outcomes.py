"""What a line costs, and who does it."""

import pytest

from catalogue.compare import Direction, Kind
from catalogue.portable import form
from tests.catalogue.compare.edits import changes, guide, matrix, only, told

BETTER, WORSE, NEITHER = Direction.BETTER, Direction.WORSE, Direction.NEITHER


@pytest.mark.parametrize(
    ("charge", "words", "direction"),
    [
        ("hourly", "hourly charge", WORSE),
        ("sow", "needs a statement of work", WORSE),
        ("fee", "additional fee", WORSE),
        ("customer", "the customer’s to do", WORSE),
        ("vendor", "the vendor’s to do", NEITHER),
    ],
)
def test_what_was_included_comes_to_something_else(new, charge, words, direction):
    changes(new).provisions[0].charge = charge

    found = only(new)

    assert (found.kind, found.direction) == (Kind.CHARGE, direction)
    assert (
        found.sentence
        == f"“Reset a user's password”: was included (“Acme”), is now {words} (“Acme”)."
    )


def test_paying_by_the_hour_or_by_project_cannot_be_weighed(new):
    changes(new).provisions[1].charge = "sow"

    assert only(new).direction is NEITHER


def test_what_was_not_covered_is_supported(new):
    changes(new).components[0].lines[1].supported = True

    found = only(new)

    assert (found.old, found.new) == ("Not covered", "Supported")
    assert found.direction is BETTER


def test_the_outcome_as_printed_is_kept_verbatim(new):
    changes(new).provisions[1].label = "Hourly $ (min. 1)"

    found = only(new)

    assert (found.kind, found.subject, found.matters) == (Kind.CHARGE, "label", True)
    assert "is printed “Hourly $ (min. 1)”; it was “Hourly $”" in found.sentence


def test_who_does_it_differs(new):
    matrix(new).rows[1].assignments = [form.Assignment("Acme", "X")]

    found = only(new)

    assert (found.kind, found.direction) == (Kind.WHO, BETTER)
    assert (
        found.sentence
        == "Who does “Replace broken headsets”: was Customer, is now Acme."
    )


def test_what_the_provider_did_is_left_to_the_customer(new):
    matrix(new).rows[0].assignments = [form.Assignment("Customer", "X*", ["*"])]

    assert only(new).direction is WORSE


def test_a_share_of_the_work_cannot_be_weighed(new):
    matrix(new).rows[1].assignments.append(form.Assignment("Acme", "X"))

    assert only(new).direction is NEITHER


def test_a_letter_that_says_something_else(new):
    old = guide()
    matrix(old).rows[1].assignments[0].mark = "R"
    matrix(new).rows[1].assignments[0].mark = "C"

    found = only(new, old)

    assert (found.old, found.new) == ("Customer: responsible", "Customer: consulted")


def test_a_tick_printed_otherwise_is_no_difference(new):
    matrix(new).rows[1].assignments[0].mark = "✓"

    assert told(new) == []


def test_a_party_that_is_renamed_changes_no_row(new):
    new.parties[0].name = "Acme Ltd"
    matrix(new).parties[0] = "Acme Ltd"
    for row in (matrix(new).rows[0], changes(new).provisions[0]):
        row.assignments[0].party = "Acme Ltd"

    found = only(new)

    assert (found.subject, found.matters) == ("party", False)
    assert found.sentence == "Acme is now called Acme Ltd."


def test_a_party_that_changes_sides(new):
    new.parties[0].side = "vendor"

    found = only(new)

    assert found.matters
    assert (
        found.sentence
        == "Acme was on the provider’s side, is now on the vendor’s side."
    )


def test_an_outcome_that_is_a_stretch_of_the_line_is_told_with_the_line(new):
    old = guide()
    for revision, hours in ((old, "1 hour"), (new, "2 hours")):
        line = changes(revision).provisions[3]
        line.text, line.label = f"At least {hours} are charged.", hours

    assert only(new, old).kind is Kind.REWORDED


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("", "Hourly $", "is printed now: “Hourly $”."),
        ("Hourly $", "", "is no longer printed; it was “Hourly $”."),
    ],
)
def test_an_outcome_that_is_printed_in_one_revision_only(new, before, after, said):
    old = guide()
    changes(old).provisions[1].label = before
    changes(new).provisions[1].label = after

    assert only(new, old).sentence.endswith(said)
