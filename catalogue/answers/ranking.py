"""From a question to the rows that answer it, best first."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalogue.answers.confidence import SURE, scores
from catalogue.answers.lexical import Floats
from catalogue.answers.numbers import swaps
from catalogue.answers.scope import Scope
from catalogue.answers.words import clip, words

USUAL_LETTERS = 0.3  # the best share of letters that a usual question reaches
CANDIDATES = 120  # lines whose words are compared one by one
COUNTED = 20  # lines among which numbers decide
ALIAS = 0.2  # staff say that it is this row: no kind of row weighs more
SAME_WORDS = 1.0  # the line says the question word for word
ALONE = 1.5  # weight of the letters where there is no model
DEFINED = 0.3  # a question for a meaning is answered by the definition
FOR_MEANING = re.compile(
    r"^(?:what(?:'s| is| are)|define)(?: an?| the)? [\w-]+(?: [\w-]+)?\W*$"
    r"|\b(?:stands? for|definition of|what does .* mean)\b",
    re.I,
)
WEIGHTS = Path(__file__).parent.parent / "data" / "answer_weights.json"


@dataclass(frozen=True)
class Hit:
    """A row found. `score` is 0 to 1 and compares between questions; the rest says why."""

    entry_id: str
    score: float
    meaning: float
    letters: float
    touch: float


@dataclass(frozen=True)
class Ranking:
    """Rows best first, whether the first may be said with confidence, the question as read."""

    hits: tuple[Hit, ...]
    confident: bool
    repaired: str


@dataclass(frozen=True, eq=False)
class Signals:
    """What speaks for each of the candidate `lines`; arrays run alongside."""

    lines: NDArray[np.int64]
    meaning: Floats
    letters: Floats
    touch: Floats
    best_letters: float


@lru_cache(maxsize=1)
def learned() -> Mapping[str, Any]:
    """The weights and how they were measured."""
    return dict(json.loads(WEIGHTS.read_text(encoding="utf-8")))


def rank(question: str, scope: Scope, limit: int = 10) -> Ranking:
    """The rows that answer `question`, best first, at most `limit`."""
    asked = clip(question)
    if not words(asked) or not scope.lines:
        return Ranking((), False, asked)
    repaired = scope.speller.repair(asked)
    signals = measure(repaired, scope)
    blend = weigh(repaired, signals, scope)
    _count(asked, signals, blend, scope)
    hits = _hits(signals, blend, repaired, scope, limit)
    return Ranking(hits, bool(hits and hits[0].score >= SURE), repaired)


def measure(question: str, scope: Scope) -> Signals:
    """The signals of the lines that may answer a repaired question."""
    letters = scope.letters(question)
    best = float(letters.max())
    if scope.encoder is None:
        lines = _top(letters)
        none = np.zeros(len(lines), dtype=np.float32)
        return Signals(lines, none, letters[lines], none, best)
    asked = scope.encoder.read(question)
    widened = scope.synonyms.expand(question)
    wide = scope.encoder.read(widened) if widened else asked
    meaning = scope.meaning((asked.vector + wide.vector) / np.float32(2))
    lines = _top(meaning + 0.3 * letters / (best + USUAL_LETTERS))
    touch = scope.touch([asked, wide] if widened else [asked], lines)
    return Signals(lines, meaning[lines], letters[lines], touch, best)


def weigh(question: str, signals: Signals, scope: Scope) -> Floats:
    """One figure per candidate line: higher is better."""
    weights, kinds = learned()["signals"], learned()["kinds"]
    letters = signals.letters / (signals.best_letters + USUAL_LETTERS)
    blend = weights["meaning"] * signals.meaning + weights["touch"] * signals.touch
    # Alone, the letters weigh more than the kind of row.
    blend = blend + (weights["letters"] if scope.encoder else ALONE) * letters
    said = words(question)
    if FOR_MEANING.search(question):
        kinds = {**kinds, "term": kinds.get("term", 0.0) + DEFINED}
    for at, number in enumerate(signals.lines):
        line = scope.lines[number]
        blend[at] += ALIAS if line.alias else kinds.get(line.entry.kind, 0.0)
        blend[at] += SAME_WORDS if scope.spoken[number] == said else 0.0
    return np.asarray(blend, dtype=np.float32)


def _count(question: str, signals: Signals, blend: Floats, scope: Scope) -> None:
    """Let the question's numbers decide between the best rows that say much the same."""
    best = np.argsort(-blend, kind="stable")[:COUNTED]
    texts = [scope.lines[number].text for number in signals.lines[best]]
    for right, wrong in swaps(question, texts):
        one, other = best[right], best[wrong]
        if blend[one] < blend[other]:
            blend[one], blend[other] = blend[other], blend[one]


def _top(scores: Floats) -> NDArray[np.int64]:
    """The best lines, in their own order, so that ties do not depend on the selection."""
    if len(scores) <= CANDIDATES:
        return np.arange(len(scores))
    return np.sort(np.argpartition(-scores, CANDIDATES)[:CANDIDATES])


def _hits(
    signals: Signals, blend: Floats, question: str, scope: Scope, limit: int
) -> tuple[Hit, ...]:
    nearest = float(signals.meaning.max())
    score = scores(blend, nearest, question, learned()["confidence"])
    ids = [scope.lines[number].entry.id for number in signals.lines]
    hits: dict[str, Hit] = {}
    for at in sorted(range(len(ids)), key=lambda at: (-blend[at], ids[at])):
        if len(hits) == limit:
            break
        hit = Hit(
            ids[at],
            float(score[at]),
            float(signals.meaning[at]),
            float(signals.letters[at]),
            float(signals.touch[at]),
        )
        hits.setdefault(ids[at], hit)
    return tuple(hits.values())
