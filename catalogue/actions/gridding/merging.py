"""Two people edited the same sheet: one's edits put on top of what the other saved.

`base` is what both saw, `mine` what one wants, `theirs` what is stored meanwhile. Nothing of either is lost:
where both changed the same thing differently, mine stands in the merged sheet and the clash names theirs.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from .differences import moved
from .sheet import NEW, Column, Row, Sheet


@dataclass(frozen=True)
class Clash:
    """One thing that both changed, each in their own way."""

    row: str
    column: str
    name: str
    heading: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class Merged:
    """The merged sheet, and where the two were not of one mind."""

    sheet: Sheet
    clashes: list[Clash]


def merge(base: Sheet, mine: Sheet, theirs: Sheet) -> Merged:
    """What one changed since `base`, applied to what the other stored."""
    clashes: list[Clash] = []
    parties = _columns(base, mine, theirs, clashes)
    sheet = theirs.with_parties(parties)
    rows = _rows(base, mine, theirs, sheet.columns, clashes)
    return Merged(replace(sheet, rows=tuple(rows)), clashes)


def woven(
    base: Collection[str], mine: list[str], theirs: list[str], kept: Collection[str]
) -> list[str]:
    """The `kept` ids in one order: mine if I moved something, else theirs; what only the other
    list has follows its neighbour there."""
    shared = [key for key in base if key in set(mine)]
    first, second = (mine, theirs) if moved(shared, mine) else (theirs, mine)
    order = list(first)
    known = set(first)
    for at, key in enumerate(second):
        if key in known:
            continue
        before = next((k for k in reversed(second[:at]) if k in known), None)
        order.insert(order.index(before) + 1 if before is not None else 0, key)
        known.add(key)
    wanted = set(kept)
    return [key for key in order if key in wanted]


def _kept(base: set[str], mine: set[str], theirs: set[str]) -> set[str]:
    """What both have, and what either added."""
    return (mine & theirs) | (mine - base) | (theirs - base)


def _columns(
    base: Sheet, mine: Sheet, theirs: Sheet, clashes: list[Clash]
) -> list[Column]:
    was = {column.id: column for column in base.parties}
    own = {column.id: column for column in mine.parties}
    now = {column.id: column for column in theirs.parties}
    kept = _kept(set(was), set(own), set(now))
    # A column they took out, in which I changed something, comes back as a new one.
    back = {
        key
        for key in set(was) & set(own) - set(now)
        if own[key] != was[key] or _touched(base, mine, key)
    }
    for key in back:
        title = own[key].title
        clashes.append(Clash("", key, "", title, "column removed", "column kept"))
    order = woven(list(was), list(own), list(now), kept | back)
    return [_column(was.get(k), own.get(k), now.get(k), clashes) for k in order]


def _touched(base: Sheet, mine: Sheet, column: str) -> bool:
    old = base.by_id
    return any(
        row.cells.get(column, "") != old[row.id].cells.get(column, "")
        for row in mine.rows
        if row.id in old
    )


def _column(
    was: Column | None, own: Column | None, now: Column | None, clashes: list[Clash]
) -> Column:
    only = own or now
    if was is None or own is None or now is None:
        assert only is not None  # an id stands in one of the lists it came from
        return only
    merged = now
    for name in ("title", "side"):
        old, wanted, stored = (getattr(each, name) for each in (was, own, now))
        if wanted in (old, stored):
            continue
        merged = replace(merged, **{name: wanted})
        if stored != old:
            clashes.append(Clash("", now.id, "", now.title, stored, wanted))
    return merged


def _rows(
    base: Sheet,
    mine: Sheet,
    theirs: Sheet,
    columns: tuple[Column, ...],
    clashes: list[Clash],
) -> list[Row]:
    was, now = base.by_id, theirs.by_id
    added = [_said(row) for key, row in now.items() if key not in was]
    # The same new row twice is one save that was sent twice.
    own = {
        key: row
        for key, row in mine.by_id.items()
        if key in was or _said(row) not in added
    }
    kept = _kept(set(was), set(own), set(now))
    back = {k for k in set(was) & set(own) - set(now) if _changed(was[k], own[k])}
    for key in back:
        name = mine.name_of(own[key])
        clashes.append(Clash(key, "", name, "", "row removed", "row kept"))
    for key in set(was) & set(now) - set(own):
        if _changed(was[key], now[key]):
            name = theirs.name_of(now[key])
            clashes.append(Clash(key, "", name, "", "row changed", "row removed"))
    found = []
    for key in woven(list(was), list(own), list(now), kept | back):
        if key in was and key in own and key in now:
            name = theirs.name_of(now[key])
            found.append(_row(was[key], own[key], now[key], columns, name, clashes))
        elif key in back:
            found.append(replace(own[key], id=f"{NEW}back-{key}"))
        else:
            found.append(own.get(key) or now[key])
    return found


def _said(row: Row) -> dict[str, str]:
    return {key: text for key, text in row.cells.items() if text}


def _changed(was: Row, now: Row) -> bool:
    return any(was.cells.get(key, "") != text for key, text in now.cells.items())


def _row(
    was: Row,
    own: Row,
    now: Row,
    columns: tuple[Column, ...],
    name: str,
    clashes: list[Clash],
) -> Row:
    cells = dict(now.cells)
    for column in columns:
        key = column.id
        old, stored = was.cells.get(key, ""), now.cells.get(key, "")
        wanted = own.cells.get(key, old)
        gone = key not in now.cells  # in a column they took out and I keep
        if wanted == stored or (wanted == old and not gone):
            continue
        cells[key] = wanted
        if stored != old and not gone:
            clashes.append(Clash(now.id, key, name, column.title, stored, wanted))
    return replace(now, cells=cells)
