"""Ranking: what a question finds, with a real encoder where it is installed."""

from __future__ import annotations

import pytest

from catalogue.answers.encoder import Encoder
from catalogue.answers.index import Entry, Index, build
from catalogue.answers.ranking import rank
from catalogue.answers.scope import Scope

ROWS = [
    Entry(
        "a1",
        "Change what callers hear while they wait",
        "Audio",
        "scenario",
        "provider",
    ),
    Entry(
        "a2", "Move a number to us from another carrier", "Numbers", "scenario", "fee"
    ),
    Entry("a3", "Repair of desk phones", "Devices", "scope", "not supported"),
    Entry("a4", "Monthly report on tickets", "Reporting", "activity", "provider"),
    Entry("a5", "Reset of a forgotten password", "Users", "scenario", "provider"),
]


@pytest.fixture(scope="module", params=["meaning", "letters alone"])
def encoder(request):
    return Encoder.load() if request.param == "meaning" else None


def scope_of(encoder, entries=ROWS, **extra):
    return Scope([build(entries, encoder)], encoder=encoder, **extra)


def test_the_row_with_the_words_of_the_question_comes_first(encoder):
    ranking = rank("my password is forgotten, please reset", scope_of(encoder))

    assert ranking.hits[0].entry_id == "a5"


def test_a_misspelt_question_finds_the_same_row(encoder):
    ranking = rank("reset a forgoten pasword", scope_of(encoder))

    assert ranking.hits[0].entry_id == "a5"
    assert "password" in ranking.repaired


def test_an_alias_equal_to_the_question_puts_its_row_first(encoder):
    scope = scope_of(encoder, extra_aliases=[("a3", "the handset is broken")])

    ranking = rank("the handset is broken", scope)

    assert ranking.hits[0].entry_id == "a3"


def test_the_order_of_indexes_does_not_matter(encoder):
    first, second = build(ROWS[:2], encoder), build(ROWS[2:], encoder)

    one = rank("who reports monthly", Scope([first, second], encoder=encoder))
    other = rank("who reports monthly", Scope([second, first], encoder=encoder))

    assert one == other


def test_a_stored_index_ranks_as_the_built_one(encoder):
    index = build(ROWS, encoder)
    stored = Index.from_bytes(index.to_bytes())

    again = rank("port a number", Scope([stored], encoder=encoder))

    assert again == rank("port a number", Scope([index], encoder=encoder))


@pytest.mark.parametrize(
    "question", ["", "\0", "🙂🙂", "?!…", "x" * 100_000, "你好吗", "   "]
)
def test_a_question_without_sense_is_not_answered_with_confidence(encoder, question):
    ranking = rank(question, scope_of(encoder))

    assert not ranking.confident
