"""From a question to the rows that answer it, best first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from catalogue.answers.encoder import Encoder
from catalogue.answers.index import Entry, Index, embed
from catalogue.answers.lexical import Floats, Lexicon, post
from catalogue.answers.spelling import Speller
from catalogue.answers.synonyms import Synonyms
from catalogue.answers.words import clip, words

LEXICAL_SHARE = 0.3
USUAL_LEXICAL = 0.3  # best lexical score of a usual question
CONFIDENT = 0.5


@dataclass(frozen=True)
class Hit:
    """A row found. `score` is 0 to 1 and compares between questions; the rest says why."""

    entry_id: str
    score: float
    meaning: float
    letters: float


@dataclass(frozen=True)
class Ranking:
    """Rows best first, whether the first may be said with confidence, the question as read."""

    hits: tuple[Hit, ...]
    confident: bool
    repaired: str


class Scope:
    """The indexes that a customer may ask, ranked as one. Make it once, ask it often.

    `synonyms` are groups of expressions; `extra_aliases` are pairs (entry id, text) added since
    the indexes were built. Vectors are shared with the indexes, not copied.
    """

    def __init__(
        self,
        indexes: Iterable[Index],
        synonyms: Iterable[Sequence[str]] = (),
        extra_aliases: Iterable[tuple[str, str]] = (),
        *,
        encoder: Encoder | None,
    ) -> None:
        self.indexes = sorted(
            indexes, key=lambda index: [e.id for e in index.entries[:1]]
        )
        self.encoder = encoder if all(i.fits(encoder) for i in self.indexes) else None
        self.synonyms = Synonyms(synonyms)
        self._extra = sorted(set(extra_aliases))

    @cached_property
    def entries(self) -> list[Entry]:
        """Rows of all indexes, in the order of every array of scores."""
        return [entry for index in self.indexes for entry in index.entries]

    @cached_property
    def speller(self) -> Speller:
        """Spelling by the words of all indexes."""
        counted: dict[str, int] = dict.fromkeys(self.synonyms.words(), 1)
        for index in self.indexes:
            for word, times in index.vocabulary.items():
                counted[word] = counted.get(word, 0) + times
        for _, alias in self._extra:
            counted.update({word: counted.get(word, 0) + 1 for word in words(alias)})
        return Speller(counted, self.encoder.vocabulary() if self.encoder else ())

    def meaning(self, vector: Floats) -> Floats:
        """Cosine of every row, the best of its own and its aliases'."""
        own = [m @ vector for m in self._meanings]
        scores = np.concatenate(own) if own else np.zeros(0, np.float32)
        np.maximum.at(scores, self._alias_rows, self._alias_vectors @ vector)
        return scores

    def letters(self, text: str) -> Floats:
        """Lexical score of every row, the best of its own and its aliases'."""
        scores = self._lexicon.score(text)
        np.maximum.at(scores, self._alias_rows, self._alias_lexicon.score(text))
        return scores

    @cached_property
    def _meanings(self) -> list[Floats]:
        return [index.meanings.astype(np.float32) for index in self.indexes]

    @cached_property
    def _lexicon(self) -> Lexicon:
        return Lexicon([index.postings for index in self.indexes])

    @cached_property
    def _alias_lexicon(self) -> Lexicon:
        parts = [index.alias_postings for index in self.indexes]
        return Lexicon([*parts, post([text for _, text in self._told])])

    @cached_property
    def _told(self) -> list[tuple[int, str]]:
        row = {entry.id: n for n, entry in enumerate(self.entries)}
        return [(row[id_], text) for id_, text in self._extra if id_ in row]

    @cached_property
    def _alias_rows(self) -> np.ndarray:
        starts = np.cumsum([0, *(len(index.entries) for index in self.indexes)])
        parts = [i.alias_rows + s for i, s in zip(self.indexes, starts, strict=False)]
        return np.concatenate([*parts, np.array([n for n, _ in self._told], np.int64)])

    @cached_property
    def _alias_vectors(self) -> Floats:
        parts = [index.aliases for index in self.indexes if len(index.aliases)]
        late = embed([text for _, text in self._told], self.encoder)
        whole = [part for part in [*parts, late] if part.size]
        width = self.encoder.width if self.encoder else 0
        return np.concatenate([np.zeros((0, width)), *whole]).astype(np.float32)


def rank(question: str, scope: Scope, limit: int = 10) -> Ranking:
    """The rows that answer `question`, best first, at most `limit`."""
    asked = clip(question)
    if not words(asked) or not scope.entries:
        return Ranking((), False, asked)
    repaired = scope.speller.repair(asked)
    letters = scope.letters(repaired)
    meaning = _meaning(repaired, scope)
    best = float(letters.max())
    blend = meaning + LEXICAL_SHARE * letters / (best + USUAL_LEXICAL)
    score = np.clip(blend / (1 + LEXICAL_SHARE), 0, 1)
    order = sorted(range(len(score)), key=lambda n: (-score[n], scope.entries[n].id))
    hits = tuple(
        Hit(scope.entries[n].id, float(score[n]), float(meaning[n]), float(letters[n]))
        for n in order[:limit]
    )
    return Ranking(hits, bool(hits and hits[0].score >= CONFIDENT), repaired)


def _meaning(question: str, scope: Scope) -> Floats:
    if scope.encoder is None:
        return np.zeros(len(scope.entries), dtype=np.float32)
    vector = scope.encoder.encode_one(question)
    widened = scope.synonyms.expand(question)
    if widened:
        vector = (vector + scope.encoder.encode_one(widened)) / 2
    return scope.meaning(vector)
