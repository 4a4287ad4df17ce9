"""What an editor of a sheet sent: with JavaScript one field of JSON, without it plain inputs."""

import json
import math
from dataclasses import dataclass, replace

from catalogue.actions.gridding import NotASheet, Sheet, Store
from catalogue.actions.gridding.pasting import pasted
from catalogue.actions.gridding.sheet import NEW, Row, from_plain

MOST_FIELDS = 19_000  # Django takes 20,000 in one form
UNREADABLE = "The table could not be read. Load the page again."


@dataclass(frozen=True)
class Posted:
    """The sheet as it was when the page was loaded, and as it is wanted."""

    seen: Sheet
    wanted: Sheet


def read(data, store: Store) -> Posted:
    """Both sheets of a form; raises `NotASheet` for what no page of ours sends."""
    seen = _sheet(data.get("seen", ""), store)
    if data.get("grid"):
        return Posted(seen, _sheet(data["grid"], store))
    if "n" not in data:
        raise NotASheet("Nothing was sent: this table is too big without JavaScript.")
    return Posted(seen, _from_fields(data, store))


def with_block(sheet, data):
    """The sheet with the pasted block of a form put in; raises `CannotPaste`."""
    given = data.get("block_row", "").strip()
    row = _whole(given) - 1 if given else len(sheet.rows)
    return pasted(sheet, data["block"], row, data.get("block_column", ""))


def fields_of(sheet):
    """How many fields the form of a sheet has without JavaScript."""
    return (len(sheet.rows) + 3) * (len(sheet.columns) + 4) + 5 * len(sheet.columns)


def _sheet(text, store):
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise NotASheet(UNREADABLE) from fault
    return from_plain(plain, store.fixed, with_parties=store.with_parties)


def _from_fields(data, store):
    """The sheet of plain inputs: what is ticked is gone, the rest in the order of its numbers."""
    columns = [_column(data, j) for j in range(_whole(data.get("m", "")))]
    rows = [
        [
            data.get(f"k{i}", ""),
            [data.get(f"r{i}-{j}", "") for j in range(len(columns))],
        ]
        for i in range(_whole(data["n"]))
    ]
    kept = [row for i, row in _in_order(rows, "p", data) if not data.get(f"x{i}")]
    sheet = from_plain(
        {"columns": columns, "rows": kept}, store.fixed, with_parties=store.with_parties
    )
    order = {f"c{j}": columns[j][0] for j in range(len(columns))}
    parties = {party.id: party for party in sheet.parties}
    chosen = [
        parties[key]
        for j, (key, *_) in _in_order(columns, "cp", data)
        if key in parties and not data.get(f"cx{j}") and order[f"c{j}"] == key
    ]
    return _grouped(sheet.with_parties(chosen), data)


def _column(data, j):
    key = data.get(f"c{j}") or f"{NEW}c{j}"
    return [key, data.get(f"cn{j}", ""), data.get(f"cs{j}", "")]


def _in_order(parts, prefix, data):
    """Parts with their index, by the numbers typed; of equal numbers the changed one comes first."""

    def place(pair):
        at = pair[0]
        typed = _number(data.get(f"{prefix}{at}", ""))
        if typed is None or typed == at + 1:
            return (at + 1, 1)
        return (typed, 0 if typed <= at else 2)

    return sorted(enumerate(parts), key=place)


def _grouped(sheet, data):
    """The sheet with its groups renamed and put in order, as their own table says."""
    named, places = {}, {}
    for at in range(_whole(data.get("groups", ""))):
        old = data.get(f"go{at}", "")
        named[old] = " ".join(data.get(f"gn{at}", old).split())
        places[old] = _number(data.get(f"gp{at}", "")) or at + 1
    if not named:
        return sheet
    rows = list(sheet.rows)
    if list(places.values()) != sorted(places.values()):
        rows.sort(key=lambda row: places.get(row.cells["group"], math.inf))
    return replace(sheet, rows=tuple(_regrouped(row, named) for row in rows))


def _regrouped(row: Row, named):
    group = row.cells["group"]
    return row.given(group=named.get(group, group))


def _number(text):
    """A typed place, such as 3 or 2.5; None when it is no number."""
    try:
        number = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _whole(text):
    plain = text.strip()
    if not (plain.isascii() and plain.isdecimal() and len(plain) <= 6):
        raise NotASheet(f"“{plain[:20]}” is no row number. Type a whole number.")
    return int(plain)
