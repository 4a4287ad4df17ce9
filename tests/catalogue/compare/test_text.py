"""The text around the lines: footnotes, terms, prose, sections, parties."""

from catalogue.compare import Act, Direction, Kind
from catalogue.portable import form
from tests.catalogue.compare.edits import changes, guide, matrix, only, told

BETTER, WORSE, NEITHER = Direction.BETTER, Direction.WORSE, Direction.NEITHER


def test_a_footnote_that_says_something_else(new):
    new.sections[1].footnotes[0].text = "Within office hours and on Saturdays."

    found = only(new)

    assert (found.kind, found.matters) == (Kind.NOTES, True)
    assert found.old == "Within office hours only."


def test_a_row_that_lost_its_footnote(new):
    matrix(new).rows[0].assignments[0].footnotes = []

    found = only(new)

    assert (
        found.sentence
        == "“Install phone firmware” no longer carries the footnote “Within office hours only.”"
    )


def test_footnotes_come_and_go(new):
    new.sections[0].footnotes = [form.Footnote("1", "From 2027.")]
    new.sections[1].footnotes = []

    assert [(found.act, found.sentence) for found in told(new)] == [
        (Act.REMOVED, "The footnote “Within office hours only.” is taken out."),
        (Act.ADDED, "New footnote 1 “From 2027.”"),
    ]


def test_a_footnote_with_another_marker_is_wording(new):
    new.sections[1].footnotes[0].marker = "1"
    matrix(new).rows[0].assignments[0].footnotes = ["1"]

    found = only(new)

    assert not found.matters


def test_terms_mean_something_else_come_and_go(new):
    new.terms = [form.Term("MACD", "Move or delete."), form.Term("NOC", "The desk.")]

    assert [found.sentence for found in told(new)] == [
        "“NOC” is defined now: “The desk.”",
        "“MACD” meant “Move, add, change or delete.”, now means “Move or delete.”",
    ]


def test_prose_is_compared_by_the_paragraph(new):
    new.sections[
        0
    ].prose = "Acme runs the voice platform at night.\n\nIt never sleeps at all."

    found = told(new)

    assert [each.act for each in found] == [Act.ADDED, Act.CHANGED]
    assert all(each.matters for each in found)


def test_lines_broken_elsewhere_are_no_difference(new):
    new.sections[0].prose = "Acme runs\nthe voice   platform."

    assert told(new) == []


def test_a_line_in_the_prose_is_told_once(new):
    old = guide()
    for revision, number in ((old, "five"), (new, "six")):
        line = changes(revision).provisions[3]
        line.text = f"Password resets are limited to {number} a month."
        changes(revision).prose = f"All are done by staff.\n\n- {line.text}"

    found = only(new, old)

    assert found.kind is Kind.REWORDED


def test_a_new_section_renumbers_the_others_in_one_difference(new):
    new.sections.insert(1, form.Section("Aims", "2", prose="We aim high."))
    new.sections[2].number, new.sections[3].number = "3", "4"

    assert [(found.sentence, found.matters) for found in told(new)] == [
        ("Section 2 Aims is new.", True),
        ("2 sections have other numbers: 2 → 3, 3 → 4.", False),
    ]


def test_a_section_with_another_title_keeps_its_lines(new):
    changes(new).title = "Change requests"

    found = only(new)

    assert found.sentence == (
        "The title of a section was “Changes”, is now “Change requests”."
    )


def test_a_component_that_went_takes_its_lines_along(new):
    changes(new).components.clear()

    kinds = [(found.kind, found.subject) for found in told(new)]

    assert kinds == [
        (Kind.REMOVED, "line"),
        (Kind.REMOVED, "line"),
        (Kind.TEXT, "component"),
    ]


def test_a_component_is_described_otherwise(new):
    changes(new).components[0].charge_basis = "per mailbox"

    assert "basis of charges" in only(new).sentence


def test_titles_columns_and_parties_are_found(new):
    new.title, new.label, new.paraphrase = "Voice Guide", "v2", True
    new.parties.append(form.Party("Cisco", "vendor"))
    matrix(new).parties.append("Cisco")
    matrix(new).title = "Tasks"

    found = told(new)

    assert {each.subject for each in found} == {
        "title",
        "version",
        "guide",
        "party",
        "column",
        "matrix",
    }


def test_a_section_whose_title_is_set_otherwise_is_the_same_section(new):
    changes(new).title = "CHANGES: REQUESTS"
    changes(new).prose = "Everything here is new."

    assert {found.kind for found in told(new)} == {Kind.TEXT}


def test_a_group_that_gets_a_name_is_named_with_its_place(new):
    old = guide()
    for row in matrix(old).rows:
        row.group = ""

    assert (
        only(new, old).sentence
        == "A group of lines in 2 Who does what is now called “Phones”."
    )
