"""The sentence model: where it comes from, and that it is steady."""

from __future__ import annotations

import os

import numpy as np
import pytest

from catalogue.answers import encoder as module
from catalogue.answers.encoder import Encoder, ModelDamaged


@pytest.fixture(scope="module")
def encoder():
    found = Encoder.load()
    assert found, "the model packages of requirements/base.txt are not installed"
    return found


def test_the_same_text_has_the_same_vector_in_any_company(encoder):
    alone = encoder.encode(["reset a password"])[0]
    among = encoder.encode(
        ["a much longer sentence about invoices", "reset a password"]
    )[1]

    assert np.array_equal(alone, among)


def test_vectors_have_length_one(encoder):
    read = encoder.read("music on hold")

    assert np.linalg.norm(read.vector) == pytest.approx(1, abs=1e-5)
    assert np.linalg.norm(read.touches, axis=1) == pytest.approx(1, abs=1e-5)


def test_words_of_like_meaning_lie_nearer_than_others(encoder):
    invoice, bill, weather = encoder.encode(["an invoice", "a bill to pay", "rain"])

    assert invoice @ bill > invoice @ weather


def test_stop_words_and_punctuation_are_no_pieces(encoder):
    assert len(encoder.read("the of and ?!").pieces) == 0
    assert len(encoder.read("the printer").pieces) == 1


def test_no_texts_give_no_vectors(encoder):
    assert encoder.encode([]).shape == (0, encoder.width)


def test_a_folder_without_a_model_gives_no_encoder(tmp_path):
    assert Encoder.load(tmp_path) is None


def test_a_folder_is_used_in_place_of_the_packages(tmp_path, encoder):
    (tmp_path / "model.onnx").symlink_to(encoder.model)
    (tmp_path / "tokenizer.json").symlink_to(encoder.tokenizer)

    other = Encoder.load(tmp_path)

    assert other.model == tmp_path / "model.onnx"
    assert other.name == encoder.name


def test_a_packaged_file_of_other_content_is_refused(tmp_path, monkeypatch):
    for name in ("model.onnx", "tokenizer.json"):
        (tmp_path / name).write_bytes(b"not a model")
    files = (tmp_path / "model.onnx", tmp_path / "tokenizer.json")
    monkeypatch.setattr(module, "_in_packages", lambda: files)

    with pytest.raises(ModelDamaged, match="model"):
        module._load.__wrapped__("", 1)


def test_a_worker_forked_after_a_first_use_starts_its_own_session(encoder, monkeypatch):
    encoder.read("first use")
    before = encoder._running

    worker = os.getpid() + 1
    monkeypatch.setattr(module.os, "getpid", lambda: worker)
    encoder.read("after the fork")

    assert encoder._running[1] is not before[1]
