"""Ranking: what a question finds, with a real encoder where it is installed."""

from __future__ import annotations

from functools import lru_cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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


def test_an_alias_of_the_row_itself_finds_it(encoder):
    rows = [*ROWS, Entry("a6", "Scope of works", aliases=("who paints the fence",))]

    ranking = rank("who paints the fence", scope_of(encoder, rows))

    assert ranking.hits[0].entry_id == "a6"


def test_a_row_is_found_once_however_many_of_its_lines_fit(encoder):
    rows = [Entry("a1", "Reset a password", aliases=("password reset", "new password"))]

    ranking = rank("reset a password", scope_of(encoder, rows))

    assert [hit.entry_id for hit in ranking.hits] == ["a1"]


def test_the_number_in_the_question_decides_between_siblings(encoder):
    few = Entry("few", "Add a number of lines (less than 10 per month)")
    many = Entry("many", "Add a number of lines (more than 10 per month)")

    scope = scope_of(encoder, [few, many])

    assert rank("add four lines", scope).hits[0].entry_id == "few"
    assert rank("add 25 lines", scope).hits[0].entry_id == "many"


def test_a_question_for_a_meaning_is_answered_by_the_definition(encoder):
    rows = [
        Entry("row", "Reports of the CDM", "Service", "service"),
        Entry("term", "CDM – Client Delivery Manager", "", "term"),
    ]

    assert rank("what is a CDM?", scope_of(encoder, rows)).hits[0].entry_id == "term"


def test_no_index_gives_no_hits(encoder):
    assert rank("reset a password", Scope([], encoder=encoder)).hits == ()


def test_an_index_of_another_model_leaves_the_letters_to_decide():
    scope = Scope([build(ROWS, None)], encoder=Encoder.load())

    assert scope.encoder is None
    assert rank("forgotten password", scope).hits[0].entry_id == "a5"


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=st.text(max_size=60), limit=st.integers(0, 7))
def test_ranking_is_steady_sorted_and_bounded(encoder, question, limit):
    scope = scope_of(None) if encoder is None else _scope(encoder)
    ranking = rank(question, scope, limit)

    assert ranking == rank(question, scope, limit)
    assert len(ranking.hits) <= limit
    assert all(0 <= hit.score <= 1 for hit in ranking.hits)
    scores = [hit.score for hit in ranking.hits]
    assert scores == sorted(scores, reverse=True)


@lru_cache(maxsize=1)
def _scope(encoder):
    return scope_of(encoder)
