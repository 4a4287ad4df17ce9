"""Repair of misspelt words in a question, by the words of the guides in scope."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from catalogue.answers.words import STOP, WORD, stem

SHORTEST = 4  # letters; shorter words have too many neighbours
LONG = 8  # letters from which two slips are believed


class Speller:
    """Knows the words in scope and English; repairs only what is neither."""

    def __init__(self, scope: Mapping[str, int], known: Iterable[str] = ()) -> None:
        self._scope = {
            w: n for w, n in scope.items() if len(w) >= SHORTEST and w.isalpha()
        }
        common = {word for word in STOP if len(word) >= SHORTEST and word.isalpha()}
        self._choices = sorted(self._scope.keys() | common)
        self._known = frozenset(known) | frozenset(scope)
        self._stems = frozenset(map(stem, scope))

    def repair(self, question: str) -> str:
        """`question` with misspelt words replaced by the likeliest word in scope."""
        return WORD.sub(lambda found: self._word(found.group()), question)

    def _word(self, written: str) -> str:
        word = written.lower()
        if len(word) < SHORTEST or not word.isalpha() or self._knows(word):
            return written
        slips = 2 if len(word) >= LONG else 1
        near = process.extract(
            word, self._choices, scorer=OSA.distance, score_cutoff=slips, limit=8
        )
        if not near:
            return written
        best, *_ = min(near, key=lambda each: self._order(word, each[0], each[1]))
        return best

    def _knows(self, word: str) -> bool:
        return (
            word in self._known
            or stem(word) in self._stems
            or stem(word) in self._known
        )

    def _order(
        self, word: str, choice: str, slips: float
    ) -> tuple[float, bool, float, int, str]:
        # People rarely miss the first letter and more often drop a letter than change one, which
        # the Jaro-Winkler distance tells apart; among equals the commoner word is meant.
        unlike = round(JaroWinkler.distance(word, choice), 2)
        return slips, choice[0] != word[0], unlike, -self._scope.get(choice, 0), choice
