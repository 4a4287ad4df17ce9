"""What a customer may ask: several indexes as one, with the signals that ranking weighs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from catalogue.answers.encoder import Encoder, Reading, Vectors
from catalogue.answers.index import STEPS, Entry, Index, Line, build
from catalogue.answers.lexical import Floats, Lexicon
from catalogue.answers.spelling import Speller
from catalogue.answers.synonyms import Synonyms
from catalogue.answers.words import STOP, words


class Scope:
    """The indexes that a customer may ask, ranked as one. Make it once, ask it often.

    `synonyms` are groups of expressions; `extra_aliases` are pairs (entry id, text) added since
    the indexes were built. Arrays are shared with the indexes. Without an encoder, or with an
    index of another one, the letters alone decide.
    """

    def __init__(
        self,
        indexes: Iterable[Index],
        synonyms: Iterable[Sequence[str]] = (),
        extra_aliases: Iterable[tuple[str, str]] = (),
        *,
        encoder: Encoder | None,
    ) -> None:
        found = sorted(indexes, key=lambda index: [entry.id for entry in index.entries])
        self.encoder = encoder if all(i.fits(encoder) for i in found) else None
        late = _late(found, extra_aliases)
        self.indexes = [*found, build(late, self.encoder)] if late else found
        self._after = len(self.indexes) - 1 if late else len(self.indexes)
        used = {word for index in self.indexes for word in index.vocabulary}
        self.synonyms = Synonyms(synonyms, used)

    @cached_property
    def lines(self) -> list[Line]:
        """Lines of all indexes, in the order of every array of signals."""
        own = [line for index in self.indexes[: self._after] for line in index.lines]
        late = [line for index in self.indexes[self._after :] for line in index.lines]
        return [*own, *(Line(line.entry, line.text, alias=True) for line in late)]

    @cached_property
    def spoken(self) -> list[list[str]]:
        """The words of every line, to see whether one says a question word for word."""
        return [words(line.text) for line in self.lines]

    @cached_property
    def speller(self) -> Speller:
        """Spelling by the words of all indexes and synonyms."""
        counted: dict[str, int] = dict.fromkeys(self.synonyms.words(), 1)
        for index in self.indexes:
            for word, times in index.vocabulary.items():
                counted[word] = counted.get(word, 0) + times
        english = self.encoder.vocabulary() if self.encoder else []
        return Speller(counted, [*sorted(STOP), *english])

    def letters(self, text: str) -> Floats:
        """Share of letters in common with every line, 0 to 1."""
        return self._lexicon.score(text)

    def meaning(self, vector: Vectors) -> Floats:
        """Cosine of a question's vector with every line."""
        own = [matrix @ vector for matrix in self._matrices]
        return np.concatenate(own) if own else np.zeros(0, np.float32)

    def touch(self, readings: Sequence[Reading], lines: NDArray[np.int64]) -> Floats:
        """How well each word of a question is met by some word of a line, rare words first.

        Cosine of word pieces in their sentences, the best piece of the line for each piece of
        the question, mean weighted by rarity; mean of the readings, for the given lines only.
        """
        scores = np.zeros(len(lines), dtype=np.float32)
        told = [read for read in readings if len(read.pieces)]
        met = [self._touching(int(line)) for line in lines]
        sizes = np.array([len(each) for each in met])
        filled = np.flatnonzero(sizes)
        if not told or not len(filled):
            return scores
        asked = np.concatenate([read.touches for read in told])
        alike = np.concatenate(met).astype(np.float32) @ (asked.T / np.float32(STEPS))
        starts = np.cumsum(sizes)[filled] - sizes[filled]
        rarity = np.concatenate([self._rarity(read.pieces) for read in told]) / len(
            told
        )
        scores[filled] = np.maximum.reduceat(alike, starts) @ rarity
        return scores

    @cached_property
    def _matrices(self) -> list[Vectors]:
        return [index.meanings.vectors.astype(np.float32) for index in self.indexes]

    @cached_property
    def _lexicon(self) -> Lexicon:
        return Lexicon([index.postings for index in self.indexes])

    @cached_property
    def _starts(self) -> NDArray[np.int64]:
        return np.cumsum([0, *(len(index.lines) for index in self.indexes)])

    @cached_property
    def _frequency(self) -> NDArray[np.int64]:
        """In how many lines each word piece stands."""
        seen = [index.meanings.seen() for index in self.indexes]
        return np.bincount(np.concatenate(seen)) if seen else np.zeros(0, np.int64)

    def _rarity(self, pieces: NDArray[np.int32]) -> Floats:
        known = pieces < len(self._frequency)
        seen = np.zeros(len(pieces))
        seen[known] = self._frequency[pieces[known]]
        rarity = np.log((len(self.lines) + 1) / (seen + 1)) + 0.1
        return np.asarray(rarity / rarity.sum(), dtype=np.float32)

    def _touching(self, line: int) -> NDArray[np.int8]:
        number = int(np.searchsorted(self._starts, line, side="right")) - 1
        return self.indexes[number].meanings.touching(line - int(self._starts[number]))


def _late(indexes: list[Index], aliases: Iterable[tuple[str, str]]) -> list[Entry]:
    """Aliases as rows of their own, under the id of the row that they name."""
    row = {entry.id: entry for index in indexes for entry in index.entries}
    wanted = sorted(
        (id_, text) for id_, text in set(aliases) if id_ in row and words(text)
    )
    return [
        Entry(id_, text, "", row[id_].kind, row[id_].outcome) for id_, text in wanted
    ]
