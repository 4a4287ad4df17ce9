"""The portable form as plain data, YAML and rows."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.actions.bundle import open_guide
from catalogue.portable import form
from catalogue.portable.keys import slug, with_keys
from catalogue.portable.plain import PlainError, from_plain, to_plain
from catalogue.portable.yaml import GuideFileError, parse, render
from tests.catalogue.conftest import small_form

text = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=60
)
lines = st.builds(
    form.Provision,
    kind=st.sampled_from(form.KINDS),
    text=text.filter(str.strip),
    label=text,
    charge=st.sampled_from(form.CHARGES),
    supported=st.sampled_from([None, True, False]),
    assignments=st.lists(st.builds(form.Assignment, party=text, mark=text), max_size=2),
)


@given(st.lists(lines, max_size=5), text)
def test_yaml_gives_back_what_was_written(rows, prose):
    revision = form.Revision("Any guide", sections=[form.Section("One", prose=prose)])
    revision.sections[0].provisions = rows
    guide = form.Guide("acme", "any", revision)

    assert parse(render(guide), "any.yaml") == guide


def test_defaults_are_left_out():
    plain = to_plain(form.Provision("limit", "Five a month."))

    assert plain == {"kind": "limit", "text": "Five a month."}


def test_money_keeps_its_digits():
    plain = to_plain(form.Rate("Engineer", "standard", Decimal("175.50"), "USD"))

    assert from_plain(form.Rate, plain).amount == Decimal("175.5")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"kind": "limit"}, "text: is missing"),
        ({"kind": "limit", "text": 5}, "text: expected a text"),
        (
            {"kind": "limit", "text": "a", "colour": "red"},
            "colour: a provision has no such",
        ),
        ({"kind": "limit", "text": "a", "aliases": "b"}, "aliases: expected a list"),
        ({"kind": "limit", "text": "a", "line": True}, "line: expected a whole number"),
        ([], "the document: expected the fields"),
    ],
)
def test_a_value_that_does_not_fit_names_its_field(data, message):
    with pytest.raises(PlainError, match=message):
        from_plain(form.Provision, data)


def test_an_error_in_a_guide_file_names_line_and_field():
    source = "provider: acme\nkey: x\nrevision:\n  title: X\n  sections:\n    - title: A\n      colour: red\n"

    with pytest.raises(
        GuideFileError, match=r"x\.yaml, line 7: revision\.sections\.0\.colour"
    ):
        parse(source, "x.yaml")


@pytest.mark.django_db
def test_an_unknown_kind_is_refused_with_its_line():
    source = (
        "provider: acme\nkey: x\nrevision:\n  title: X\n  sections:\n    - title: A\n"
        "      provisions:\n        - kind: wish\n          text: More hours\n"
    )

    with pytest.raises(GuideFileError, match=r"line 8: .*“wish” is none of scenario"):
        open_guide(source.encode(), "x.yaml")


def test_broken_yaml_names_the_line():
    with pytest.raises(GuideFileError, match=r"x\.yaml, line 2"):
        parse("provider: acme\nkey: [", "x.yaml")


@given(st.text(max_size=200))
def test_a_key_is_a_short_slug(words):
    assert 1 <= len(slug(words)) <= 80
    assert set(slug(words)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_rows_of_the_same_words_get_different_keys():
    rows = [
        form.Provision("limit", "Same words"),
        form.Provision("limit", "Same words"),
    ]
    revision = form.Revision("X", sections=[form.Section("A", provisions=rows)])

    keyed = with_keys(revision)

    assert [row.key for row in keyed.sections[0].provisions] == [
        "same-words",
        "same-words-2",
    ]


def test_the_small_guide_renders_the_same_twice():
    guide = form.Guide("acme", "voice", small_form())

    assert render(guide) == render(guide)
