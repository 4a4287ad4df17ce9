"""What differs between two revisions, as values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a difference is about; in the order in which a comparison shows them."""

    CHARGE = "charge"
    WHO = "who"
    TARGETS = "targets"
    LEVELS = "levels"
    PRICES = "prices"
    REMOVED = "removed"
    ADDED = "added"
    MOVED = "moved"
    NOTES = "notes"
    TERMS = "terms"
    REWORDED = "reworded"
    TEXT = "text"

    @property
    def heading(self) -> str:
        """The heading over differences of this kind."""
        return HEADINGS[self]


HEADINGS = {
    Kind.CHARGE: "What it costs",
    Kind.WHO: "Who does it",
    Kind.TARGETS: "Promised times",
    Kind.LEVELS: "Service levels",
    Kind.PRICES: "Offers, rates and limits",
    Kind.REMOVED: "Lines taken out",
    Kind.ADDED: "New lines",
    Kind.MOVED: "Lines in another place",
    Kind.NOTES: "Footnotes",
    Kind.TERMS: "Definitions",
    Kind.REWORDED: "Lines in other words",
    Kind.TEXT: "Text and parties",
}


class Act(StrEnum):
    """Whether the thing is only in the new revision, only in the old one, or differs."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Direction(StrEnum):
    """What a difference is for the customer, as far as that can be said honestly."""

    BETTER = "better"
    WORSE = "worse"
    NEITHER = "neither"


@dataclass(frozen=True)
class Difference:
    """One thing that differs between two revisions.

    `subject` says what it is (line, rate, target …), `name` which one, `place` where it stands: in
    the new revision, or in the old one when it is taken out. `old` and `new` are the values as
    printed or in the words of `catalogue.outcomes`; `sentence` says all of it at once. `matters` is
    False when only the wording differs. `old_key` and `new_key` name the provision in either
    revision, `components` the components it belongs to.
    """

    kind: Kind
    act: Act
    subject: str
    name: str
    sentence: str
    place: str = ""
    old: str = ""
    new: str = ""
    matters: bool = True
    direction: Direction = Direction.NEITHER
    old_key: str = ""
    new_key: str = ""
    components: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """Everything that differs, in the order in which it is shown."""

    differences: tuple[Difference, ...] = ()
    summary: tuple[str, ...] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.differences)

    @property
    def mattering(self) -> tuple[Difference, ...]:
        """What is more than other words for the same."""
        return tuple(each for each in self.differences if each.matters)


def by_kind(
    differences: Sequence[Difference],
) -> list[tuple[Kind, list[Difference]]]:
    """The differences under the kinds that occur, in their order."""
    groups = [(kind, [d for d in differences if d.kind is kind]) for kind in Kind]
    return [(kind, found) for kind, found in groups if found]
