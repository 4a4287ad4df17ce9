"""Words of the trade: groups of expressions that mean the same, to widen a question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML

from catalogue.answers.words import STOP, WORD, stem, words

Group = tuple[str, ...]
Key = tuple[str, ...]
ENDING = 3  # letters by which a word and the expression it stands for may differ
LONGEST = 5  # words of an expression
MOST = 2  # expressions added for one that was found
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


@dataclass(frozen=True)
class Expression:
    """One way to say it. `key` are its stems."""

    text: str
    key: Key

    def said_by(self, written: Sequence[str]) -> bool:
        """Whether words with the same stems are this expression and not merely akin to it.

        "Set" is not "settings", and an abbreviation of two letters, or one that is also a common
        word, counts in capitals only: "ad" is not AD, "did" is not DID.
        """
        if len(self.key) > 1:
            return True
        word = written[0]
        if self.text.isupper() and (len(self.text) == 2 or word.lower() in STOP):
            return word.rstrip("s").isupper()
        return word.lower() not in STOP and abs(len(word) - len(self.text)) <= ENDING


class Synonyms:
    """Groups found by any of their expressions, whatever the ending.

    With a `vocabulary`, only expressions that the guides use are added: others lead nowhere.
    """

    def __init__(
        self,
        groups: Iterable[Sequence[str]] = (),
        vocabulary: Iterable[str] | None = None,
    ) -> None:
        used = None if vocabulary is None else frozenset(map(stem, vocabulary))
        self._found: dict[Key, list[tuple[Expression, list[Expression]]]] = {}
        self._words: set[str] = set()
        for group in sorted({tuple(group) for group in groups}):
            ways = [Expression(text, _key(text)) for text in group]
            self._words.update(word for text in group for word in words(text))
            for way in ways:
                if 0 < len(way.key) <= LONGEST:
                    others = [each for each in ways if each.key != way.key]
                    useful = [each for each in others if _used(each, used)]
                    self._found.setdefault(way.key, []).append((way, useful))

    def words(self) -> set[str]:
        """Every word of every expression."""
        return self._words

    def others(self, question: str) -> list[str]:
        """Other expressions for what the question says, without those it has already."""
        written = WORD.findall(question)
        said = tuple(stem(word.lower()) for word in written)
        added: dict[str, None] = {}
        for useful in self._hits(said, written):
            fresh = [each.text for each in useful if not _within(each.key, said)]
            added.update(dict.fromkeys(fresh[:MOST]))
        return list(added)[:IN_ALL]

    def expand(self, question: str) -> str:
        """The question followed by what else it may be called; blank when nothing is."""
        others = self.others(question)
        return f"{question} ({', '.join(others)})" if others else ""

    def _hits(self, said: Key, written: Sequence[str]) -> Iterator[list[Expression]]:
        start = 0
        while start < len(said):
            for end in range(min(len(said), start + LONGEST), start, -1):
                ways = self._found.get(said[start:end], [])
                found = [u for way, u in ways if way.said_by(written[start:end])]
                if found:
                    yield from found
                    start = end - 1
                    break
            start += 1


def _key(text: str) -> Key:
    return tuple(stem(word) for word in words(text))


def _used(way: Expression, vocabulary: frozenset[str] | None) -> bool:
    return vocabulary is None or all(part in vocabulary for part in way.key)


def _within(key: Key, said: Key) -> bool:
    return any(said[n : n + len(key)] == key for n in range(len(said)))
