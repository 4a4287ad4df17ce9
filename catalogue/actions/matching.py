"""Which row of one revision is which row of another."""

from __future__ import annotations

import re
from collections.abc import Iterable

from catalogue.models import Provision, Revision


def normal(text: str) -> str:
    """A text as it is compared: without case, without differences of space."""
    return re.sub(r"\s+", " ", text).strip().casefold()


def counterparts(rows: Iterable[Provision], revision: Revision) -> dict[int, int]:
    """For each of `rows` the row of `revision` that is the same: primary key to primary key.

    The key says it; else the kind and the text, when one row alone has both. A row without a
    counterpart is absent. One query, however many rows there are.
    """
    rows = list(rows)
    if not rows:
        return {}
    theirs = revision.provisions.order_by("pk").values_list("pk", "key", "kind", "text")
    by_key: dict[str, int] = {}
    by_text: dict[tuple[str, str], int] = {}
    twice: set[tuple[str, str]] = set()
    for pk, key, kind, text in theirs:
        by_key[key] = pk
        said = (kind, normal(text))
        if by_text.setdefault(said, pk) != pk:
            twice.add(said)
    for said in twice:
        del by_text[said]
    pairs = {
        row.pk: by_key.get(row.key) or by_text.get((row.kind, normal(row.text)))
        for row in rows
    }
    return {own: other for own, other in pairs.items() if other}
