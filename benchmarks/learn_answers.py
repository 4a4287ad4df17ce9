#!/usr/bin/env python3
"""Learn how answers weigh their signals, and say how well that carries over.

usage: python -m benchmarks.learn_answers QUESTIONS.jsonl [--entries ENTRIES.jsonl] [--write]

QUESTIONS are labelled as `shared/eval/README.md` says. ENTRIES are rows that can be found
({"guide", "id", "text", "context", "kind", "outcome"} a line); without them the published
revisions of the database are taken. Prints figures on questions that the weights have not seen
(folds over questions, several shuffles) beside the plain blend; --write stores the weights.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from catalogue.answers.confidence import said
from catalogue.answers.encoder import Encoder
from catalogue.answers.index import Entry, build
from catalogue.answers.ranking import USUAL_LETTERS, WEIGHTS, measure
from catalogue.answers.scope import Scope
from catalogue.answers.synonyms import bundled
from catalogue.answers.words import clip

OUT_OF_DOMAIN = Path(__file__).parent / "out_of_domain.txt"
SIGNALS = ("meaning", "letters", "touch")
PLAIN = np.array([1.0, 0.3, 0.0])
FOLDS, SHUFFLES = 7, 4
KEPT = 0.86  # share of answerable questions to be answered with confidence


@dataclass
class Case:
    """A question with the signals of its candidates and which of them answer it."""

    texts: list[str]
    signals: np.ndarray
    right: np.ndarray
    answerable: bool
    invented: bool
    nearest: float
    said: float


def say(*parts: object) -> None:
    """One line of the report."""
    sys.stdout.write(" ".join(map(str, parts)) + "\n")


def main() -> None:
    """Learn, print, and write when told to."""
    args = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    args.add_argument("questions", type=Path)
    args.add_argument("--entries", type=Path)
    args.add_argument("--write", action="store_true")
    given = args.parse_args()
    entries = from_file(given.entries) if given.entries else from_database()
    kinds = sorted({entry.kind for rows in entries for entry in rows})
    cases = gather(given.questions, entries, kinds)
    learned = learn(cases, kinds)
    say(json.dumps(learned, indent=2))
    if given.write:
        WEIGHTS.write_text(json.dumps(learned, indent=2) + "\n", encoding="utf-8")


def from_file(path: Path) -> list[list[Entry]]:
    """Entries of a file, one list per guide."""
    guides: dict[str, list[Entry]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        guides.setdefault(row.pop("guide", ""), []).append(Entry(**row))
    return list(guides.values())


def from_database() -> list[list[Entry]]:
    """Entries of the published revisions."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from catalogue.answers.entries import entries_of
    from catalogue.models import Revision

    return [entries_of(each) for each in Revision.objects.filter(state="published")]


def gather(path: Path, entries: list[list[Entry]], kinds: list[str]) -> list[Case]:
    """A case for each labelled question and for each question of no guide."""
    encoder = Encoder.load()
    indexes = [build(rows, encoder) for rows in entries]
    scope = Scope(indexes, bundled(), encoder=encoder)
    asked = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    invented = OUT_OF_DOMAIN.read_text(encoding="utf-8").splitlines()
    labelled = [case_of(q["question"], q["relevant"], scope, kinds) for q in asked]
    return labelled + [case_of(q, [], scope, kinds, invented=True) for q in invented]


def case_of(
    question: str,
    relevant: list[dict],
    scope: Scope,
    kinds: list[str],
    *,
    invented: bool = False,
) -> Case:
    """The signals of one question, as the ranking takes them."""
    repaired = scope.speller.repair(clip(question))
    found = measure(repaired, scope)
    lines = [scope.lines[number] for number in found.lines]
    letters = found.letters / (found.best_letters + USUAL_LETTERS)
    of_kind = np.array([[line.entry.kind == kind for kind in kinds] for line in lines])
    return Case(
        texts=[line.text for line in lines],
        signals=np.column_stack([found.meaning, letters, found.touch, of_kind]),
        right=np.array([answers(line.text, relevant) for line in lines]),
        answerable=bool(relevant),
        invented=invented,
        nearest=float(found.meaning.max()),
        said=said(repaired),
    )


def answers(text: str, relevant: list[dict]) -> bool:
    """Whether a row is a labelled one: one text begins as the other does."""
    ours = _plain(text)
    return any(
        ours.startswith(theirs[:60])
        or (len(ours) >= 20 and theirs.startswith(ours[:60]))
        for theirs in (_plain(row["text"]) for row in relevant)
    )


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def learn(cases: list[Case], kinds: list[str]) -> dict:
    """Weights of all questions, with the figures on unseen ones."""
    answerable = [n for n, case in enumerate(cases) if case.answerable]
    weights = fit(cases, answerable)
    say("plain blend        ", figures(cases, dict.fromkeys(answerable, PLAIN)))
    runs = [unseen(cases, answerable, seed) for seed in range(SHUFFLES)]
    say("signals, unseen    ", np.round(np.mean([r[0] for r in runs], axis=0), 3))
    say("and kinds, unseen  ", np.round(np.mean([r[1] for r in runs], axis=0), 3))
    say("and kinds, all seen", figures(cases, dict.fromkeys(answerable, weights)))
    weights = weights / weights[0]
    trust = Trust(cases, weights)
    measured = np.mean([trust.unseen(seed) for seed in range(SHUFFLES)], axis=0)
    say("confidence, unseen: AUROC, AUROC invented, kept, false of 20, of invented")
    say("                   ", np.round(measured, 3))
    return {
        "signals": dict(zip(SIGNALS, np.round(weights, 3).tolist(), strict=False)),
        "kinds": dict(zip(kinds, np.round(weights[3:], 3).tolist(), strict=True)),
        "confidence": trust.weights(),
        "measured": {
            "questions": len(answerable),
            "unseen": np.round(np.mean([r[1] for r in runs], axis=0), 3).tolist(),
            "unseen_means": "top-1, top-3, mean reciprocal rank",
            "confidence": np.round(measured, 3).tolist(),
            "confidence_means": "AUROC, AUROC on invented questions, share of answerable "
            "questions kept, false of 20, share of invented questions",
        },
    }


def unseen(cases: list[Case], numbers: list[int], seed: int) -> tuple:
    """Figures of the signals alone and with kinds, each question left out of its weights."""
    shuffled = np.random.default_rng(seed).permutation(numbers)
    bare: dict[int, np.ndarray] = {}
    full: dict[int, np.ndarray] = {}
    for fold in range(FOLDS):
        held = shuffled[fold::FOLDS]
        seen = [n for n in numbers if n not in set(held.tolist())]
        bare.update(dict.fromkeys(held.tolist(), fit(cases, seen, width=len(SIGNALS))))
        full.update(dict.fromkeys(held.tolist(), fit(cases, seen)))
    return figures(cases, bare), figures(cases, full)


def fit(cases: list[Case], numbers: list[int], width: int | None = None) -> np.ndarray:
    """Weights under which right rows win the softmax, with a prior that keeps them small."""
    used = [cases[n] for n in numbers if cases[n].right.any()]
    width = width or used[0].signals.shape[1]
    spread = np.vstack([case.signals[:, :width] for case in used]).std(axis=0) + 1e-9
    weights = np.zeros(width)
    mean, square = np.zeros(width), np.zeros(width)
    for step in range(1, 201):
        slope = weights / len(used)
        for case in used:
            rows = case.signals[:, :width] / spread
            odds = np.exp(rows @ weights - (rows @ weights).max())
            right = odds * case.right
            slope = slope + (odds / odds.sum() - right / right.sum()) @ rows / len(used)
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        pace = np.sqrt(square / (1 - 0.99**step)) + 1e-9
        weights = weights - 0.1 * mean / (1 - 0.9**step) / pace
    return weights / spread


def figures(cases: list[Case], weights: dict[int, np.ndarray]) -> np.ndarray:
    """Top-1, top-3 and mean reciprocal rank."""
    total = np.zeros(3)
    for number, weight in weights.items():
        case = cases[number]
        order = np.argsort(-(case.signals[:, : len(weight)] @ weight), kind="stable")
        place = np.flatnonzero(case.right[order[:10]])
        if len(place):
            total += [place[0] == 0, place[0] < 3, 1 / (place[0] + 1)]
    return np.round(total / len(weights), 3)


class Trust:
    """Logistic weights of confidence. Labelled unanswerable questions count three times."""

    def __init__(self, cases: list[Case], weights: np.ndarray) -> None:
        best = [float((case.signals @ weights).max()) for case in cases]
        seen = [[b, c.nearest, c.said, 1] for b, c in zip(best, cases, strict=True)]
        self.features = np.array(seen)
        self.answerable = np.array([case.answerable for case in cases])
        self.invented = np.array([case.invented for case in cases])
        few = ~self.answerable & ~self.invented
        self.weight = np.where(few, 3.0, 1.0)

    def fit(self, rows: np.ndarray) -> np.ndarray:
        """Weights from some rows, shifted so that 0 keeps the wanted share."""
        seen, wanted = self.features[rows], self.answerable[rows]
        prior = np.diag([0.02, 0.02, 0.02, 1e-6])
        found = np.zeros(4)
        for _ in range(40):
            odds = 1 / (1 + np.exp(-seen @ found))
            slope = seen.T @ (self.weight[rows] * (odds - wanted)) + prior @ found
            curve = (seen.T * (self.weight[rows] * odds * (1 - odds))) @ seen + prior
            found = found - np.linalg.solve(curve, slope)
        found[3] -= np.quantile((seen @ found)[wanted], 1 - KEPT)
        return found

    def unseen(self, seed: int) -> np.ndarray:
        """AUROC of labelled and invented, share kept, false of 20, share of invented."""
        folds = np.random.default_rng(seed).integers(0, FOLDS, len(self.answerable))
        sure = np.zeros(len(folds))
        for fold in range(FOLDS):
            sure[folds == fold] = self.features[folds == fold] @ self.fit(folds != fold)
        good = sure[self.answerable]
        bad = sure[~self.answerable & ~self.invented]
        new = sure[self.invented]
        kept, false, fooled = ((each >= 0).mean() for each in (good, bad, new))
        return np.array([auroc(good, bad), auroc(good, new), kept, 20 * false, fooled])

    def weights(self) -> dict[str, float]:
        """Weights from all rows, by name."""
        found = self.fit(np.ones(len(self.answerable), dtype=bool))
        names = ("blend", "nearest", "said", "constant")
        return dict(zip(names, np.round(found, 3).tolist(), strict=True))


def auroc(good: np.ndarray, bad: np.ndarray) -> float:
    """The chance that a good one stands above a bad one."""
    return float(np.mean([(g > bad).mean() + (g == bad).mean() / 2 for g in good]))


if __name__ == "__main__":
    main()
