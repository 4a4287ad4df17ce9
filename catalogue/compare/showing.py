"""What of a comparison stands on a page: groups, filters and the addresses that change them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from .difference import Difference, Kind

PRINTED = "Printed otherwise"
MOST_OF_A_KIND = 100  # differences of a kind beside others; on its own a kind is whole
Row = tuple[Difference, Sequence[Any]]


class UnknownKind(Exception):
    """The address names a kind of difference that there is not."""


@dataclass(frozen=True)
class Group:
    """Differences of one kind as a page shows them, each with what parts from above say of it.

    `parts` are (title, rows); only outcomes have titles, one for each turn. `more` are left out.
    """

    kind: Kind
    parts: list[tuple[str, list[Row]]]
    total: int
    more: int


def page_of(rows: Sequence[Row], asked: Mapping[str, str]) -> dict[str, Any]:
    """The values a page shows: `show=all` adds mere wording, `kind=` shows one kind, whole.

    Raises `UnknownKind`.
    """
    only_matters = asked.get("show") != "all"
    kind = asked.get("kind", "")
    if kind and kind not in set(Kind):
        raise UnknownKind(kind)
    return {
        "groups": groups_of(rows, only_matters=only_matters, kind=kind),
        "only_matters": only_matters,
        "kind": kind,
        "mattering": sum(difference.matters for difference, _ in rows),
        "total": len(rows),
        "matters_address": _address(asked, show=None),
        "all_address": _address(asked, show="all"),
        "every_kind": _address(asked, kind=None),
        "more_of": _address(asked, kind=""),
    }


def groups_of(
    rows: Sequence[Row], *, only_matters: bool = False, kind: str = ""
) -> list[Group]:
    """Differences under their kinds: of every kind the first hundred, or one kind whole."""
    by_kind: dict[Kind, list[Row]] = defaultdict(list)
    for row in rows:
        if row[0].matters or not only_matters:
            by_kind[row[0].kind].append(row)
    groups = []
    for each in Kind:
        found = by_kind[each] if kind in ("", each) else []
        shown = found if kind else found[:MOST_OF_A_KIND]
        if found:
            more = len(found) - len(shown)
            groups.append(Group(each, _parts(each, shown), len(found), more))
    return groups


def _parts(kind: Kind, rows: list[Row]) -> list[tuple[str, list[Row]]]:
    """Outcomes under “From ‘included’ to ‘hourly charge’”, the most frequent turn first."""
    if kind is not Kind.CHARGE or len(rows) == 1:
        return [("", rows)]
    turns: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        turns[_turn(row[0])].append(row)
    return sorted(turns.items(), key=lambda part: (part[0] == PRINTED, -len(part[1])))


def _turn(difference: Difference) -> str:
    if difference.subject == "label":
        return PRINTED
    old, new = difference.old, difference.new
    return f"From “{old[:1].lower()}{old[1:]}” to “{new[:1].lower()}{new[1:]}”"


def _address(asked: Mapping[str, str], **changed: str | None) -> str:
    """The page's own address with other values; None takes one away."""
    values = {name: value for name, value in asked.items() if name not in changed}
    given = {name: value for name, value in changed.items() if value is not None}
    return "?" + urlencode({**values, **given})
