"""What a check is, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from catalogue.portable import form

ERROR = "error"  # stops publishing: answers would be wrong or impossible
FINDING = "finding"  # needs a decision; publishing is allowed


@dataclass(frozen=True)
class Found:
    """One place where a check holds: what staff read, where, and the keys of the rows concerned."""

    text: str
    section: str = ""
    provisions: tuple[str, ...] = ()
    line: int | None = None


@dataclass(frozen=True)
class Check:
    """A rule over a whole revision. Several checks may share a kind; `title` says it to people."""

    kind: str
    title: str
    find: Callable[[form.Revision], Iterator[Found]]
    severity: str = FINDING
