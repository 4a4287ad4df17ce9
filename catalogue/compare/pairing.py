"""Which row of the new revision is which row of the old one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from .wording import likeness, words

T = TypeVar("T")
Key = Callable[[T], Hashable | None]

ALIKE = 55  # likeness from which two texts count as one, reworded
RARE_WORDS = 5  # words of a text that look for its like: the rarest
CANDIDATES = 25  # texts that a word may bring up


@dataclass
class Pairs(Generic[T]):
    """Rows that are one and the same, and rows that only one of the revisions has."""

    both: list[tuple[T, T]]
    removed: list[T]
    added: list[T]


def pair(
    old: Sequence[T],
    new: Sequence[T],
    *steps: Key[T],
    text: Callable[[T], str] | None = None,
    within: Key[T] | None = None,
    first: tuple[Callable[[T], str], Key[T]] | None = None,
) -> Pairs[T]:
    """Rows with the same key, by each step in turn; then, by `text`, rows that are alike.

    A key of None meets nothing. Rows of one key meet in their order. Only rows alike in `within`
    are held against each other, and each only against the few that share rare words with it, so
    that the cost grows with the number of rows and not with its square. `first` is a text and its
    `within` to be tried before.
    """
    matched = _by_steps(old, new, steps)
    ways = [first, (text, within or _everywhere) if text else None]
    for words_of, group_of in filter(None, ways):
        left = [at for at in range(len(old)) if at not in matched]
        taken = set(matched.values())
        right = [at for at in range(len(new)) if at not in taken]
        matched |= _by_likeness(old, new, left, right, words_of, group_of)
    taken = set(matched.values())
    return Pairs(
        both=[(old[at], new[matched[at]]) for at in sorted(matched)],
        removed=[row for at, row in enumerate(old) if at not in matched],
        added=[row for at, row in enumerate(new) if at not in taken],
    )


def _everywhere(row: object) -> Hashable:
    return ""


def _by_steps(
    old: Sequence[T], new: Sequence[T], steps: Iterable[Key[T]]
) -> dict[int, int]:
    matched: dict[int, int] = {}
    free = set(range(len(new)))
    for key in steps:
        waiting: dict[Hashable, list[int]] = defaultdict(list)
        for at in sorted(free, reverse=True):
            waiting[key(new[at])].append(at)
        for at, row in enumerate(old):
            wanted = None if at in matched else key(row)
            if wanted is not None and waiting.get(wanted):
                matched[at] = waiting[wanted].pop()
                free.discard(matched[at])
    return matched


def _by_likeness(
    old: Sequence[T],
    new: Sequence[T],
    left: list[int],
    right: list[int],
    text: Callable[[T], str],
    within: Key[T],
) -> dict[int, int]:
    index: dict[tuple[Hashable, str], list[int]] = defaultdict(list)
    for at in right:
        for word in set(words(text(new[at]))):
            index[within(new[at]), word].append(at)
    scored = []
    for at in left:
        for other in _candidates(index, within(old[at]), text(old[at])):
            score = likeness(text(old[at]), text(new[other]))
            if score >= ALIKE:
                scored.append((-score, abs(at - other), at, other))
    matched: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, at, other in sorted(scored):
        if at not in matched and other not in taken:
            matched[at] = other
            taken.add(other)
    return matched


def _candidates(
    index: dict[tuple[Hashable, str], list[int]], group: Hashable, text: str
) -> list[int]:
    found = [index[group, word] for word in set(words(text)) if (group, word) in index]
    rarest = sorted(found, key=len)[:RARE_WORDS]
    return list(dict.fromkeys(at for rows in rarest for at in rows[:CANDIDATES]))


def identities(old: Sequence[T], new: Sequence[T], pairs: Pairs[T]) -> dict[int, int]:
    """A number for each row, by its `id()`: the same number for rows that are one."""
    numbers = {id(row): number for number, row in enumerate(new)}
    numbers |= {id(one): numbers[id(other)] for one, other in pairs.both}
    gone = enumerate(pairs.removed, len(new))
    return numbers | {id(row): number for number, row in gone}
