"""A matrix as a sheet: activities down, parties across."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace

from catalogue.models import Assignment, Matrix, Party, Provision, Revision

from . import marks, upkeep
from .checking import Problem
from .fields import COLUMNS, shown
from .rows import keyed, write_rows
from .sheet import Column, Row, Sheet

HEAD = ("group", "text", "notes")
TAIL = ("label", "charge")
TITLES = {"text": "Activity"}
FIXED = {
    key: replace(COLUMNS[key], title=TITLES.get(key, COLUMNS[key].title))
    for key in (*HEAD, *TAIL)
}


class MatrixStore:
    """A matrix, as `saving.Store` wants it."""

    fixed = FIXED
    with_parties = True

    def __init__(self, matrix: Matrix) -> None:
        self.matrix = matrix
        self.rows: dict[str, Provision] = {}
        self.cells: dict[tuple[int, int], Assignment] = {}
        self.parties: dict[str, Party] = {}

    @property
    def revision(self) -> Revision:
        return self.matrix.section.revision

    def read(self) -> Sheet:
        """The matrix as stored now, in three queries and one for its columns."""
        self.matrix.refresh_from_db(fields=["columns"])
        rows = self.matrix.rows.order_by("position", "pk")
        self.rows = {row.key: row for row in rows}
        cells = Assignment.objects.filter(provision__matrix=self.matrix)
        self.cells = {(cell.provision_id, cell.party_id): cell for cell in cells}
        self.parties = {party.name: party for party in self.revision.parties.all()}
        parties = self._columns()
        fixed = [FIXED[key] for key in (*HEAD, *(TAIL if self._is_charged() else ()))]
        sheet = Sheet(tuple(fixed)).with_parties(parties)
        return replace(
            sheet, rows=tuple(self._row(row, sheet) for row in self.rows.values())
        )

    def sides(self) -> Mapping[str, str]:
        """Parties of the revision, by name and alias, with their sides."""
        return upkeep.sides(self.revision)

    def known_markers(self) -> Collection[str]:
        """Markers of the revision's footnotes."""
        return upkeep.markers(self.revision)

    def problems(self, before: Sheet, after: Sheet) -> list[Problem]:
        """Rows that a quota draws on, or that an exemption names as a duty, stay."""
        return upkeep.drawn_on(self.revision, before, after)

    def warnings(self, before: Sheet, after: Sheet) -> list[Problem]:
        """Nothing beside what the sheet itself tells."""
        return []

    def losses(self, before: Sheet, after: Sheet) -> list[str]:
        """Marks of removed columns, aliases of removed rows."""
        kept = {column.id for column in after.parties}
        marked = Counter(
            column.title
            for column in before.parties
            for row in before.rows
            if column.id not in kept and row.cells.get(column.id)
        )
        lost = [
            f"Column “{title}” goes with its {count} mark{'s' if count > 1 else ''}."
            for title, count in marked.items()
        ]
        return [*lost, *upkeep.aliases_lost(self.revision, before, after)]

    def write(self, before: Sheet, after: Sheet) -> None:
        """Store `after`, which was checked, in the place of `before`, which was read."""
        parties = marks.write_parties(self.matrix, before, after, self.parties)
        rows = write_rows(
            before,
            after,
            self.rows,
            fresh=self._fresh,
            siblings=Provision.objects.filter(revision=self.revision),
        )
        marks.write_cells(after, rows, parties, self.cells, self.known_markers())
        columns = [parties[column.id].name for column in after.parties]
        if columns != self.matrix.columns:
            self.matrix.columns = columns
            self.matrix.save(update_fields=["columns"])

    def _columns(self) -> list[Column]:
        """Columns as printed, then parties that have marks without a column."""
        titles = list(dict.fromkeys(map(str, self.matrix.columns)))
        marked = {party for _, party in self.cells}
        titles += [
            name
            for name, party in self.parties.items()
            if party.pk in marked and name not in titles
        ]
        return [self._column(title) for title in titles]

    def _column(self, title: str) -> Column:
        party = self.parties.get(title)
        if party is None:
            return Column(f"n{title}", title, "mark", longest=2000)
        return Column(
            marks.column_id(party), party.name, "mark", party.side, longest=2000
        )

    def _is_charged(self) -> bool:
        return any(
            row.label
            or row.charge != Provision.Charge.UNSTATED
            or row.kind == "service"
            for row in self.rows.values()
        )

    def _row(self, row: Provision, sheet: Sheet) -> Row:
        fixed = [column.id for column in sheet.columns if not column.is_party]
        cells = shown(row, fixed)
        for column in sheet.parties:
            party = int(column.id[1:]) if column.id.startswith("p") else 0
            cell = self.cells.get((row.pk, party))
            cells[column.id] = marks.shown(cell) if cell else ""
        return Row(row.key, cells)

    def _fresh(self, rows: list[Row]) -> list[Provision]:
        kinds = Counter(row.kind for row in self.rows.values())
        kind = kinds.most_common(1)[0][0] if kinds else Provision.Kind.ACTIVITY
        keys = keyed(rows, self.revision)
        return [
            Provision(
                revision=self.revision,
                section=self.matrix.section,
                matrix=self.matrix,
                kind=kind,
                key=key,
            )
            for key in keys
        ]
