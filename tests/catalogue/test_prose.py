"""The prose of a section in pieces, and provisions inside it."""

from catalogue.prose import mark, passages


def kinds(prose):
    return [(passage.kind, passage.text) for passage in passages(prose)]


def test_blank_lines_part_paragraphs_and_single_breaks_do_not():
    assert kinds("One line\ngoes on.\n\nTwo.") == [
        ("paragraph", "One line goes on."),
        ("paragraph", "Two."),
    ]


def test_dashes_are_items_with_a_depth():
    found = passages("- Phones\n\n  - Desk phones\n\nEnd.")

    assert [(p.kind, p.depth) for p in found] == [
        ("item", 1),
        ("item", 2),
        ("paragraph", 0),
    ]


def test_bars_are_cells_of_a_row():
    found = passages("Role | Hours\nClerk | 8")

    assert [p.cells for p in found] == [["Role", "Hours"], ["Clerk", "8"]]


def test_a_sentence_is_found_across_line_breaks():
    found = passages("Backups run daily. Restores take\na day. Ask first.")

    assert mark(found, [("p-restore", "Restores take a day.")]) == {"p-restore"}
    clause = found[0].clauses[0]
    assert found[0].text[clause.start : clause.end] == "Restores take a day."


def test_a_sentence_that_stands_twice_is_taken_in_turn():
    found = passages("No refunds.\n\nNo refunds.")

    placed = mark(found, [("p-1", "No refunds."), ("p-2", "No refunds.")])

    assert placed == {"p-1", "p-2"}
    assert [len(passage.clauses) for passage in found] == [1, 1]


def test_a_sentence_that_is_not_there_or_overlaps_finds_no_place():
    found = passages("Backups run daily.")

    placed = mark(
        found, [("p-1", "Backups run daily."), ("p-2", "run daily."), ("p-3", "No.")]
    )

    assert placed == {"p-1"}


def test_nothing_is_found_in_nothing():
    assert passages("") == []
    assert mark([], [("p-1", "Anything.")]) == set()
