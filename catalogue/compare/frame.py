"""The frame both revisions share: which section, table, party and footnote of one is which of the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from catalogue.portable import form

from .pairing import Pairs, identities, pair
from .wording import folded, quoted, words

OPENING = 400  # characters of prose that help to know a section again
FIRST_ROWS = 12


@dataclass(frozen=True)
class Table:
    """A matrix or a component, with its section."""

    part: form.Matrix | form.Component
    section: form.Section

    @property
    def rows(self) -> list[form.Provision]:
        """The provisions in it."""
        return self.part.rows if isinstance(self.part, form.Matrix) else self.part.lines


@dataclass(frozen=True)
class Note:
    """A footnote, with its section."""

    part: form.Footnote
    section: form.Section


@dataclass(frozen=True)
class Line:
    """A provision where it stands. `section` and `table` are numbers that both revisions share."""

    row: form.Provision
    section: int
    table: int | None
    where: str
    component: str = ""
    notes: frozenset[int | str] = frozenset()
    markers: frozenset[str] = frozenset()

    @property
    def place(self) -> str:
        """Where it stands, in words."""
        return f"{self.where}, {self.row.group}" if self.row.group else self.where

    @property
    def spot(self) -> tuple[int, int | None]:
        """Where it stands, without the group."""
        return self.section, self.table


class Frame:
    """Two revisions with their parts paired; each pairing is made when it is first asked for."""

    def __init__(self, old: form.Revision, new: form.Revision) -> None:
        self.old = old
        self.new = new

    @cached_property
    def sections(self) -> Pairs[form.Section]:
        """Sections by number and title, by title, by what stands in them."""
        return pair(
            self.old.sections,
            self.new.sections,
            lambda row: (row.number, folded(row.title)),
            lambda row: folded(row.title) or None,
            first=(lambda row: row.title, lambda row: row.number),
            text=_gist,
        )

    @cached_property
    def section_ids(self) -> dict[int, int]:
        """A number for each section, by its `id()`."""
        return identities(self.old.sections, self.new.sections, self.sections)

    @cached_property
    def tables(self) -> Pairs[Table]:
        """Matrices and components by title, in their section before elsewhere."""
        section = self.section_ids
        return pair(
            self._tables[0],
            self._tables[1],
            lambda row: (
                type(row.part),
                section[id(row.section)],
                folded(row.part.title),
            ),
            lambda row: (type(row.part), folded(row.part.title)),
            text=_gist_of_table,
            within=lambda row: type(row.part).__name__,
        )

    @cached_property
    def notes(self) -> Pairs[Note]:
        """Footnotes by section, marker and text; by text; by marker; alike in a section."""
        section = self.section_ids
        return pair(
            self._notes[0],
            self._notes[1],
            lambda row: (
                section[id(row.section)],
                row.part.marker,
                folded(row.part.text),
            ),
            lambda row: (section[id(row.section)], folded(row.part.text)),
            lambda row: folded(row.part.text),
            lambda row: (section[id(row.section)], row.part.marker),
            text=lambda row: row.part.text,
            within=lambda row: section[id(row.section)],
        )

    @cached_property
    def parties(self) -> Pairs[form.Party]:
        """Parties by name, by another name they have, alike."""
        known = {folded(a): folded(p.name) for p in self.new.parties for a in p.aliases}
        known |= {folded(party.name): folded(party.name) for party in self.new.parties}

        def by_any_name(party: form.Party) -> str | None:
            """The new name of a party, found by any name it has in either revision."""
            names = [folded(name) for name in (party.name, *party.aliases)]
            return next((known[name] for name in names if name in known), None)

        return pair(
            self.old.parties,
            self.new.parties,
            lambda row: folded(row.name),
            by_any_name,
            text=lambda row: row.name,
            within=lambda row: row.side,
        )

    @cached_property
    def party_names(self) -> dict[str, str]:
        """The new name of each party that both revisions have, by its old one."""
        return {one.name: other.name for one, other in self.parties.both}

    @cached_property
    def aliases(self) -> dict[str, tuple[str, ...]]:
        """Other names of each party in either revision, by its name in the new one."""
        found: dict[str, tuple[str, ...]] = {}
        for party in [*self.new.parties, *self.old.parties]:
            name = self.party_names.get(party.name, party.name)
            found[name] = (*found.get(name, ()), *party.aliases, party.name)
        return found

    @cached_property
    def sides(self) -> tuple[dict[str, str], dict[str, str]]:
        """The side of each party by name, in the old and in the new revision."""
        old, new = (
            {party.name: party.side for party in revision.parties}
            for revision in (self.old, self.new)
        )
        return old, new

    @cached_property
    def kept_notes(self) -> dict[int | str, str]:
        """Footnotes that both revisions have, in words, by number."""
        return {
            self._note_ids[id(new.part)]: f"footnote {quoted(new.part.text)}"
            for _, new in self.notes.both
        }

    @cached_property
    def name_words(self) -> frozenset[str]:
        """Words of parties' names: their order says who does what to whom."""
        every = self.old.parties + self.new.parties
        return frozenset(
            word
            for party in every
            for name in [party.name, *party.aliases]
            for word in words(name)
        )

    @cached_property
    def lines(self) -> tuple[list[Line], list[Line]]:
        """Every provision of the old and of the new revision, where it stands."""
        return tuple(  # type: ignore[return-value]
            list(self._lines(revision, notes))
            for revision, notes in zip((self.old, self.new), self._notes, strict=True)
        )

    @cached_property
    def places(self) -> dict[str, str]:
        """Sections in words, by what rows outside them call them: number, else title."""
        every = [*self.old.sections, *self.new.sections]
        return {section.number or section.title: place_of(section) for section in every}

    @cached_property
    def _table_ids(self) -> dict[int, int]:
        found = identities(*self._tables, self.tables)
        return {id(row.part): found[id(row)] for side in self._tables for row in side}

    @cached_property
    def _note_ids(self) -> dict[int, int]:
        found = identities(*self._notes, self.notes)
        return {id(row.part): found[id(row)] for side in self._notes for row in side}

    @cached_property
    def _tables(self) -> tuple[list[Table], list[Table]]:
        return tables_of(self.old), tables_of(self.new)

    @cached_property
    def _notes(self) -> tuple[list[Note], list[Note]]:
        return notes_of(self.old), notes_of(self.new)

    def _lines(self, revision: form.Revision, notes: list[Note]) -> Iterator[Line]:
        anywhere: dict[str, int] = {}
        for note in notes:
            anywhere.setdefault(note.part.marker, self._note_ids[id(note.part)])
        for section in revision.sections:
            own = {n.marker: self._note_ids[id(n)] for n in reversed(section.footnotes)}
            resolve = anywhere | own
            yield from self._in_place(section, section.provisions, None, resolve)
            for table in _tables_in(section):
                yield from self._in_place(section, table.rows, table.part, resolve)

    def _in_place(
        self,
        section: form.Section,
        rows: list[form.Provision],
        part: form.Matrix | form.Component | None,
        resolve: dict[str, int],
    ) -> Iterator[Line]:
        where = place_of(section, part)
        for row in rows:
            markers = [
                *row.footnotes,
                *(m for cell in row.assignments for m in cell.footnotes),
            ]
            yield Line(
                row=row,
                section=self.section_ids[id(section)],
                table=None if part is None else self._table_ids[id(part)],
                where=where,
                component=part.title if isinstance(part, form.Component) else "",
                notes=frozenset(resolve.get(marker, marker) for marker in markers),
                markers=frozenset(markers),
            )


def tables_of(revision: form.Revision) -> list[Table]:
    """All matrices and components of a revision."""
    return [table for section in revision.sections for table in _tables_in(section)]


def _tables_in(section: form.Section) -> list[Table]:
    matrices = [Table(matrix, section) for matrix in section.matrices]
    return matrices + [Table(component, section) for component in section.components]


def notes_of(revision: form.Revision) -> list[Note]:
    """All footnotes of a revision."""
    return [
        Note(n, section) for section in revision.sections for n in section.footnotes
    ]


def place_of(
    section: form.Section, part: form.Matrix | form.Component | None = None
) -> str:
    """Where something stands, in words: number and title of the section, and the table's title."""
    where = f"{section.number} {section.title}".strip() or "the beginning"
    if part is None or folded(part.title) in ("", folded(section.title)):
        return where
    return f"{where}, {quoted(part.title, 80)}"


def _gist(section: form.Section) -> str:
    rows = [*section.provisions, *(r for m in section.matrices for r in m.rows)]
    rows += [line for part in section.components for line in part.lines]
    return " ".join(
        [section.title, section.prose[:OPENING], *(r.text for r in rows[:FIRST_ROWS])]
    )


def _gist_of_table(table: Table) -> str:
    return " ".join([table.part.title, *(row.text for row in table.rows[:FIRST_ROWS])])
