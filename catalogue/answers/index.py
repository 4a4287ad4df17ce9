"""The index of a revision: what ranking needs of its rows, built once at publish."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from catalogue.answers import lexical
from catalogue.answers.encoder import Encoder
from catalogue.answers.words import tidy, words

FORMAT = 1  # raise it when the arrays change: stored indexes are then built anew

Halves = NDArray[np.float16]


class IndexOutdated(Exception):
    """A stored index is damaged or of another format; build it anew."""


@dataclass(frozen=True)
class Entry:
    """One row that can be found.

    `context` names where it stands (section, component, group), `outcome` says in words who does
    it and at what charge, `aliases` are other wordings of the row.
    """

    id: str
    text: str
    context: str = ""
    kind: str = ""
    outcome: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Index:
    """Rows of one revision with their vectors and postings.

    `model` names the encoder of the vectors, blank when it was built without one.
    `meanings` and `aliases` hold vectors; `alias_rows` says which row an alias belongs to.
    """

    entries: tuple[Entry, ...]
    model: str
    meanings: Halves
    aliases: Halves
    alias_rows: NDArray[np.int32]
    postings: lexical.Postings
    alias_postings: lexical.Postings

    def fits(self, encoder: Encoder | None) -> bool:
        """Whether the vectors are of this encoder; if not, build the index anew."""
        return self.model == (encoder.name if encoder else "")

    @cached_property
    def vocabulary(self) -> dict[str, int]:
        """Words of the rows and how often they stand there."""
        counted: dict[str, int] = {}
        for entry in self.entries:
            for word in words(" ".join([entry.text, entry.context, *entry.aliases])):
                counted[word] = counted.get(word, 0) + 1
        return counted

    @cached_property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        return sum(array.nbytes for array in self._arrays().values())

    def to_bytes(self) -> bytes:
        """The index as an npz file without pickled objects."""
        about = {"format": FORMAT, "model": self.model}
        about["entries"] = [asdict(entry) for entry in self.entries]
        packed = np.frombuffer(json.dumps(about).encode(), dtype=np.uint8)
        file = io.BytesIO()
        np.savez_compressed(file, about=packed, **self._arrays())
        return file.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Index:
        """The index that `to_bytes` wrote; IndexOutdated when it cannot be used."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
                return cls._unpack(dict(arrays))
        except IndexOutdated:
            raise
        except Exception as error:
            raise IndexOutdated("the stored index cannot be read") from error

    @classmethod
    def _unpack(cls, arrays: dict[str, NDArray]) -> Index:
        about = json.loads(arrays.pop("about").tobytes())
        if about["format"] != FORMAT:
            raise IndexOutdated(f"the stored index has format {about['format']}")
        rows = [{**row, "aliases": tuple(row["aliases"])} for row in about["entries"]]
        return cls(
            entries=tuple(Entry(**row) for row in rows),
            model=about["model"],
            meanings=arrays["meanings"],
            aliases=arrays["aliases"],
            alias_rows=arrays["alias_rows"],
            postings=_postings(arrays, "row"),
            alias_postings=_postings(arrays, "alias"),
        )

    def _arrays(self) -> dict[str, NDArray]:
        arrays: dict[str, NDArray] = {
            "meanings": self.meanings,
            "aliases": self.aliases,
            "alias_rows": self.alias_rows,
        }
        for name, postings in (("row", self.postings), ("alias", self.alias_postings)):
            arrays[f"{name}_grams"] = postings.grams
            arrays[f"{name}_starts"] = postings.starts
            arrays[f"{name}_rows"] = postings.rows
            arrays[f"{name}_counts"] = postings.counts
            arrays[f"{name}_size"] = np.array(postings.size, dtype=np.int32)
        return arrays


def build(entries: Sequence[Entry], encoder: Encoder | None) -> Index:
    """The index of `entries`: about 10 ms a row with an encoder, lexical alone without."""
    told = [(n, alias) for n, entry in enumerate(entries) for alias in entry.aliases]
    return Index(
        entries=tuple(entries),
        model=encoder.name if encoder else "",
        meanings=_meanings(entries, encoder),
        aliases=embed([alias for _, alias in told], encoder),
        alias_rows=np.array([n for n, _ in told], dtype=np.int32),
        postings=lexical.post([entry.text for entry in entries]),
        alias_postings=lexical.post([alias for _, alias in told]),
    )


def embed(texts: Sequence[str], encoder: Encoder | None) -> Halves:
    """Vectors of `texts`, as stored; no columns without an encoder."""
    if encoder is None or not texts:
        return np.zeros((len(texts), 0), dtype=np.float16)
    return encoder.encode([tidy(text) for text in texts]).astype(np.float16)


def _meanings(entries: Sequence[Entry], encoder: Encoder | None) -> Halves:
    # The mean of both vectors gives the mean of both cosines in one product.
    alone = embed([entry.text for entry in entries], encoder)
    placed = embed([_placed(entry) for entry in entries], encoder)
    return ((alone.astype(np.float32) + placed) / 2).astype(np.float16)


def _placed(entry: Entry) -> str:
    return f"{entry.text}. {entry.context}" if entry.context else entry.text


def _postings(arrays: dict[str, NDArray], name: str) -> lexical.Postings:
    return lexical.Postings(
        grams=arrays[f"{name}_grams"],
        starts=arrays[f"{name}_starts"],
        rows=arrays[f"{name}_rows"],
        counts=arrays[f"{name}_counts"],
        size=int(arrays[f"{name}_size"]),
    )
