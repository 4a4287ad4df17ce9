#!/usr/bin/env python3
"""How long a question takes and what an index weighs, at 1,000 and at 20,000 rows.

usage: python -m benchmarks.answers [SIZE…]

Rows are made by recombining words of the glossary. Times are processor time of this process on
one thread; the ratio is against one pass through the sentence model in the same run, so that a
busy machine does not change it.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

os.environ["OPENBLAS_NUM_THREADS"] = (
    "1"  # one core: set before numpy starts its threads
)

import numpy as np

from catalogue.answers.encoder import Encoder
from catalogue.answers.index import Entry, Index, Meanings, build
from catalogue.answers.ranking import rank
from catalogue.answers.scope import Scope
from catalogue.answers.synonyms import bundled

READ = 400  # rows that the model reads; more rows repeat their vectors, shuffled
QUESTIONS = 60
VERBS = (
    "change",
    "repair",
    "review",
    "add",
    "remove",
    "report on",
    "who pays for",
    "no",
)


def main() -> None:
    """Print a line per size."""
    encoder = Encoder.load()
    if encoder is None:
        sys.exit("no sentence model here: install the requirements")
    draw = random.Random(1)
    asked = [sentence(draw, 2) for _ in range(QUESTIONS)]
    one = np.median([took(lambda text=text: encoder.read(text)) for text in asked])
    say(f"one pass of the model: {one * 1000:.1f} ms")
    for size in [int(arg) for arg in sys.argv[1:]] or [1000, 20_000]:
        began = time.process_time()
        index = synthetic(size, encoder, draw)
        built = time.process_time() - began
        scope = Scope([index], bundled(), encoder=encoder)
        warm = took(lambda scope=scope: rank("warm up", scope))
        times = [
            took(lambda text=text, scope=scope: rank(text, scope)) for text in asked
        ]
        p50, p95 = np.percentile(times, [50, 95])
        say(
            f"{size:6} rows: p50 {p50 * 1000:.1f} ms, p95 {p95 * 1000:.1f} ms "
            f"({p95 / one:.1f} passes); scope made in {warm:.2f} s; "
            f"index {index.nbytes / 1e6:.1f} MB, built in {built:.1f} s "
            f"({min(size, READ)} rows read)"
        )


def sentence(draw: random.Random, parts: int) -> str:
    """Words of the glossary in a new order."""
    groups = [draw.choice(draw.choice(bundled())) for _ in range(parts)]
    return f"{draw.choice(VERBS)} {' for '.join(groups)}"


def synthetic(size: int, encoder: Encoder, draw: random.Random) -> Index:
    """An index of `size` rows, all with letters of their own, few with vectors of their own."""
    rows = [
        Entry(f"{n:06}", sentence(draw, 3), sentence(draw, 1), "activity")
        for n in range(size)
    ]
    small = build(rows[:READ], encoder)
    picked = [draw.randrange(len(small.entries)) for _ in rows]
    letters = build(rows, None)
    return replace(letters, model=encoder.name, meanings=repeat(small.meanings, picked))


def repeat(meanings: Meanings, picked: Sequence[int]) -> Meanings:
    """The vectors of the picked lines, one after the other."""
    spans = [slice(meanings.starts[n], meanings.starts[n + 1]) for n in picked]
    return Meanings(
        vectors=meanings.vectors[picked],
        pieces=np.concatenate([meanings.pieces[span] for span in spans]),
        touches=np.concatenate([meanings.touches[span] for span in spans]),
        starts=np.cumsum([0, *(s.stop - s.start for s in spans)]).astype(np.int32),
    )


def took(act: Callable[[], object]) -> float:
    """Processor seconds of one call."""
    began = time.process_time()
    act()
    return time.process_time() - began


def say(line: str) -> None:
    """One line of the report."""
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
