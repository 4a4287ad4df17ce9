"""What stops a revision from being published, and what does not."""

import pytest

from catalogue import checks
from catalogue.checks.walk import rows
from catalogue.portable import form
from tests.catalogue.checks.forms import (
    found,
    guide,
    level,
    priority,
    scenario,
    section,
)
from tests.catalogue.conftest import small_form


def keyed(*keys):
    rows = [scenario(f"Row {at}", "SOW", key=key) for at, key in enumerate(keys)]
    return form.Revision("Guide", sections=[section("1", provisions=rows)])


@pytest.mark.parametrize(
    ("revision", "told"),
    [
        (guide(), "no sections"),
        (guide(section("1")), "neither lines nor prose"),
        (keyed("a", "a"), "2 lines have the key “a”"),
        (
            guide(
                section("1", "Text."),
                service_levels=[level(priority("P1"), priority("P1"))],
            ),
            "the priority “P1” 2 times",
        ),
        (
            form.Revision(
                "Guide",
                sections=[section("1", "Text.")],
                offers=[form.Offer("A", key="x"), form.Offer("B", key="x")],
            ),
            "2 offers have the key “x”",
        ),
    ],
)
def test_an_error_says_what_is_wrong(revision, told):
    [error] = checks.errors(revision)

    assert told in error.text


@pytest.mark.parametrize(
    "revision",
    [
        small_form(),
        keyed("a", "b"),
        guide(section("1", "Only prose.")),
        guide(section("1"), terms=[form.Term("MACD", "A change.")]),
    ],
)
def test_a_revision_that_can_answer_has_no_error(revision):
    assert checks.errors(revision) == []


def test_a_share_that_ends_before_it_begins_is_told():
    wrong = form.Priority("P1", impact_from=50, impact_below=25)
    right = form.Priority("P2", impact_from=25, impact_below=50)
    revision = guide(service_levels=[level(wrong, right)])

    assert len(found(revision, "upside-down")) == 1


def test_a_finding_is_told_once():
    twice = (
        section("1", "Ask Acme. See section 9.", "Later, see section 9."),
        section("2"),
    )

    assert len(found(guide(*twice), "missing-section")) == 1


def test_findings_name_no_row_twice_and_only_rows_that_are_there():
    revision = small_form()
    revision.sections[2].provisions.append(scenario("Quote a new feature", "SOW"))
    keyed_rows = {row.key for row in rows(guide(*revision.sections))}

    for each in checks.findings(guide(*revision.sections)):
        assert len(set(each.provisions)) == len(each.provisions)
        assert set(each.provisions) <= keyed_rows


def test_a_finding_that_quotes_a_page_is_cut():
    page = "We work business hours, " + "and so on and on, " * 500

    [finding] = found(guide(section("1", page)), "missing-calendar")

    assert len(finding.text) <= checks.LONGEST
    assert finding.text.endswith("[…]")
