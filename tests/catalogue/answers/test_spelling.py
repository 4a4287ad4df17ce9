"""Repair of misspelt words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.answers.spelling import Speller

SCOPE = {"password": 3, "license": 2, "licenses": 1, "recording": 5, "supervisor": 2}
ENGLISH = ["which", "weather", "receive", "license", "passport", "report", "spits"]


@pytest.fixture(scope="module")
def speller():
    return Speller(SCOPE, ENGLISH)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("reset my pasword", "reset my password"),
        ("buy lisences", "buy licenses"),
        ("a new supervizer", "a new supervisor"),
        ("wich recodring", "which recording"),
        ("i recieve nothing", "i receive nothing"),
    ],
)
def test_a_misspelt_word_becomes_the_one_that_was_meant(speller, written, meant):
    assert speller.repair(written) == meant


@pytest.mark.parametrize(
    "written", ["passport", "recordings", "spits", "abc", "Genesys", "r2d2", "X"]
)
def test_words_that_are_known_short_or_names_stay(speller, written):
    assert speller.repair(written) == written


def test_punctuation_and_spacing_stay(speller):
    assert speller.repair("pasword,  (now)?") == "password,  (now)?"


@given(st.text(max_size=80))
def test_a_repaired_text_needs_no_further_repair(written):
    speller = Speller(SCOPE, ENGLISH)
    repaired = speller.repair(written)

    assert speller.repair(repaired) == repaired
