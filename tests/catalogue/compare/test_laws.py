"""What holds for any two revisions: nothing differs from itself, swapping swaps, edits are found."""

import dataclasses
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.actions.bundle import bundled_files
from catalogue.compare import Act, Direction, Kind, compare
from catalogue.portable import form
from catalogue.portable.keys import provisions_of, with_keys
from catalogue.portable.yaml import parse
from tests.catalogue.compare.edits import guide
from tests.catalogue.compare.revisions import LINES, REVISIONS


@given(REVISIONS)
def test_nothing_differs_from_itself(revision):
    assert not compare(revision, deepcopy(revision))


def counts(differences):
    return sorted((d.kind, d.act, d.subject) for d in differences)


SWAPPED = {Act.ADDED: Act.REMOVED, Act.REMOVED: Act.ADDED, Act.CHANGED: Act.CHANGED}
KINDS = {Kind.ADDED: Kind.REMOVED, Kind.REMOVED: Kind.ADDED}


@given(REVISIONS, REVISIONS)
def test_every_difference_speaks_and_the_summary_misses_none(old, new):
    found = compare(old, new).differences

    for each in found:
        assert each.sentence.strip()
        assert each.sentence.endswith((".", "”"))
        assert each.sentence[0] == each.sentence[0].upper()
        assert (each.act is Act.ADDED) <= (not each.old)
        assert (each.act is Act.REMOVED) <= (not each.new)
    assert bool(found) == bool(compare(old, new).summary)


@given(REVISIONS, st.lists(LINES, max_size=4), st.data())
def test_swapping_the_revisions_swaps_added_and_removed(old, more, data):
    new = deepcopy(old)
    if new.sections:
        data.draw(st.sampled_from(new.sections)).provisions.extend(more)
    lines = [row for section in new.sections for row in provisions_of(section)]
    for row in data.draw(st.lists(st.sampled_from(lines), max_size=2)) if lines else []:
        row.charge = data.draw(st.sampled_from(form.CHARGES))
    new = with_keys(new)

    there, back = compare(old, new), compare(new, old)

    turned = [
        dataclasses.replace(d, kind=KINDS.get(d.kind, d.kind), act=SWAPPED[d.act])
        for d in back.differences
    ]
    assert counts(there.differences) == counts(turned)
    opposite = {Direction.BETTER: Direction.WORSE, Direction.WORSE: Direction.BETTER}
    assert sorted(d.direction for d in there.differences) == sorted(
        opposite.get(d.direction, d.direction) for d in turned
    )


def bundled():
    return [
        pytest.param(
            with_keys(parse(path.read_text(encoding="utf-8"), path.name).revision),
            id=path.stem,
        )
        for path in bundled_files()
    ]


def an_outcome(revision, row):
    row.charge = "fee" if row.charge != "fee" else "included"
    return Kind.CHARGE


def a_party(revision, row):
    row.assignments = [
        form.Assignment(party.name, "X") for party in revision.parties[:1]
    ] * (not row.assignments)
    return Kind.WHO


def a_text(revision, row):
    row.text += " and everything around the clock"
    return Kind.REWORDED


def a_place(revision, row):
    revision.sections.append(form.Section("Elsewhere", "99", provisions=[row]))
    for section in revision.sections[:-1]:
        for rows in lists_of(section):
            rows[:] = [each for each in rows if each is not row]
    return Kind.MOVED


def its_absence(revision, row):
    for section in revision.sections:
        for rows in lists_of(section):
            rows[:] = [each for each in rows if each is not row]
    return Kind.REMOVED


def lists_of(section):
    yield section.provisions
    yield from (matrix.rows for matrix in section.matrices)
    yield from (component.lines for component in section.components)


@pytest.mark.parametrize("revision", bundled())
@given(data=st.data())
def test_any_edit_of_a_bundled_guide_is_found(revision, data):
    new = deepcopy(revision)
    lines = [row for section in new.sections for row in provisions_of(section)]
    row = data.draw(st.sampled_from(lines))
    edit = data.draw(
        st.sampled_from([an_outcome, a_party, a_text, a_place, its_absence])
    )

    kind = edit(new, row)

    found = compare(revision, new).differences
    assert any(d.kind is kind and row.key in (d.new_key, d.old_key) for d in found), (
        edit.__name__,
        row,
        found,
    )
    assert {d.new_key or d.old_key for d in found if d.subject == "line"} == {row.key}


@pytest.mark.parametrize("revision", bundled())
def test_a_bundled_guide_is_like_itself(revision):
    assert not compare(revision, deepcopy(revision))


def test_the_small_guide_meets_itself_without_keys():
    old, new = guide(), guide()
    for section in new.sections:
        for row in provisions_of(section):
            row.key = f"other-{row.key}"
    new.quotas[0].draws = ["other-password-reset"]

    assert not compare(old, new)
