"""Texts that people write, made fit to keep."""

from hypothesis import given
from hypothesis import strategies as st

from tickets.wording import cleaned, on_one_line

anything = st.text(st.characters(exclude_categories=[]))


@given(anything)
def test_a_cleaned_text_is_fit_for_any_database_and_page(text):
    found = cleaned(text)

    assert found.encode().decode() == found
    assert found == found.strip()
    assert not {c for c in found if ord(c) < 32} - {"\n", "\t"}
    assert cleaned(found) == found


@given(anything)
def test_one_line_is_one(text):
    assert len(on_one_line(text).splitlines()) <= 1
