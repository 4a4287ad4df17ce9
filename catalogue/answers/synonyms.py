"""Words of the trade: groups of expressions that mean the same, to widen a question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML

from catalogue.answers.words import stem, words

Group = tuple[str, ...]
LONGEST = 5  # words of an expression
MOST = 3  # expressions added for one that was found
IN_ALL = 8  # expressions added to a question: each costs time, and the rest drown it
BUNDLED = Path(__file__).parent.parent / "data" / "synonyms.yaml"


@lru_cache(maxsize=1)
def bundled() -> tuple[Group, ...]:
    """The groups that come with the portal."""
    themes = YAML(typ="safe").load(BUNDLED.read_text(encoding="utf-8"))
    return tuple(
        tuple(str(expression) for expression in group)
        for groups in themes.values()
        for group in groups
    )


class Synonyms:
    """Groups found by any of their expressions, whatever the ending."""

    def __init__(self, groups: Iterable[Sequence[str]] = ()) -> None:
        self._found: dict[tuple[str, ...], list[Group]] = {}
        for group in sorted({tuple(group) for group in groups}):
            for expression in group:
                key = _key(expression)
                if 0 < len(key) <= LONGEST:
                    self._found.setdefault(key, []).append(group)

    def words(self) -> set[str]:
        """Every word of every expression found by."""
        return {
            word
            for groups in self._found.values()
            for g in groups
            for e in g
            for word in words(e)
        }

    def others(self, question: str) -> list[str]:
        """Other expressions for what the question says, without those it has already."""
        said = _key(question)
        added: dict[str, None] = {}
        for key, group in self._hits(said):
            fresh = [e for e in group if _key(e) != key and not _within(_key(e), said)]
            added.update(dict.fromkeys(fresh[:MOST]))
        return list(added)[:IN_ALL]

    def expand(self, question: str) -> str:
        """The question followed by what else it may be called; blank when nothing is."""
        others = self.others(question)
        return f"{question} ({', '.join(others)})" if others else ""

    def _hits(self, said: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Group]]:
        taken = 0
        for start in range(len(said)):
            if start < taken:
                continue
            for end in range(min(len(said), start + LONGEST), start, -1):
                groups = self._found.get(said[start:end])
                if groups:
                    yield from ((said[start:end], group) for group in groups)
                    taken = end
                    break


def _key(text: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in words(text))


def _within(key: tuple[str, ...], said: tuple[str, ...]) -> bool:
    return any(said[n : n + len(key)] == key for n in range(len(said)))
