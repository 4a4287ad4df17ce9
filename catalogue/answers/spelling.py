"""Repair of misspelt words in a question, by the words of the guides in scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from catalogue.answers.words import STOP, WORD, stem

SHORTEST = 4  # letters; shorter words have too many neighbours
PLAIN = 6  # letters from which a word that no guide has may be meant
LONG = 8  # letters from which two slips are believed
COMMON = 9000  # English words, commonest first, that a repair may choose


class Speller:
    """Knows the words in scope and English; repairs only what is neither.

    `english` comes commonest first: a word that no guide has is still repaired to a common one.
    """

    def __init__(self, scope: Mapping[str, int], english: Sequence[str] = ()) -> None:
        self._scope = dict(scope)
        self._near = sorted(filter(_choosable, scope))
        self._common = list(filter(_choosable, english[:COMMON]))
        self._known = frozenset(english) | frozenset(scope)
        self._silent = sorted(filter(_choosable, STOP))
        self._stems = frozenset(map(stem, scope)) | self._known

    def repair(self, question: str) -> str:
        """`question` with misspelt words replaced by the likeliest word."""
        return WORD.sub(lambda found: self._word(found.group()), question)

    def _word(self, written: str) -> str:
        word = written.lower()
        if not _choosable(word) or self._knows(word):
            return written
        near = _similar(word, self._near)
        # Short words have too many neighbours in English, and a capital may be a name's.
        if written.islower():
            near += _similar(word, self._common if len(word) >= PLAIN else self._silent)
        return (
            min(near, key=lambda each: self._order(word, *each))[0] if near else written
        )

    def _knows(self, word: str) -> bool:
        return word in self._known or stem(word) in self._stems

    def _order(
        self, word: str, choice: str, slips: float
    ) -> tuple[float, bool, bool, float, int, str]:
        # People rarely miss the first letter and more often drop a letter than change one, which
        # the Jaro-Winkler distance tells apart; a guide's word goes before any other.
        unlike = round(JaroWinkler.distance(word, choice), 2)
        times = self._scope.get(choice, 0)
        return (
            slips,
            choice[0] != word[0],
            times == 0 and choice not in STOP,
            unlike,
            -times,
            choice,
        )


def _choosable(word: str) -> bool:
    return len(word) >= SHORTEST and word.isalpha()


def _similar(word: str, choices: Sequence[str]) -> list[tuple[str, float]]:
    slips = 2 if len(word) >= LONG else 1
    found = process.extract(
        word, choices, scorer=OSA.distance, score_cutoff=slips, limit=8
    )
    return [(choice, distance) for choice, distance, _ in found]
