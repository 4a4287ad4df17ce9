"""Lines of the same guide that belong beside an answer.

Siblings differ from it by a quantity or a circumstance, conflicts say otherwise elsewhere, limits
restrict it. All are found by likeness of meaning inside the index, not by the question.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from catalogue import models
from catalogue.answers.index import Index
from catalogue.answers.lines import citation, provision_answer
from catalogue.answers.ranking import Scope
from catalogue.answers.result import Answer, Note

LOOKED_AT = 3  # answers that get neighbours: the first ones
ALIKE = 0.62  # cosine from which two lines speak of the same thing
SIBLINGS = 0.75
BEARS_ON = 0.6
AT_MOST = 3
RESTRICTING = {"limit", "exclusion", "footnote"}


def add_neighbours(
    answers: list[Answer], rows: dict[int, models.Provision], scope: Scope
) -> None:
    """Add siblings, conflicts and limits to the first answers; two queries in all."""
    chosen = [a for a in answers[:LOOKED_AT] if a.provision in rows]
    near = {a.provision: _nearest(rows[a.provision or 0], scope) for a in chosen}
    wanted = {pk for pairs in near.values() for pk, _ in pairs}
    found = models.Provision.objects.select_related(
        "section", "component", "revision__guide__provider"
    ).prefetch_related("assignments__party")
    others = found.in_bulk(wanted)
    for answer in chosen:
        row = rows[answer.provision or 0]
        pairs = [
            (others[pk], like) for pk, like in near[answer.provision] if pk in others
        ]
        _place(answer, row, pairs)


def _place(
    answer: Answer,
    row: models.Provision,
    pairs: Iterable[tuple[models.Provision, float]],
) -> None:
    for other, like in pairs:
        said = provision_answer(other, other.revision, like)
        differs = stance(other) and stance(row) and stance(other) != stance(row)
        same_list = other.section_id == row.section_id and other.kind == row.kind
        if same_list and like >= SIBLINGS and other.charge != row.charge:
            answer.siblings.append(said)
        elif differs and not same_list and like >= ALIKE:
            answer.conflicts.append(said)
        elif other.kind in RESTRICTING and other.section_id != row.section_id:
            place = citation(other.revision, other.section, other.anchor)
            answer.limits.append(Note(other.text, citation=place))
    for found in (answer.siblings, answer.conflicts, answer.limits):
        del found[AT_MOST:]


def stance(row: models.Provision) -> str:
    """Which way a line decides: `provider`, `paid`, `customer`, or blank when it does not."""
    if row.charge in ("hourly", "sow", "fee"):
        return "paid"
    if row.supported is False or row.charge == "customer" or row.kind == "exclusion":
        return "customer"
    if row.supported or row.charge == "included":
        return "provider"
    return ""


def _nearest(row: models.Provision, scope: Scope) -> list[tuple[int, float]]:
    name = f"provision:{row.pk}"
    for index in scope.indexes:
        place = _places(index).get(name)
        if place is not None and index.model:
            likeness = _unit(index) @ _unit(index)[place]
            likeness[[line.alias for line in index.lines]] = 0
            order = np.argsort(-likeness, kind="stable")[: 8 * AT_MOST]
            return [
                (int(index.lines[n].entry.id.split(":")[1]), float(likeness[n]))
                for n in order
                if n != place
                and likeness[n] >= BEARS_ON
                and index.lines[n].entry.id.startswith("provision:")
            ]
    return []


@lru_cache(maxsize=64)
def _places(index: Index) -> dict[str, int]:
    """The line of each row's own text."""
    return {line.entry.id: n for n, line in enumerate(index.lines) if not line.alias}


@lru_cache(maxsize=64)
def _unit(index: Index) -> NDArray[np.float32]:
    vectors = index.meanings.vectors.astype(np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.maximum(lengths, 1e-9)
