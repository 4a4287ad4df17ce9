"""One way to save a sheet: under the revision's lock, unless somebody else saved meanwhile."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from django.db import transaction

from catalogue.models import Revision, RevisionIsFixed
from catalogue.models.parts import MESSAGE, require_draft
from catalogue.platform.audit import acting

from . import checking
from .checking import Problem
from .differences import Difference, differences
from .merging import Clash, merge
from .settling import settled
from .sheet import Row, Sheet, digest, tidy


class GridRefused(Exception):
    """Something in the sheet is wrong; `problems` name row, column and remedy."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(problems[0].message)


class GridChanged(Exception):
    """Somebody else saved since the sheet was loaded; nothing is overwritten.

    `theirs` is what is stored, `changes` what they changed, `merged` the sheet with both people's
    edits, `clashes` what both changed differently (mine stands in `merged`).
    """

    def __init__(self, seen: Sheet, mine: Sheet, theirs: Sheet) -> None:
        self.theirs = theirs
        self.changes: list[Difference] = differences(seen, theirs)
        result = merge(seen, mine, theirs)
        self.merged: Sheet = result.sheet
        self.clashes: list[Clash] = result.clashes
        super().__init__("Somebody else changed this table since you opened it.")

    @property
    def adds_nothing(self) -> bool:
        """Whether everything wanted is stored already, as when a save is sent twice."""
        return not self.clashes and not differences(self.theirs, self.merged)


class GridLoses(Exception):
    """Saving takes something along that staff may not think of: `losses` say what."""

    def __init__(self, losses: list[str]) -> None:
        self.losses = losses
        super().__init__(losses[0])


class Store(Protocol):
    """Where a sheet is kept: a matrix, or a list of lines."""

    @property
    def revision(self) -> Revision: ...

    def read(self) -> Sheet:
        """The sheet as stored now; what `write` builds on."""

    def sides(self) -> Mapping[str, str]:
        """Parties of the revision, by name and alias, with their sides."""

    def known_markers(self) -> Collection[str]:
        """Markers of the revision's footnotes."""

    def problems(self, before: Sheet, after: Sheet) -> list[Problem]:
        """What only the database knows to be wrong."""

    def warnings(self, before: Sheet, after: Sheet) -> list[Problem]:
        """What only the database knows to be worth a look."""

    def losses(self, before: Sheet, after: Sheet) -> list[str]:
        """What goes along with removed rows and columns."""

    def write(self, before: Sheet, after: Sheet) -> None:
        """Store `after`, which was checked, in the place of `before`."""


@dataclass(frozen=True)
class Plan:
    """What saving would do: the sheet as it would be stored, and what is to be said about it."""

    sheet: Sheet
    changes: list[Difference]
    errors: list[Problem]
    warnings: list[Problem]
    losses: list[str]


def plan(store: Store, before: Sheet, wanted: Sheet) -> Plan:
    """What saving `wanted` in the place of `before`, the stored sheet, would do."""
    after = _wanted(store, before, wanted)
    changes = differences(before, after)
    if not changes:
        return Plan(after, [], [], [], [])
    known = store.known_markers()
    wrong = checking.errors(before, after) or store.problems(before, after)
    said = checking.warnings(before, after, known) + store.warnings(before, after)
    return Plan(after, changes, wrong, said, store.losses(before, after))


def save(
    store: Store, wanted: Sheet, seen: Sheet, *, by: str, confirmed: bool = False
) -> Plan:
    """Store `wanted`, which was edited from `seen`, in one transaction; what was done.

    Raises `GridChanged` when what is stored is not what was `seen`; `GridRefused` for a wrong
    sheet; `GridLoses` when more goes than was removed and nobody `confirmed` that; `RevisionIsFixed`
    unless the revision is a draft. Saving the same twice changes nothing.
    """
    with transaction.atomic(), acting(by):
        if not store.revision.is_draft:
            raise RevisionIsFixed(MESSAGE)
        mine = _wanted(store, seen, wanted)
        if not differences(seen, mine) and digest(store.read()) == digest(seen):
            return Plan(seen, [], [], [], [])
        require_draft({store.revision.pk})
        stored = store.read()
        if digest(stored) != digest(seen):
            changed = GridChanged(seen, mine, stored)
            if changed.adds_nothing:
                return Plan(stored, [], [], [], [])
            raise changed
        todo = plan(store, stored, wanted)
        if todo.errors:
            raise GridRefused(todo.errors)
        if todo.losses and not confirmed:
            raise GridLoses(todo.losses)
        if todo.changes:
            store.write(stored, todo.sheet)
        return todo


def _wanted(store: Store, before: Sheet, wanted: Sheet) -> Sheet:
    return settled(before, _complete(before, wanted), store.sides())


def _complete(before: Sheet, wanted: Sheet) -> Sheet:
    """`wanted` tidied, and the cells it does not have as they were: an old page lacks a column."""
    parties = [replace(column, title=tidy(column.title)) for column in wanted.parties]
    sheet = before.with_parties(parties)
    old, blank = before.by_id, Row("")
    rows = []
    for row in wanted.rows:
        was = old.get(row.id, blank).cells
        cells = {
            column.id: tidy(row.cells[column.id], column.kind)
            if column.id in row.cells
            else was.get(column.id, "")
            for column in sheet.columns
        }
        rows.append(replace(row, cells=cells))
    return replace(sheet, rows=tuple(rows))
