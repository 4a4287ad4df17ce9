"""Keys of provisions: names that stay the same from revision to revision."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from . import form

LONGEST = 80


def provisions_of(section: form.Section) -> Iterator[form.Provision]:
    """Every provision of a section in document order: its own, matrix rows, scope lines."""
    yield from section.provisions
    for matrix in section.matrices:
        yield from matrix.rows
    for component in section.components:
        yield from component.lines


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
