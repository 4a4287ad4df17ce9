"""Likeness of letters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.answers.lexical import Lexicon, post

ROWS = ["Reset a password", "Port a phone number", "Music while callers wait"]
text = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60)


def test_a_text_is_most_like_itself():
    scores = Lexicon([post(ROWS)]).score(ROWS[1])

    assert scores.argmax() == 1
    assert scores[1] == pytest.approx(1, abs=1e-5)


def test_a_misspelt_word_keeps_most_of_its_letters():
    scores = Lexicon([post(ROWS)]).score("pasword")

    assert scores.argmax() == 0
    assert scores[0] > 0.2


def test_a_text_of_other_letters_scores_nothing():
    assert not Lexicon([post(ROWS)]).score("zzz qqq").any()


def test_no_rows_give_no_scores():
    assert Lexicon([]).score("password").shape == (0,)
    assert Lexicon([post([])]).score("password").shape == (0,)


@given(st.lists(text, max_size=6), st.integers(0, 6), text)
def test_splitting_rows_over_indexes_does_not_change_their_scores(rows, cut, question):
    whole = Lexicon([post(rows)]).score(question)
    parts = Lexicon([post(rows[:cut]), post(rows[cut:])]).score(question)

    assert np.allclose(whole, parts, atol=1e-5)


@given(st.lists(text, min_size=1, max_size=6), text)
def test_scores_lie_between_nothing_and_one(rows, question):
    scores = Lexicon([post(rows)]).score(question)

    assert ((scores >= 0) & (scores <= 1.00001)).all()
