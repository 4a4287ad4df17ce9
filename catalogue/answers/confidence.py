"""How sure it is that a row answers a question.

More than the row's own figure counts: how near the nearest row of all lies in meaning, and how
much was said. A long question is never as near to a row as a short one that is just as clear.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from catalogue.answers.lexical import Floats
from catalogue.answers.words import STOP, words

SURE = 0.5  # from this score on the first row may be said with confidence


def said(question: str) -> float:
    """How much a question says: the logarithm of its words that carry meaning, and one."""
    return float(np.log1p(sum(word not in STOP for word in words(question))))


def scores(
    blend: Floats, nearest: float, question: str, weights: Mapping[str, float]
) -> Floats:
    """Scores of 0 to 1 for the blends of rows; in the same order, comparable between questions."""
    told = weights["nearest"] * nearest + weights["said"] * said(question)
    sure = weights["constant"] + weights["blend"] * blend.astype(np.float64) + told
    return np.asarray(1 / (1 + np.exp(-np.clip(sure, -30, 30))))
