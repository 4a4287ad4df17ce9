"""Which fields of a revision staff changed by hand, told by its history.

Reading in, copying and loading leave no rows there; what does was somebody's decision.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from catalogue.actions.drafting import COPIED
from catalogue.models import Change, Party, Provision, Revision, ServiceLevel

_COPIED = re.compile(COPIED.format(number=r"(\d+)"))
_LONGEST_CHAIN = 20
# The fields whose corrections are kept, by model and by their names in the history.
FIELDS: dict[Any, dict[str, str]] = {
    Provision: {"charge": "charge", "supported": "supported", "group": "group"},
    Party: {"side": "side"},
    ServiceLevel: {"calendar": "calendar", "met by": "met_by"},
}
# What tells a row of one revision from the others, and stays the same in a copy.
NAMES: dict[Any, str] = {Provision: "key", Party: "name", ServiceLevel: "name"}


@dataclass(frozen=True)
class Correction:
    """A field of a row, named by its key or its name, and who set it last."""

    model: Any
    name: str
    field: str
    by: str


def corrections(revision: Revision) -> list[Correction]:
    """Fields of the revision, or of those it is a copy of, that somebody set by hand."""
    found: dict[tuple[Any, str, str], Correction] = {}
    # From the first original on, so that the last hand counts.
    for origin in reversed(_origins(revision)):
        for model, fields in FIELDS.items():
            for each in _of_model(origin, model, fields):
                found[each.model, each.name, each.field] = each
    return list(found.values())


def _of_model(
    revision: Revision, model: Any, fields: dict[str, str]
) -> Iterator[Correction]:
    rows = Change.objects.filter(
        revision=revision,
        model=model._meta.model_name,
        action=Change.Action.CHANGED,
        field__in=fields,
    ).order_by("pk")
    changes = list(rows.values_list("row", "field", "by"))
    names = dict(
        model.objects.filter(revision=revision)
        .filter(pk__in=_numbers(row for row, _, _ in changes))
        .values_list("pk", NAMES[model])
        if changes
        else ()
    )
    for row, field, by in changes:
        if row.isdigit() and int(row) in names:
            yield Correction(model, names[int(row)], fields[field], by)


def _numbers(rows: Iterable[str]) -> set[int]:
    return {int(row) for row in rows if row.isdigit()}


def other_changes(revision: Revision) -> dict[str, int]:
    """How many rows of each model staff changed in ways that no new reading takes over."""
    rows: dict[str, set[str]] = {}
    changes = Change.objects.filter(revision=revision).exclude(
        action=Change.Action.NOTED
    )
    taken_over = {
        (model._meta.model_name, field)
        for model, fields in FIELDS.items()
        for field in fields
    }
    for model, row, field in changes.values_list("model", "row", "field").distinct():
        if (model, field) not in taken_over:
            rows.setdefault(model, set()).add(row)
    return {model: len(found) for model, found in sorted(rows.items())}


def _origins(revision: Revision) -> list[Revision]:
    """The revision, the one it was copied from, and so on."""
    found = [revision]
    while len(found) < _LONGEST_CHAIN:
        notes = Change.objects.filter(
            revision=found[-1], action=Change.Action.NOTED, model="revision"
        )
        first = notes.order_by("pk").values_list("after", flat=True).first()
        copied = _COPIED.match(first or "")
        if not copied:
            break
        before = found[-1].guide.revisions.filter(number=int(copied[1])).first()
        if before is None or before in found:
            break
        found.append(before)
    return found
