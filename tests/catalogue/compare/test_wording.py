"""Whether two texts say the same, and where they part."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.compare.wording import (
    both_quoted,
    likeness,
    pieces,
    quoted,
    says_the_same,
)

NAMES = frozenset({"acme", "customer"})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Reset a user's password", "Reset the password of a user"),
        ("Install firmware.", "install  Firmware"),
        ("“Quoted” text", '"Quoted" text'),
        ("Phones and headsets", "Headsets and phones"),
        ("It can't be moved", "It cannot be moved"),
    ],
)
def test_other_words_may_say_the_same(old, new):
    assert says_the_same(old, new, NAMES)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Up to 5 changes", "Up to 10 changes"),
        ("Costs $5", "Costs €5"),
        ("Covered", "Not covered"),
        ("The customer may ask", "The customer must ask"),
        ("Acme informs the customer", "The customer informs Acme"),
        ("Moves before noon or after six", "Moves after noon or before six"),
        ("Install an agent on servers", "Install an agent on workstations"),
        ("Enable access", "Unable access"),
        ("Only on weekdays", "On weekdays"),
        ("From 5 to 10 users", "From 10 to 5 users"),
    ],
)
def test_a_word_that_counts_says_something_else(old, new):
    assert not says_the_same(old, new, NAMES)


def test_texts_are_alike_that_share_most_words():
    assert likeness("Replace broken headsets", "Exchange broken headsets") > 55
    assert likeness("Add an agent", "Remove an agent") == 0
    assert likeness("", "") == 0


def test_long_texts_are_quoted_where_they_part():
    same = "This sentence stands in both texts and says nothing new at all. " * 5

    old, new = both_quoted(f"{same}It costs 5 USD.", f"{same}It costs 9 USD.")

    assert old.startswith("“… ")
    assert old.endswith("It costs 5 USD.”")
    assert new.endswith("It costs 9 USD.”")


TEXTS = st.text(
    st.sampled_from("ab \n-.,äß“12") | st.characters(codec="utf-8"), max_size=60
)


@given(TEXTS, TEXTS)
def test_pieces_put_together_are_both_texts(old, new):
    found = pieces(old, new)

    assert "".join(p.text for p in found if p.how != "come") == old
    assert "".join(p.text for p in found if p.how != "gone") == new


def test_endless_texts_are_not_put_together():
    old, new = "one two " * 9000, "three four " * 9000

    assert [piece.how for piece in pieces(old, new)] == ["gone", "come"]


@given(TEXTS)
def test_a_text_says_the_same_as_itself(text):
    assert says_the_same(text, text)
    assert [piece.how for piece in pieces(text, text)] in ([], ["same"])


@given(TEXTS, st.integers(10, 50))
def test_a_quotation_is_one_short_line(text, longest):
    assert len(quoted(text, longest).splitlines()) == 1
    assert len(quoted(text, longest)) <= longest + 4
