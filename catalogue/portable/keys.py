"""Keys of provisions: names that stay the same from revision to revision."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from . import form
from .plain import Path

LONGEST = 80


def provisions_of(section: form.Section) -> Iterator[form.Provision]:
    """Every provision of a section in document order: its own, matrix rows, scope lines."""
    yield from section.provisions
    for matrix in section.matrices:
        yield from matrix.rows
    for component in section.components:
        yield from component.lines


def provisions_at(
    revision: form.Revision, path: Path = ()
) -> Iterator[tuple[Path, form.Provision]]:
    """Every provision of a revision in document order, with the path that leads to it."""
    for at, section in enumerate(revision.sections):
        here: Path = (*path, "sections", at)
        for number, row in enumerate(section.provisions):
            yield (*here, "provisions", number), row
        for table, matrix in enumerate(section.matrices):
            for number, row in enumerate(matrix.rows):
                yield (*here, "matrices", table, "rows", number), row
        for part, component in enumerate(section.components):
            for number, row in enumerate(component.lines):
                yield (*here, "components", part, "lines", number), row


def names_of(sections: Iterable[tuple[str, str]]) -> dict[str, int]:
    """What the sections, given as number and title, are called, and which of them each name means.

    A number or a title means the first section that has it. One that is not the first to have
    either is called by both, `2 Scope`, and where even that is taken by its place, `#12`.
    """
    names: dict[str, int] = {}
    rows = list(sections)
    for at, (number, title) in enumerate(rows):
        for name in (number, title):
            if name:
                names.setdefault(name, at)
    for at, (number, title) in enumerate(rows):
        if at not in (names.get(number), names.get(title)):
            if number and title:
                names.setdefault(f"{number} {title}", at)
            names.setdefault(f"#{at + 1}", at)
    return names


def slug(text: str) -> str:
    """Lower-case words of `text` joined by hyphens, at most 80 characters; `x` when none."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.lower())
    return "-".join(words)[:LONGEST].strip("-") or "x"


def with_keys(revision: form.Revision) -> form.Revision:
    """The revision with a unique key on every provision and offer; given keys stay as they are.

    A missing key is made of the words of the row, so that reading a corrected document again
    gives a row that did not change the same key.
    """
    taken = Counter(
        row.key
        for section in revision.sections
        for row in provisions_of(section)
        if row.key
    )
    for section in revision.sections:
        for row in provisions_of(section):
            row.key = row.key or free_key(slug(row.text), taken)
    offers = Counter(offer.key for offer in revision.offers if offer.key)
    named = [
        replace(offer, key=offer.key or free_key(slug(offer.name), offers))
        for offer in revision.offers
    ]
    return replace(revision, offers=named)


def free_key(wanted: str, taken: Counter[str]) -> str:
    """`wanted`, with the next free number behind it when it is taken; it is taken from now on."""
    key, number = wanted, 1
    while taken[key]:
        number += 1
        key = f"{wanted}-{number}"
    taken[key] += 1
    return key
