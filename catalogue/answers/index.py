"""The index of a revision: what ranking needs of its rows, built once at publish.

A row is one line of the index, each of its aliases another.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalogue.answers.encoder import Encoder, Reading, Vectors
from catalogue.answers.lexical import Postings, post
from catalogue.answers.words import tidy, words

FORMAT = 2  # raise it when the arrays change: stored indexes are then built anew
STEPS = (
    254.0  # steps of an 8-bit number per unit; parts of a piece's vector stay below 1/2
)


# Of one line: its vector, its word pieces, and their vectors in steps.
Meant = tuple[NDArray[np.float16], NDArray[np.int32], NDArray[np.int8]]


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


@dataclass(frozen=True)
class Line:
    """A text by which a row is found: its own, or one of its aliases."""

    entry: Entry
    text: str
    alias: bool


@dataclass(frozen=True, eq=False)
class Meanings:
    """Vectors of lines. Line n has `touches[starts[n]:starts[n + 1]]`, one per word piece."""

    vectors: NDArray[np.float16]
    pieces: NDArray[np.int32]
    touches: NDArray[np.int8]
    starts: NDArray[np.int32]

    def touching(self, line: int) -> NDArray[np.int8]:
        """Vectors of the word pieces of a line, in steps."""
        return self.touches[self.starts[line] : self.starts[line + 1]]

    def seen(self) -> NDArray[np.int32]:
        """The word pieces of each line, each once per line: what their rarity is counted on."""
        owner = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        return np.unique(np.stack([owner, self.pieces]), axis=1)[1].astype(np.int32)


@dataclass(frozen=True, eq=False)
class Index:
    """Rows of one revision with vectors and postings of their lines.

    `model` names the encoder of the vectors, blank when it was built without one.
    """

    entries: tuple[Entry, ...]
    model: str
    meanings: Meanings
    postings: Postings

    def fits(self, encoder: Encoder | None) -> bool:
        """Whether the vectors are of this encoder; if not, build the index anew."""
        return self.model == (encoder.name if encoder else "")

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Lines in the order of the vectors and postings."""
        return tuple(_lines(self.entries))

    @cached_property
    def vocabulary(self) -> dict[str, int]:
        """Words of the lines and their contexts, and how often they stand there."""
        counted: dict[str, int] = {}
        for line in self.lines:
            for word in words(f"{line.text} {line.entry.context}"):
                counted[word] = counted.get(word, 0) + 1
        return counted

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        return sum(array.nbytes for array in self._arrays().values())

    def to_bytes(self) -> bytes:
        """The index as an npz file without pickled objects."""
        about = {"format": FORMAT, "model": self.model, "size": self.postings.size}
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
        meant = {field.name: arrays.pop(field.name) for field in fields(Meanings)}
        posted = {name.removeprefix("gram_"): array for name, array in arrays.items()}
        return cls(
            entries=tuple(Entry(**row) for row in rows),
            model=about["model"],
            meanings=Meanings(**meant),
            postings=Postings(**posted, size=about["size"]),
        )

    def _arrays(self) -> dict[str, Any]:
        meant = {
            each.name: getattr(self.meanings, each.name) for each in fields(Meanings)
        }
        for each in fields(Postings):
            if each.name != "size":
                meant[f"gram_{each.name}"] = getattr(self.postings, each.name)
        return meant


def build(
    entries: Sequence[Entry], encoder: Encoder | None, known: Index | None = None
) -> Index:
    """The index of `entries`: about 10 ms a row and core with an encoder, lexical alone without.

    What `known`, another index, holds of the same lines is taken over: a corrected guide costs
    what its changes cost. The result is the same, byte for byte.
    """
    lines = list(_lines(entries))
    return Index(
        entries=tuple(entries),
        model=encoder.name if encoder else "",
        meanings=_meanings(lines, encoder, known),
        postings=post([line.text for line in lines]),
    )


def _lines(entries: Sequence[Entry]) -> Iterator[Line]:
    for entry in entries:
        yield Line(entry, entry.text, alias=False)
        for alias in entry.aliases:
            yield Line(entry, alias, alias=True)


def _meanings(
    lines: Sequence[Line], encoder: Encoder | None, known: Index | None
) -> Meanings:
    if encoder is None or not lines:
        none = np.zeros(0, np.int32)
        starts = np.zeros(len(lines) + 1, np.int32)
        vectors, touches = np.zeros((len(lines), 0)), np.zeros((0, 0), np.int8)
        return Meanings(vectors.astype(np.float16), none, touches, starts)
    meant = _taken_over(known, encoder)
    fresh = {_said(line): line for line in lines if _said(line) not in meant}
    read = _read(list(fresh.values()), encoder)
    meant |= dict(zip(fresh, read, strict=True))
    placed = [meant[_said(line)] for line in lines]
    return Meanings(
        vectors=np.stack([vector for vector, _, _ in placed]),
        pieces=np.concatenate([pieces for _, pieces, _ in placed]),
        touches=np.concatenate([touches for _, _, touches in placed]),
        starts=np.cumsum([0, *(len(p) for _, p, _ in placed)]).astype(np.int32),
    )


def _said(line: Line) -> tuple[str, str]:
    """What a line's vectors depend on: its text, and for a row where it stands."""
    return line.text, "" if line.alias else line.entry.context


def _taken_over(known: Index | None, encoder: Encoder) -> dict[tuple[str, str], Meant]:
    if known is None or not known.fits(encoder):
        return {}
    meanings = known.meanings
    return {
        _said(line): (
            meanings.vectors[n],
            meanings.pieces[meanings.starts[n] : meanings.starts[n + 1]],
            meanings.touching(n),
        )
        for n, line in enumerate(known.lines)
    }


def _read(lines: Sequence[Line], encoder: Encoder) -> list[Meant]:
    """What the encoder makes of lines, as it is stored."""
    if not lines:
        return []
    read = encoder.read_all([tidy(line.text) for line in lines])
    vectors = _placed(lines, read, encoder).astype(np.float16)
    return [
        (
            vector,
            reading.pieces,
            np.rint(reading.touches * STEPS).clip(-127, 127).astype(np.int8),
        )
        for vector, reading in zip(vectors, read, strict=True)
    ]


def _placed(
    lines: Sequence[Line], read: Sequence[Reading], encoder: Encoder
) -> Vectors:
    """The mean of each line's vector alone and in its context.

    The mean of both vectors gives the mean of both cosines in one product. An alias is somebody's
    question: it stands alone.
    """
    alone = np.stack([reading.vector for reading in read])
    here = [n for n, line in enumerate(lines) if line.entry.context and not line.alias]
    texts = [tidy(f"{lines[n].text}. {lines[n].entry.context}") for n in here]
    if here:
        alone[here] = (alone[here] + encoder.encode(texts)) / 2
    return alone
