"""What a question is about, in a common form: questions of one gist are the same question."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz import fuzz

from catalogue.answers.words import STOP, clip, stem, words

LONGEST = 500  # characters of a gist that are kept
ALIKE = 92.0  # percent of letters from which two gists differ by a slip of the pen only
# Silent for ranking; two questions that differ by one of these are two questions.
TURNING = {"no", "not", "nor", "can't", "cannot", "don't", "doesn't", "isn't", "won't"}
DIGITS = re.compile(r"\d")


def gist(question: str) -> str:
    """The stems of the words that carry meaning, each once, in alphabetical order.

    Its own text, in small letters, for a question without any letter or digit.
    """
    told = words(clip(question))
    kept = {stem(word) for word in told if word not in STOP}
    kept |= {"not" for word in told if word in TURNING and kept}
    found = " ".join(sorted(kept or set(told))) or clip(question).casefold()
    return found[:LONGEST].strip()


def alike(wanted: str, known: Iterable[str]) -> str:
    """The first of the `known` gists that differs from `wanted` by spelling only, else `wanted`.

    Numbers have to be the same, and so has “not”: P1 is not P2.
    """
    for other in known:
        if other == wanted or (
            marks(other) == marks(wanted) and fuzz.ratio(other, wanted) >= ALIKE
        ):
            return other
    return wanted


def marks(one: str) -> set[str]:
    """The words of a gist that no slip of the pen may touch."""
    return {word for word in one.split() if word == "not" or DIGITS.search(word)}
