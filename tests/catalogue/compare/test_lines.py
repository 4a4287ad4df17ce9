"""Lines that came, went, moved or are told in other words."""

from copy import deepcopy

from catalogue.compare import Act, Direction, Kind
from catalogue.portable import form
from catalogue.portable.keys import with_keys
from tests.catalogue.compare.edits import changes, matrix, only, told

BETTER, WORSE, NEITHER = Direction.BETTER, Direction.WORSE, Direction.NEITHER


def test_a_line_that_came(new):
    line = form.Provision("scenario", "Move a desk", key="x", charge="included")
    changes(new).provisions.append(line)

    found = only(new)

    assert (found.kind, found.act, found.direction) == (Kind.ADDED, Act.ADDED, BETTER)
    assert found.sentence == "New line “Move a desk” (included)."
    assert (found.place, found.new_key, found.old_key) == ("3 Changes", "x", "")


def test_a_line_that_went(new):
    del changes(new).components[0].lines[0]

    found = only(new)

    assert (found.kind, found.act, found.direction) == (
        Kind.REMOVED,
        Act.REMOVED,
        WORSE,
    )
    assert (
        found.sentence == "The line “Keep mailboxes running” is taken out (supported)."
    )
    assert found.place == "3 Changes, “Voicemail”"
    assert found.components == ("Voicemail",)


def test_a_line_in_another_place(new):
    line = changes(new).components[0].lines.pop(0)
    new.sections[0].provisions.append(line)

    found = only(new)

    assert (found.kind, found.matters) == (Kind.MOVED, True)
    assert (
        found.sentence
        == "“Keep mailboxes running” has moved from 3 Changes, “Voicemail” to 1 Scope."
    )


def test_a_line_of_another_key_in_other_words_is_reworded_not_replaced(new):
    line = changes(new).provisions[1]
    line.key, line.text = "other", "Build a customised report"

    found = only(new)

    assert (found.kind, found.act, found.matters) == (Kind.REWORDED, Act.CHANGED, True)
    assert (found.old, found.new) == (
        "Build a custom report",
        "Build a customised report",
    )


def test_other_words_for_the_same_are_wording_only(new):
    changes(new).provisions[0].text = "Reset the password of a user"

    assert not only(new).matters


def test_a_line_with_another_subject_is_another_line(new):
    line = changes(new).provisions[1]
    line.key, line.text = "other", "Water the plants"

    assert {found.kind for found in told(new)} == {Kind.ADDED, Kind.REMOVED}


def test_equal_rows_meet_in_their_own_tables():
    old = with_keys(
        form.Revision(
            "Plans",
            sections=[
                form.Section(
                    "Plans",
                    matrices=[
                        form.Matrix(
                            plan, [], [form.Provision("activity", "Back up data")]
                        )
                        for plan in ("Bronze", "Silver")
                    ],
                )
            ],
        )
    )
    new = deepcopy(old)
    new.sections[0].matrices[0].rows.clear()
    new.sections[0].matrices[1].rows[0].key = "back-up-data"  # as reading gives it

    found = only(new, old)

    assert (found.kind, found.place) == (Kind.REMOVED, "Plans, “Bronze”")


def test_the_order_of_lines_is_no_difference(new):
    changes(new).provisions.reverse()
    matrix(new).rows.reverse()

    assert told(new) == []


def test_keys_aliases_refs_and_findings_are_no_difference(new):
    changes(new).provisions[1].key = "another"
    changes(new).provisions[1].aliases = ["make me a report"]
    matrix(new).ref = "W32"
    new.findings.clear()

    assert told(new) == []


def test_a_group_that_is_renamed_is_one_difference(new):
    for row in matrix(new).rows:
        row.group = "Handsets"

    found = only(new)

    assert (found.kind, found.subject) == (Kind.TEXT, "group")
    assert found.sentence == "The group “Phones” is now called “Handsets”."


def test_a_row_in_another_group_has_moved(new):
    matrix(new).rows[0].group = "Software"

    found = only(new)

    assert found.kind is Kind.MOVED
    assert "from 2 Who does what, Phones to 2 Who does what, Software" in found.sentence
