"""Whatever is edited, what is saved is what was on the page."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue import models
from catalogue.actions.drafting import save_draft
from catalogue.actions.gridding import grid_of, save_grid
from catalogue.actions.gridding.merging import merge
from catalogue.actions.gridding.sheet import Column, Row, from_plain, to_plain
from tests.catalogue.conftest import small_form
from tests.catalogue.grid.conftest import BY

MARKS = st.sampled_from(["", "X", "X*", "R¹", "R/A", "Included (2)", "=1+1", "a\tb"])
WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
NUMBERS = st.integers(0, 30)
STEPS = st.one_of(
    st.tuples(st.just("cell"), NUMBERS, NUMBERS, MARKS),
    st.tuples(st.just("text"), NUMBERS, WORDS),
    st.tuples(st.just("group"), NUMBERS, WORDS),
    st.tuples(st.just("add"), NUMBERS, WORDS),
    st.tuples(st.just("remove"), NUMBERS),
    st.tuples(st.just("move"), NUMBERS, NUMBERS),
    st.tuples(st.just("party"), NUMBERS, WORDS),
    st.tuples(st.just("drop"), NUMBERS),
    st.tuples(st.just("shift"), NUMBERS, NUMBERS),
    st.tuples(st.just("rename"), NUMBERS, WORDS),
    st.tuples(st.just("side"), NUMBERS, st.sampled_from(["", "vendor", "partner"])),
)


def edited(sheet, script):
    """The sheet after a script of edits: the simple model of what the page does."""
    rows, parties = list(sheet.rows), list(sheet.parties)
    for number, (step, at, *rest) in enumerate(script):
        row, column = at % max(len(rows), 1), at % max(len(parties), 1)
        if step == "add":
            rows.insert(row, Row(f"+{number}", {"text": f"{rest[0]} {number}"}))
        elif step == "party":
            title = f"{rest[0]} {number}"
            parties.insert(column, Column(f"+c{number}", title, "mark", longest=2000))
        elif step in ("drop", "shift", "rename", "side") and parties:
            part = parties.pop(column)
            if step == "shift":
                parties.insert(rest[0] % (len(parties) + 1), part)
            elif step == "rename":
                title = f"{rest[0]} {number}"
                parties.insert(column, replace(part, title=title))
            elif step == "side":
                parties.insert(column, replace(part, side=rest[0]))
        elif rows:
            part = rows.pop(row)
            if step == "move":
                rows.insert(rest[0] % (len(rows) + 1), part)
            elif step in ("text", "group"):
                rows.insert(row, part.given(**{step: f"{rest[0]} {number}"}))
            elif step == "cell":
                key = parties[rest[0] % len(parties)].id if parties else "group"
                rows.insert(row, part.given(**{key: rest[1]}))
    sheet = replace(sheet.with_parties(parties), rows=tuple(rows))
    fixed = {c.id: c for c in sheet.columns if not c.is_party}
    return from_plain(to_plain(sheet), fixed)


def as_seen(sheet):
    """What a reader of the page sees."""
    return (
        [(c.title, c.side) for c in sheet.parties],
        [
            [row.cells.get(c, "") for c in ("group", "text")]
            + [row.cells.get(c.id, "") for c in sheet.parties]
            for row in sheet.rows
        ],
    )


@pytest.fixture
def matrices(provider, now):
    """Fresh copies of the small guide's matrix."""
    guide = models.Guide.objects.create(provider=provider, key="voice", title="Voice")

    def fresh(number):
        source = replace(small_form(), title=f"Guide {number}")
        draft, _ = save_draft(source, guide=guide, at=now)
        return models.Matrix.objects.get(section__revision=draft)

    return fresh


@pytest.fixture
def base(matrix):
    """The sheet of one matrix, for examples that save nothing."""
    return grid_of(matrix)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(script=st.lists(STEPS, max_size=12))
def test_what_is_saved_is_what_was_on_the_page(matrices, script):
    matrix = matrices(models.Revision.objects.count())
    seen = grid_of(matrix)
    keys = {row.id for row in seen.rows}
    wanted = edited(seen, script)

    save_grid(matrix, wanted, seen, by=BY, confirmed=True)
    stored = grid_of(matrix)
    changes = models.Change.objects.count()
    again = save_grid(matrix, stored, stored, by=BY)

    assert as_seen(stored) == as_seen(wanted)
    assert {r.id for r in wanted.rows} & keys == {r.id for r in stored.rows} & keys
    assert not again.changes
    assert models.Change.objects.count() == changes


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hers=st.lists(STEPS, max_size=6), his=st.lists(STEPS, max_size=6))
def test_a_merge_of_two_edits_can_be_saved(matrices, hers, his):
    matrix = matrices(models.Revision.objects.count())
    base = grid_of(matrix)
    save_grid(matrix, edited(base, hers), base, by=BY, confirmed=True)
    theirs = grid_of(matrix)

    merged = merge(base, edited(base, his), theirs).sheet
    titles = [column.title for column in merged.parties]
    lines = [(row.cells.get("group"), row.cells.get("text")) for row in merged.rows]
    # Two who add the same are told so when they save: each has half of it already.
    if len(set(titles)) == len(titles) and len(set(lines)) == len(lines):
        save_grid(matrix, merged, theirs, by=BY, confirmed=True)

        assert as_seen(grid_of(matrix)) == as_seen(merged)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(script=st.lists(STEPS, max_size=8))
def test_a_merge_with_nobody_gives_what_i_wanted(base, script):
    mine = edited(base, script)

    merged = merge(base, mine, base)

    assert as_seen(merged.sheet) == as_seen(mine)
    assert not merged.clashes
