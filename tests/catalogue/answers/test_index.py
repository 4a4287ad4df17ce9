"""The stored index."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.answers.encoder import Encoder
from catalogue.answers.index import Entry, Index, IndexOutdated, build

word = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=20)
entries = st.lists(
    st.builds(Entry, word, word, word, word, word, st.tuples(word)), max_size=5
)


@given(entries)
def test_an_index_survives_storing(rows):
    index = build(rows, None)
    stored = Index.from_bytes(index.to_bytes())

    assert stored.entries == index.entries
    assert stored.model == ""
    assert np.array_equal(stored.postings.rows, index.postings.rows)


def test_vectors_survive_storing():
    index = build([Entry("a", "Repair of phones", "Devices")], Encoder.load())
    stored = Index.from_bytes(index.to_bytes())

    assert np.array_equal(stored.meanings.vectors, index.meanings.vectors)
    assert np.array_equal(stored.meanings.touches, index.meanings.touches)
    assert stored.nbytes == index.nbytes


def test_an_index_of_another_model_does_not_fit():
    encoder = Encoder.load()

    assert build([], encoder).fits(encoder)
    assert not build([], None).fits(encoder)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"not an index"])
def test_a_damaged_index_is_to_be_built_anew(data):
    with pytest.raises(IndexOutdated):
        Index.from_bytes(data)


def test_an_index_of_another_format_is_to_be_built_anew(monkeypatch):
    stored = build([Entry("a", "text")], None).to_bytes()
    monkeypatch.setattr("catalogue.answers.index.FORMAT", 99)

    with pytest.raises(IndexOutdated, match="format"):
        Index.from_bytes(stored)


def test_a_row_and_each_of_its_aliases_are_lines():
    index = build([Entry("a", "text", aliases=("one", "two"))], None)

    assert [(line.text, line.alias) for line in index.lines] == [
        ("text", False),
        ("one", True),
        ("two", True),
    ]


def test_what_another_index_knows_is_taken_over_unchanged(monkeypatch):
    encoder = Encoder.load()
    rows = [Entry(f"{n}", f"Row {n} of the guide", "Voice") for n in range(8)]
    known = build(rows[:6], encoder)
    changed = [
        replace(rows[0], aliases=("other words",)),
        replace(rows[1], context="Elsewhere"),
        *rows[2:],
    ]
    wanted = build(changed, encoder)
    read, read_all = [], encoder.read_all

    def watched(texts):
        read.extend(texts)
        return read_all(texts)

    monkeypatch.setattr(encoder, "read_all", watched)

    index = build(changed, encoder, known)

    assert index.to_bytes() == wanted.to_bytes()
    assert set(read) == {
        "other words", "Row 1 of the guide", "Row 6 of the guide", "Row 7 of the guide",
        "Row 1 of the guide. Elsewhere", "Row 6 of the guide. Voice",
        "Row 7 of the guide. Voice",
    }  # fmt: skip


def test_an_index_of_another_model_is_not_taken_over():
    rows = [Entry("1", "A row of the guide")]
    other = replace(build(rows, Encoder.load()), model="another")

    index = build(rows, Encoder.load(), other)

    assert index.to_bytes() == build(rows, Encoder.load()).to_bytes()
