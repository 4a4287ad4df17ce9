"""The guides that come with the project: staff said by hand what a program would find."""

import pytest

from catalogue import checks
from catalogue.actions.bundle import bundled_files, load_guide_file
from catalogue.actions.checking import check_draft
from catalogue.actions.drafting import copy_to_draft
from catalogue.checks.readings import ASK, READINGS, suggested

# Nothing is asked of these guides: the vectors of their thousand lines are not waited for.
pytestmark = pytest.mark.usefixtures("without_model")


@pytest.mark.django_db
@pytest.mark.parametrize("path", bundled_files(), ids=lambda path: path.stem)
def test_a_check_of_a_bundled_guide_tells_nothing_new(path, now):
    revision, _ = load_guide_file(path, at=now)
    draft = copy_to_draft(revision, at=now)

    checked = check_draft(draft, by="curator@acme.example", at=now)

    assert [each.text for each in draft.findings.filter(origin="check")] == []
    assert (checked.removed, checked.errors) == (0, [])


def test_readings_are_for_kinds_that_are_found_and_end_with_asking():
    reader_only = {"empty-list", "lost-bullet"}
    kinds = {check.kind for check in checks.FINDINGS} | reader_only

    assert set(READINGS) <= kinds
    assert all(suggested(kind)[-1] == ASK for kind in kinds)


def test_a_kind_that_staff_made_up_reads_as_its_words():
    assert checks.title_of("blank-cell") == "Blank cell"
    assert checks.title_of("other-guides-differ") == "Other guides differ"
