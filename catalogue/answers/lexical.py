"""How alike the letters are: TF-IDF over character 3-5-grams inside words, without scipy.

It finds codes, names, endings and typing errors, which sentence vectors blur. Each index keeps
its own postings; the weights of the grams are those of all indexes in scope, so that scores of
two guides compare.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from catalogue.answers.words import words

SIZES = (3, 4, 5)
LOGS = 1 + np.log(
    np.maximum(np.arange(256), 1)
)  # what a gram counts that stands n times

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Postings:
    """Grams of rows: `rows[starts[g]:starts[g + 1]]` hold gram `grams[g]`, `counts` times."""

    grams: NDArray[np.uint32]
    starts: NDArray[np.int32]
    rows: NDArray[np.int32]
    counts: NDArray[np.uint8]
    size: int

    @cached_property
    def frequency(self) -> NDArray[np.int32]:
        """In how many rows each gram stands."""
        return np.diff(self.starts)


def grams(text: str) -> Counter[int]:
    """Hashes of the 3-5-grams of each word, the word's ends marked by a space."""
    found: Counter[int] = Counter()
    for word in words(text):
        padded = f" {word} "
        for size in SIZES:
            if len(padded) <= size:
                found[zlib.crc32(padded.encode())] += 1
                break
            for at in range(len(padded) - size + 1):
                found[zlib.crc32(padded[at : at + size].encode())] += 1
    return found


def post(texts: Sequence[str]) -> Postings:
    """The postings of `texts`, one row each."""
    counted = [grams(text) for text in texts]
    total = sum(map(len, counted))
    keys = np.fromiter((k for c in counted for k in c), np.uint32, total)
    times = np.fromiter(
        (min(n, 255) for c in counted for n in c.values()), np.uint8, total
    )
    rows = np.repeat(np.arange(len(texts), dtype=np.int32), [len(c) for c in counted])
    order = np.lexsort((rows, keys))
    unique, first = np.unique(keys[order], return_index=True)
    starts = np.append(first, total).astype(np.int32)
    return Postings(unique, starts, rows[order], times[order], len(texts))


class Lexicon:
    """Several postings weighed together."""

    def __init__(self, parts: Sequence[Postings]) -> None:
        self.parts = list(parts)
        self.size = sum(part.size for part in self.parts)
        self._weights = [self._idf(part.grams) for part in self.parts]
        self._norms = [
            _norms(part, weights)
            for part, weights in zip(self.parts, self._weights, strict=True)
        ]

    def score(self, text: str) -> Floats:
        """Cosine of `text` with every row, 0 to 1, parts in order."""
        wanted = grams(text)
        if not wanted or not self.size:
            return np.zeros(self.size, dtype=np.float32)
        keys = np.array(sorted(wanted), dtype=np.uint32)
        times = np.array([wanted[int(key)] for key in keys], dtype=np.float32)
        weights = (1 + np.log(times)) * self._idf(keys)
        weights /= max(float(np.linalg.norm(weights)), 1e-9)
        scored = [self._part(n, keys, weights) for n in range(len(self.parts))]
        return np.concatenate(scored).astype(np.float32)

    def _part(self, number: int, keys: NDArray[np.uint32], weights: Floats) -> Floats:
        part, norms = self.parts[number], self._norms[number]
        found, known = _places(part.grams, keys)
        hits = found[known]
        if not len(hits):
            return np.zeros(part.size, dtype=np.float32)
        spans = [np.s_[part.starts[gram] : part.starts[gram + 1]] for gram in hits]
        rows = np.concatenate([part.rows[span] for span in spans])
        counts = np.concatenate([part.counts[span] for span in spans])
        each = np.repeat(
            weights[known] * self._weights[number][hits], part.frequency[hits]
        )
        total = np.bincount(rows, weights=each * LOGS[counts], minlength=part.size)
        return np.asarray(total / norms, dtype=np.float32)

    def _idf(self, keys: NDArray[np.uint32]) -> Floats:
        seen = np.zeros(len(keys), dtype=np.int64)
        for part in self.parts:
            found, known = _places(part.grams, keys)
            seen[known] += part.frequency[found[known]]
        return np.asarray(np.log((1 + self.size) / (1 + seen)) + 1, dtype=np.float32)


def _places(
    grams: NDArray[np.uint32], keys: NDArray[np.uint32]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Where each key stands among sorted `grams`, and whether it does."""
    if not len(grams):
        return np.zeros(len(keys), np.int64), np.zeros(len(keys), np.bool_)
    found = np.minimum(np.searchsorted(grams, keys), len(grams) - 1)
    return found, grams[found] == keys


def _norms(part: Postings, weights: Floats) -> NDArray[np.float64]:
    """The length of each row's vector of weighted grams."""
    each = LOGS[part.counts] * np.repeat(weights, part.frequency)
    squares = np.bincount(part.rows, weights=each**2, minlength=part.size)
    return np.sqrt(np.maximum(squares, 1e-9))
