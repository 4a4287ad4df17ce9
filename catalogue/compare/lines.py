"""Provisions: added, taken out, moved, reworded; and which of them stayed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from catalogue import outcomes

from .difference import Act, Difference, Direction, Kind
from .frame import Frame, Line
from .outcome import about, charge_differences, note_differences, who_differences
from .pairing import Pairs, pair
from .wording import both_quoted, folded, quoted, says_the_same

GOOD = {"good": Direction.BETTER, "bad": Direction.WORSE}
OPPOSITE = {
    Direction.BETTER: Direction.WORSE,
    Direction.WORSE: Direction.BETTER,
    Direction.NEITHER: Direction.NEITHER,
}


def paired_lines(frame: Frame) -> Pairs[Line]:
    """Provisions that are one: the same words in the same place, the same key, alike.

    Keys made of a row's words are numbered where words repeat, so that equal words in the same
    place say more than the key.
    """
    return pair(
        *frame.lines,
        lambda line: (line.row.key, line.row.kind, folded(line.row.text), line.spot),
        lambda line: (line.row.kind, folded(line.row.text), line.spot, line.row.group),
        lambda line: (line.row.kind, folded(line.row.text), line.spot),
        lambda line: line.row.key or None,
        lambda line: (line.row.kind, folded(line.row.text)),
        lambda line: folded(line.row.text),
        text=lambda line: line.row.text,
        within=lambda line: line.row.kind,
    )


def line_differences(frame: Frame, pairs: Pairs[Line]) -> Iterator[Difference]:
    """Everything that differs about provisions."""
    renamed = renamed_groups(pairs)
    for line in pairs.removed:
        yield _gone(line)
    for line in pairs.added:
        yield _come(line)
    for one, other in pairs.both:
        yield from charge_differences(one, other, frame)
        yield from who_differences(one, other, frame)
        yield from note_differences(one, other, frame)
        yield from _moved(one, other, renamed)
        yield from _reworded(one, other, frame)
    for group in renamed.values():
        yield group.difference()


def _come(line: Line) -> Difference:
    return Difference(
        Kind.ADDED,
        Act.ADDED,
        "line",
        line.row.text,
        f"New line {quoted(line.row.text)}{_said(line)}.",
        place=line.place,
        new=line.row.text,
        direction=_worth(line),
        new_key=line.row.key,
        components=(line.component,) if line.component else (),
    )


def _gone(line: Line) -> Difference:
    return Difference(
        Kind.REMOVED,
        Act.REMOVED,
        "line",
        line.row.text,
        f"The line {quoted(line.row.text)} is taken out{_said(line)}.",
        place=line.place,
        old=line.row.text,
        direction=OPPOSITE[_worth(line)],
        old_key=line.row.key,
        components=(line.component,) if line.component else (),
    )


def _said(line: Line) -> str:
    row = line.row
    parts = [outcomes.part_of(cell.party, (), cell.mark) for cell in row.assignments]
    words = outcomes.in_words(
        row.kind,
        label=row.label,
        charge=row.charge,
        supported=row.supported,
        parts=parts,
    )
    return f" ({words})" if words else ""


def _worth(line: Line) -> Direction:
    seen = outcomes.verdict(line.row.kind, line.row.charge, line.row.supported)
    return GOOD.get(seen.tone, Direction.NEITHER) if seen else Direction.NEITHER


@dataclass(frozen=True)
class Renamed:
    """A group of rows that goes by another name."""

    old: Line
    new: Line

    def difference(self) -> Difference:
        """The one difference that stands for all rows of the group."""
        before, after = self.old.row.group, self.new.row.group
        if not before or not after:
            said = (
                f"is now called {quoted(after)}"
                if after
                else f"is no longer called {quoted(before)}"
            )
            sentence = f"A group of lines in {self.new.where} {said}."
        else:
            sentence = f"The group {quoted(before)} is now called {quoted(after)}."
        return Difference(
            Kind.TEXT,
            Act.CHANGED,
            "group",
            after or before,
            sentence,
            place=self.new.place,
            old=before,
            new=after,
            matters=not says_the_same(before, after),
        )


def renamed_groups(pairs: Pairs[Line]) -> dict[tuple[object, str], Renamed]:
    """Groups whose every row that stayed is now in one other group, by place and old name."""
    went: dict[tuple[object, str], dict[str, tuple[Line, Line]]] = defaultdict(dict)
    came: dict[tuple[object, str], set[str]] = defaultdict(set)
    for one, other in pairs.both:
        if one.spot == other.spot:
            went[one.spot, one.row.group][other.row.group] = (one, other)
            came[other.spot, other.row.group].add(one.row.group)
    return {
        (spot, group): Renamed(*next(iter(into.values())))
        for (spot, group), into in went.items()
        if len(into) == 1
        and group not in into
        and came[spot, next(iter(into))] == {group}
    }


def _moved(
    one: Line, other: Line, renamed: dict[tuple[object, str], Renamed]
) -> Iterator[Difference]:
    same_spot = one.spot == other.spot
    same_group = one.row.group == other.row.group or (
        same_spot and (one.spot, one.row.group) in renamed
    )
    if same_spot and same_group and one.row.kind == other.row.kind:
        return
    name = quoted(other.row.text)
    if same_spot and same_group:
        sentence = (
            f"{name} is now listed as {_a(other.row.kind)}; it was {_a(one.row.kind)}."
        )
    elif one.place == other.place:
        sentence = f"{name} stands in another table of {other.place}."
    else:
        sentence = f"{name} has moved from {one.place} to {other.place}."
    yield about(Kind.MOVED, one, other, sentence, old=one.place, new=other.place)


def _a(kind: str) -> str:
    return f"{'an' if kind[:1] in 'aeiou' else 'a'} {kind}"


def _reworded(one: Line, other: Line, frame: Frame) -> Iterator[Difference]:
    before, after = one.row.text, other.row.text
    if " ".join(before.split()) == " ".join(after.split()):
        return
    yield about(
        Kind.REWORDED,
        one,
        other,
        "{} now reads {}.".format(*both_quoted(before, after)),
        old=before,
        new=after,
        matters=not says_the_same(before, after, frame.name_words),
    )
