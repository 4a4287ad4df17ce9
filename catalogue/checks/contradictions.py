"""Rows that say of one thing that it is covered and that it is not, or that two parties do it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from catalogue.answers.words import stem
from catalogue.portable import form
from catalogue.prose import sentences

from .check import Found
from .duplicates import bare, outcome
from .subjects import bag, items, subject
from .walk import Row, rows

_MOST = (
    5  # lines that one row is held against; more would be one oddity told many times
)
_FEWEST = 3  # words that two rows must share to be about one thing
_LONGEST = 16  # words of a sentence above which sharing some says little
OUT = "not covered"
# What goes together: what is not covered may be the customer's, the vendor's, or sold apart.
_AGREE = {
    frozenset(pair)
    for pair in (
        (OUT, "customer"),
        (OUT, "vendor"),
        (OUT, "sow"),
        ("sow", "fee"),
        ("sow", "vendor"),
    )
}
_ACT = (
    "execution|implementation|installation|configuration|communication|coordination|co-ordination|"
    "administration|maintenance|management|migration|preparation|replacement|provision"
)
_ACT_OF = re.compile(rf"^({_ACT}) of (.+)$", re.I)
_OF_ACT = re.compile(rf"^(.+) ({_ACT})$", re.I)
_LIST = re.compile(r",|/|&|\band\b|\bor\b", re.I)


def same_row_other_outcome(revision: form.Revision) -> Iterator[Found]:
    """One row printed twice with different outcomes."""
    seen: dict[str, list[tuple[str, Row]]] = defaultdict(list)
    for row in rows(revision):
        if not row.matrix and row.provision.kind != "scenario":
            continue
        said, name = outcome(row.provision), bare(row.name)
        for earlier, first in seen[name]:
            if earlier and said and earlier != said:
                yield Found(
                    f"{row.name}: {earlier} and {said}",
                    row.section,
                    (first.key, row.key),
                    row.provision.line,
                )
        seen[name].append((said, row))


def alike_rows(revision: form.Revision) -> Iterator[Found]:
    """A row of a table and a scope line, exclusion or sentence on the same thing that disagree."""
    said = list(rows(revision))
    sides = {party.name: party.side for party in revision.parties}
    index = _Index(row for row in said if _may_contradict(row))
    for row in said:
        if not (row.matrix or row.provision.kind == "scenario"):
            continue
        here = stance(row, sides)
        for other in index.about(items(row.name)) if here else ():
            if not _agree(here, stance(other, sides)) and not _own(row, other):
                yield Found(
                    f"“{row.name}” is {row.provision.label or here}, but {other.section} says: "
                    f"{other.provision.text}",
                    row.section,
                    (row.key, other.key),
                    row.provision.line,
                )


class _Index:
    """Lines by the words they are about, so that each row meets only those that share some."""

    def __init__(self, lines: Iterable[Row]) -> None:
        bags = [(row, bag(subject(_first(row.provision.text)))) for row in lines]
        self.lines = [each for each in bags if _FEWEST <= len(each[1]) <= _LONGEST]
        self.by_word: dict[str, set[int]] = defaultdict(set)
        for at, (_, words) in enumerate(self.lines):
            for word in words:
                self.by_word[word].add(at)
        # A line stands in a row only if its rarest word does.
        self.by_rarest: dict[str, list[int]] = defaultdict(list)
        for at, (_, words) in enumerate(self.lines):
            rarest = min(words, key=lambda word: (len(self.by_word[word]), word))
            self.by_rarest[rarest].append(at)

    def about(self, parts: list[frozenset[str]]) -> list[Row]:
        """Lines that are about one of the parts: all of either stands in the other."""
        found: set[int] = set()
        for part in parts:
            if len(part) >= _FEWEST:
                found |= self._holding(part) | self._held_by(part)
        return [self.lines[at][0] for at in sorted(found)[:_MOST]]

    def _holding(self, part: frozenset[str]) -> set[int]:
        """Lines that have every word of the part."""
        known = sorted((self.by_word.get(word, set()) for word in part), key=len)
        return set.intersection(*known)

    def _held_by(self, part: frozenset[str]) -> set[int]:
        """Scope lines of which every word is in the part."""
        near = [at for word in part for at in self.by_rarest.get(word, ())]
        return {
            at
            for at in near
            if self.lines[at][1] <= part and self.lines[at][0].component
        }


def _first(text: str) -> str:
    """What a line says before it goes on to explain."""
    return next(iter(sentences(text)), text)


def _may_contradict(row: Row) -> bool:
    charged = row.provision.charge in {"hourly", "fee", "sow"}
    kind = row.provision.kind
    return kind in {"scope", "exclusion"} or (kind == "limit" and charged)


def stance(row: Row, sides: dict[str, str]) -> str:
    """What a row comes to for the customer; blank when it does not say."""
    given = row.provision
    if given.kind in {"scope", "exclusion"} and given.supported is False:
        return given.charge if given.charge in {"sow", "fee", "hourly"} else OUT
    if given.charge != "unstated":
        return given.charge
    if given.supported:
        return "included"
    marked = {sides.get(cell.party) or cell.party for cell in given.assignments}
    return "" if "provider" in marked or len(marked) != 1 else marked.pop()


def _agree(one: str, two: str) -> bool:
    return not one or not two or one == two or frozenset((one, two)) in _AGREE


def _own(one: Row, two: Row) -> bool:
    """Whether both stand in sister sections, each about a part of its own."""
    parents = [row.section.rpartition(".")[0] for row in (one, two)]
    sisters = one.section != two.section and parents[0] == parents[1] != ""
    return sisters and bool(one.matrix) and bool(two.component)


def two_owners(revision: form.Revision) -> Iterator[Found]:
    """Two rows of a matrix about one act on one thing, marked for different parties (C15, W47)."""
    seen: dict[tuple[int, str], list[Row]] = defaultdict(list)
    for row in rows(revision):
        if not row.matrix or row.provision.kind != "activity" or not _owners(row):
            continue
        here = id(row.matrix)
        near = {f"{act} {thing[-1]}" for act, thing in acts(row.name)}
        near |= list_items(row.name)
        met = {id(one): one for name in sorted(near) for one in seen[here, name]}
        for one in met.values():
            if not _owners(one) & _owners(row) and _meet(one.name, row.name):
                yield Found(
                    f"“{one.name}” is {_by(one)}, “{row.name}” is {_by(row)}. Who does which?",
                    row.section,
                    (one.key, row.key),
                    row.provision.line,
                )
        for name in near:
            seen[here, name].append(row)


def acts(name: str) -> set[tuple[str, tuple[str, ...]]]:
    """What is done to what: "execution of releases, patches" as (execut, (releas)), (execut, (patch))."""
    match = _ACT_OF.match(name.strip())
    if match:
        act, things = match[1], match[2]
    elif match := _OF_ACT.match(name.strip()):
        things, act = match[1], match[2]
    else:
        return set()
    said = (
        tuple(stem(word.lower()) for word in p.split()) for p in _LIST.split(things)
    )
    return {(stem(act.lower()), thing) for thing in said if thing}


def _meet(one: str, two: str) -> bool:
    """One act, on things of one name of which the one says no more than the other; or one item."""
    return bool(list_items(one) & list_items(two)) or any(
        act == other
        and thing[-1] == that[-1]
        and (set(thing) <= set(that) or set(that) <= set(thing))
        for act, thing in acts(one)
        for other, that in acts(two)
    )


def list_items(name: str) -> set[str]:
    """The single words of a list parted by commas, when the name is one."""
    parts = [part.strip().lower() for part in name.split(",")]
    return (
        {p for p in parts if re.fullmatch(r"[a-z]{8,}", p)} if len(parts) > 1 else set()
    )


def _owners(row: Row) -> set[str]:
    return {cell.party for cell in row.provision.assignments}


def _by(row: Row) -> str:
    return " and ".join(f"{cell.party}’s" for cell in row.provision.assignments)
