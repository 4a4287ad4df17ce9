"""Words of the trade that widen a question."""

from __future__ import annotations

import pytest

from catalogue.answers.synonyms import Synonyms, bundled

GROUPS = [
    ("phone number", "DID", "direct dial number"),
    ("active directory", "AD"),
    ("music on hold", "waiting music"),
    ("configuration", "settings"),
]


def test_another_expression_of_the_group_is_added():
    assert Synonyms(GROUPS).others("change the waiting music") == ["music on hold"]


@pytest.mark.parametrize("question", ["two more DIDs", "a DID please"])
def test_an_abbreviation_is_found_in_capitals(question):
    assert "phone number" in Synonyms(GROUPS).others(question)


@pytest.mark.parametrize(
    "question", ["did you call", "put an ad in the paper", "set it"]
)
def test_a_common_word_is_no_expression_of_the_trade(question):
    assert Synonyms(GROUPS).others(question) == []


def test_what_the_question_says_already_is_not_added():
    assert "phone number" not in Synonyms(GROUPS).others("a DID is a phone number")


def test_only_expressions_that_the_guides_use_are_added():
    narrow = Synonyms(GROUPS, vocabulary=["phone", "numbers"])

    assert narrow.others("one more DID") == ["phone number"]
    assert narrow.others("waiting music") == []


def test_a_question_without_such_words_is_not_widened():
    assert Synonyms(GROUPS).expand("who pays") == ""


def test_the_bundled_glossary_is_broad_and_has_no_expression_twice_in_a_group():
    groups = bundled()

    assert len(groups) >= 150
    assert all(len(set(group)) == len(group) >= 2 for group in groups)
