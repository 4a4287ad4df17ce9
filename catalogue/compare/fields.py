"""Rows of which one field or another differs: prices, rates, service levels, priorities."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from . import figures
from .difference import Act, Difference, Direction, Kind
from .pairing import Pairs
from .wording import both_quoted, echoes, folded, quoted, says_the_same

Row = Any
Number = Decimal | int | None
LONG = 60  # characters from which a value is a text to quote


@dataclass(frozen=True)
class Field:
    """A field of a row: what it is called, and how its value is printed.

    `number` gives the figure that grows or shrinks and `unit` what it is measured in; `more_is` what
    a larger one is for the customer, where that can be said. Two values printed alike are the same.
    `prose` marks a text whose wording may differ without saying anything else; `echo` one that
    repeats figures of other fields, so that other numbers in it alone are no news beside those.
    """

    words: str
    show: Callable[[Row], str]
    number: Callable[[Row], Number] | None = None
    unit: Callable[[Row], Hashable] = lambda row: None
    more_is: Direction | Callable[[Row], Direction] = Direction.NEITHER
    prose: bool = False
    echo: bool = False


@dataclass(frozen=True)
class Subject:
    """A kind of row: how its differences are sorted and spoken of."""

    kind: Kind
    what: str
    name: Callable[[Row], str]
    fields: Sequence[Field]
    said: Callable[[Row], str] = lambda row: ""
    come: Direction = Direction.NEITHER

    def differences(
        self,
        pairs: Pairs[Row],
        place: str | Callable[[Row], str],
        names: frozenset[str],
    ) -> Iterator[Difference]:
        """Rows that go, rows that come, and what differs in those that stay.

        `place` is where they stand, or says it of a row.
        """
        where = (lambda row: place) if isinstance(place, str) else place
        for row in pairs.removed:
            yield self.removed(row, where(row))
        for row in pairs.added:
            yield self.added(row, where(row))
        for one, other in pairs.both:
            yield from self.changed(one, other, where(other), names)

    def added(self, row: Row, place: str = "") -> Difference:
        """The row is only in the new revision."""
        return self._whole(Act.ADDED, row, place, "is new", self.come)

    def removed(self, row: Row, place: str = "") -> Difference:
        """The row is only in the old revision."""
        return self._whole(Act.REMOVED, row, place, "is taken out", opposite(self.come))

    def changed(
        self, old: Row, new: Row, place: str = "", names: frozenset[str] = frozenset()
    ) -> Iterator[Difference]:
        """One difference for each field that is printed otherwise."""
        told = False
        for field in self.fields:
            before, after = field.show(old), field.show(new)
            if _same(before, after) or (told and field.echo and echoes(before, after)):
                continue
            told = True
            yield Difference(
                self.kind,
                Act.CHANGED,
                self.what,
                self.name(new),
                self._sentence(field, new, before, after),
                place=place,
                old=before,
                new=after,
                matters=not (field.prose and says_the_same(before, after, names)),
                direction=_direction(field, old, new),
            )

    def _sentence(self, field: Field, row: Row, before: str, after: str) -> str:
        old, new = _values(before, after, field.prose)
        name = f"{self._named(row)}: " if self.name(row) else ""
        sentence = f"{name}{field.words} was {old}, is now {new}."
        return sentence[0].upper() + sentence[1:]

    def _named(self, row: Row) -> str:
        return f"{self.what} {quoted(self.name(row), 100)}".strip()

    def _whole(
        self, act: Act, row: Row, place: str, verb: str, worth: Direction
    ) -> Difference:
        details = self.said(row)
        sentence = f"{self._named(row)} {verb}" + (f": {details}." if details else ".")
        value = details or self.name(row)
        return Difference(
            self.kind,
            act,
            self.what,
            self.name(row),
            sentence[0].upper() + sentence[1:],
            place=place,
            old=value if act is Act.REMOVED else "",
            new=value if act is Act.ADDED else "",
            direction=worth,
        )


def opposite(direction: Direction) -> Direction:
    """What taking away is when giving is `direction`."""
    return {
        Direction.BETTER: Direction.WORSE,
        Direction.WORSE: Direction.BETTER,
    }.get(direction, Direction.NEITHER)


def _same(before: str, after: str) -> bool:
    return " ".join(before.split()) == " ".join(after.split())


def _values(before: str, after: str, prose: bool) -> tuple[str, str]:
    """Two values inside a sentence: texts in quotation marks, and what is missing said."""
    if before and after and (prose or max(len(before), len(after)) > LONG):
        return both_quoted(before, after)
    old, new = (
        quoted(value)
        if value and (prose or len(value) > LONG)
        else figures.shown(value)
        for value in (before, after)
    )
    return old, new


def _direction(field: Field, old: Row, new: Row) -> Direction:
    if field.number is None or field.unit(old) != field.unit(new):
        return Direction.NEITHER
    before, after = field.number(old), field.number(new)
    more = field.more_is
    meant = more if isinstance(more, Direction) else more(new)
    if before is None or after is None or before == after:
        return Direction.NEITHER
    return meant if after > before else opposite(meant)


def plain(name: str) -> Callable[[Row], str]:
    """The field `name` as it stands."""
    return lambda row: str(getattr(row, name))


def listed(name: str) -> Callable[[Row], str]:
    """The list in the field `name`, in order of the alphabet: order says nothing there."""
    return lambda row: ", ".join(sorted(getattr(row, name)))


def figure(
    words: str, name: str, show: Callable[[Any], str] = figures.number, **meaning: Any
) -> Field:
    """A field that is a number: `figure("notice in days", "days", more_is=WORSE)`."""
    return Field(
        words,
        lambda row: show(getattr(row, name)),
        number=lambda row: getattr(row, name),
        **meaning,
    )


def by(*names: str) -> Callable[[Row], Hashable]:
    """A key of the values of some fields; None when all are blank."""

    def key(row: Row) -> Hashable:
        values = tuple(
            folded(value) if isinstance(value, str) else value
            for value in (getattr(row, name) for name in names)
        )
        return values if any(value not in ("", None) for value in values) else None

    return key
