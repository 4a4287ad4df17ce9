"""What of a comparison stands on a page."""

import pytest

from catalogue.compare import Act, Difference, Kind
from catalogue.compare.showing import UnknownKind, page_of


def outcome(old, new, subject="line"):
    return Difference(Kind.CHARGE, Act.CHANGED, subject, "x", "X.", old=old, new=new)


def rows(*differences):
    return [(difference, []) for difference in differences]


def test_outcomes_stand_under_their_turn_the_most_frequent_first():
    page = page_of(
        rows(
            outcome("$5", "$9", "label"),
            outcome("$6", "$9", "label"),
            outcome("Included", "Additional fee"),
            outcome("Included", "Hourly charge"),
            outcome("Included", "Hourly charge"),
        ),
        {},
    )

    (group,) = page["groups"]
    assert [(title, len(found)) for title, found in group.parts] == [
        ("From “included” to “hourly charge”", 2),
        ("From “included” to “additional fee”", 1),
        ("Printed otherwise", 2),
    ]


def test_wording_is_left_out_unless_asked_for():
    wording = Difference(Kind.REWORDED, Act.CHANGED, "line", "x", "X.", matters=False)

    few, everything = (
        page_of(rows(wording), {}),
        page_of(rows(wording), {"show": "all"}),
    )

    assert (few["groups"], few["mattering"], few["total"]) == ([], 0, 1)
    assert [group.kind for group in everything["groups"]] == [Kind.REWORDED]


def test_addresses_keep_what_was_chosen():
    page = page_of([], {"from": "1", "to": "2", "kind": "who", "q": "a&b"})

    assert page["all_address"] == "?from=1&to=2&kind=who&q=a%26b&show=all"
    assert page["matters_address"] == "?from=1&to=2&kind=who&q=a%26b"
    assert page["every_kind"] == "?from=1&to=2&q=a%26b"
    assert page["more_of"] == "?from=1&to=2&q=a%26b&kind="


def test_a_kind_that_there_is_not_is_refused():
    with pytest.raises(UnknownKind):
        page_of([], {"kind": "colour"})
