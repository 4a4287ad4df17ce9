"""Writing the columns of a matrix (its parties) and its cells (their marks)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from catalogue.models import Assignment, Matrix, Party, Provision

from .cells import cell_parts, printed
from .sheet import Column, Sheet, tidy

Parties = dict[str, Party]


def shown(cell: Assignment) -> str:
    """A mark with its footnote markers, as the sheet shows it."""
    return tidy(printed(cell.mark, list(map(str, cell.markers))))


def column_id(party: Party) -> str:
    """The id of a party's column, the same on every page."""
    return f"p{party.pk}"


def write_parties(
    matrix: Matrix, before: Sheet, after: Sheet, known: Mapping[str, Party]
) -> Parties:
    """The party of each column of `after`: renamed, moved to its side, or made.

    A column that gets the name of another party of the revision is about that party from now on.
    """
    old = {column.id: column for column in before.parties}
    # By id, so that a column which somebody else took out meanwhile comes back as its own party.
    by_id = {column_id(party): party for party in known.values()}
    own = {
        column.id: by_id[column.id] for column in after.parties if column.id in by_id
    }
    # Names may differ in case alone: a column's own party goes before another of its name.
    every = [*known.values(), *own.values()]
    names = {party.name.casefold(): party for party in every}
    renamed = _rename(after, own, names)
    _rename_columns(matrix, renamed)
    found: Parties = {}
    for column in after.parties:
        party = names.get(column.title.casefold())
        if party is None:
            place = len(known) + len(found)
            party = Party(
                revision=matrix.section.revision, name=column.title, position=place
            )
        _take_side(party, old.get(column.id), column, party is own.get(column.id))
        found[column.id] = party
    return found


def _rename(after: Sheet, own: Parties, names: Parties) -> dict[str, str]:
    """Give parties the names of their columns where those are free; old names to new ones.

    `names` follows. A name becomes free when its party is renamed in the same go.
    """
    renamed: dict[str, str] = {}
    waiting = [column for column in after.parties if column.id in own]
    while True:
        ready = [
            column
            for column in waiting
            if names.get(column.title.casefold(), own[column.id]) is own[column.id]
        ]
        for column in ready:
            waiting.remove(column)
            party = own[column.id]
            if party.name == column.title:
                continue
            del names[party.name.casefold()]
            renamed[party.name], party.name = column.title, column.title
            names[column.title.casefold()] = party
            party.save(update_fields=["name"])
        if not ready:
            return renamed


def write_cells(
    after: Sheet,
    rows: Mapping[str, Provision],
    parties: Parties,
    stored: Mapping[tuple[int, int], Assignment],
    known: Collection[str],
) -> None:
    """Make the cells what `after` says: marks removed, changed and added, each in one go."""
    alive = {row.pk for row in rows.values()}
    wanted: dict[tuple[int, int], tuple[int, str]] = {
        (rows[row.id].pk, parties[column.id].pk): (at, row.cells[column.id])
        for row in after.rows
        for at, column in enumerate(after.parties)
        if row.cells.get(column.id)
    }
    gone = [
        cell.pk for key, cell in stored.items() if key not in wanted and key[0] in alive
    ]
    if gone:
        Assignment.objects.filter(pk__in=gone).delete()
    changed, added = [], []
    for key, (at, text) in wanted.items():
        cell = stored.get(key)
        if cell and shown(cell) == text:
            continue
        if cell is None:
            cell = Assignment(provision_id=key[0], party_id=key[1], position=at)
            added.append(cell)
        else:
            changed.append(cell)
        cell.mark, cell.markers = cell_parts(text, {*known, *cell.markers})
    names = ["mark", "markers"]
    moved = _out_of_order(wanted, stored, added)
    if moved:
        names.append("position")
    update = {cell.pk: cell for cell in [*changed, *moved]}
    if update:
        Assignment.objects.bulk_update(update.values(), names)
    if added:
        Assignment.objects.bulk_create(added)


def _out_of_order(
    wanted: Mapping[tuple[int, int], tuple[int, str]],
    stored: Mapping[tuple[int, int], Assignment],
    added: list[Assignment],
) -> list[Assignment]:
    """Stored cells whose row would not stand in the order of the columns, put in their place."""
    new = {(cell.provision_id, cell.party_id): cell for cell in added}
    by_row: dict[int, list[tuple[tuple[int, int], int]]] = {}
    for key, (at, _) in wanted.items():
        by_row.setdefault(key[0], []).append((key, at))
    moved = []
    for cells in by_row.values():
        order = [(stored.get(key) or new[key], at) for key, at in cells]
        places = [(cell.position, cell.pk or float("inf")) for cell, _ in order]
        if places == sorted(places):
            continue
        for cell, at in order:
            if cell.position != at:
                cell.position = at
                if cell.pk:
                    moved.append(cell)
    return moved


def _take_side(party: Party, stored: Column | None, column: Column, own: bool) -> None:
    """Store the side chosen for a column; that of another party stays unless it was chosen anew."""
    before = stored.side if stored else ""
    if party.pk is None:
        party.side = column.side
        party.save()
    elif column.side != party.side and (own or column.side != before):
        party.side = column.side
        party.save(update_fields=["side"])


def _rename_columns(matrix: Matrix, renamed: Mapping[str, str]) -> None:
    """Other matrices of the revision print the party by its name too."""
    if not renamed:
        return
    others = Matrix.objects.filter(section__revision=matrix.section.revision)
    touched = []
    for other in others.exclude(pk=matrix.pk):
        columns = [renamed.get(name, name) for name in other.columns]
        if columns != other.columns:
            other.columns = columns
            touched.append(other)
    if touched:
        Matrix.objects.bulk_update(touched, ["columns"])
