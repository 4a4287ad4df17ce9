"""Writing the rows of a sheet: removed, added, changed and put in order, each in one go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import F, Max, QuerySet

from catalogue.models import Provision, Revision
from catalogue.portable.keys import free_key, slug

from .fields import COLUMNS, field_of, put
from .sheet import Row, Sheet

Rows = dict[str, Any]


def write_rows(
    before: Sheet,
    after: Sheet,
    stored: Mapping[str, Any],
    *,
    fresh: Callable[[list[Row]], list[Any]],
    siblings: QuerySet,
) -> Rows:
    """Make the `stored` rows (by id) what `after` says; all its rows by id, in order.

    `fresh` makes unsaved rows of new ones. `siblings` are all rows whose positions count together: those
    behind the sheet's last row move on when it grows.
    """
    model = siblings.model
    gone = [row.pk for key, row in stored.items() if key not in after.by_id]
    if gone:
        model.objects.filter(pk__in=gone).delete()
    new = [row for row in after.rows if row.id not in stored]
    made = dict(zip((row.id for row in new), fresh(new) if new else [], strict=True))
    rows: Rows = {row.id: made.get(row.id) or stored[row.id] for row in after.rows}
    filled, names = _fill(before, after, rows)
    moved = _place(rows, siblings)
    if moved:
        names.add("position")
    touched = [rows[key] for key in rows if key in stored and key in filled | moved]
    if touched:
        model.objects.bulk_update(touched, sorted(names))
    if made:
        model.objects.bulk_create(list(made.values()))
    return rows


def keyed(rows: list[Row], revision: Revision) -> list[str]:
    """A free key for each new provision of a revision, made of its words."""
    known = Provision.objects.filter(revision=revision).values_list("key", flat=True)
    taken = Counter(known)
    return [free_key(slug(row.cells["text"]), taken) for row in rows]


def _fill(before: Sheet, after: Sheet, rows: Rows) -> tuple[set[str], set[str]]:
    """Set the cells that differ: ids of the rows, and names of the fields, that did."""
    old, ids, names = before.by_id, set[str](), set[str]()
    for row in after.rows:
        was = old[row.id].cells if row.id in old else {}
        for column, text in row.cells.items():
            if column in COLUMNS and text != was.get(column, ""):
                put(rows[row.id], column, text)
                ids.add(row.id)
                names.add(field_of(column))
    return ids, names


def _place(rows: Rows, siblings: QuerySet) -> set[str]:
    """Give rows positions that rise in their order; the ids of those that moved.

    They share the places they had. More rows than places take what follows the last one, and what
    stood there moves on.
    """
    old = [row for row in rows.values() if row.pk]
    in_order = [(row.position, row.pk) for row in old]
    if len(old) == len(rows) and in_order == sorted(in_order):
        return set()
    places = sorted(row.position for row in old)
    more = len(rows) - len(old)
    if more:
        last = places[-1] if places else _last(siblings)
        siblings.filter(position__gt=last).update(position=F("position") + more)
        places += range(last + 1, last + 1 + more)
    moved, least = set(), 0
    for (key, row), place in zip(rows.items(), places, strict=True):
        least = max(least, place)
        if row.position != least:
            row.position = least
            moved.add(key)
        least += 1
    return moved


def _last(siblings: QuerySet) -> int:
    last = siblings.aggregate(last=Max("position"))["last"]
    return -1 if last is None else last
