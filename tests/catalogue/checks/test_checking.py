"""A draft checked again keeps what staff said, and follows what staff changed."""

import pytest

from catalogue import models
from catalogue.actions import curation
from catalogue.actions.checking import CannotCheck, check_draft, errors_of
from catalogue.actions.drafting import save_draft
from catalogue.portable import form
from tests.catalogue.conftest import small_form

WHO = "curator@acme.example"
BLANK = "No outcome is printed for: Quote a new feature"


@pytest.fixture
def draft(provider, now):
    guide = models.Guide.objects.create(provider=provider, key="voice", title="Voice")
    return save_draft(small_form(), guide=guide, at=now)[0]


def test_a_check_adds_what_it_finds_with_the_rows_it_is_about(draft, now):
    checked = check_draft(draft, by=WHO, at=now)

    finding = draft.findings.get(text=BLANK)
    assert finding.origin == "check"
    assert [row.key for row in finding.provisions.all()] == ["quote-a-new-feature"]
    assert checked.added == draft.findings.filter(origin="check").count()
    assert draft.changes.filter(action="noted", after__startswith="Checked").exists()


def test_checking_twice_changes_nothing(draft, now):
    check_draft(draft, by=WHO, at=now)
    before = list(draft.findings.values_list("pk", flat=True))

    again = check_draft(draft, by=WHO, at=now)

    assert (again.added, again.removed) == (0, 0)
    assert list(draft.findings.values_list("pk", flat=True)) == before


def test_what_no_longer_holds_leaves_the_register(draft, now):
    check_draft(draft, by=WHO, at=now)
    draft.provisions.filter(key="quote-a-new-feature").update(label="SOW")

    checked = check_draft(draft, by=WHO, at=now)

    assert checked.removed == 1
    assert not draft.findings.filter(text=BLANK).exists()


def test_what_staff_decided_or_entered_stays(draft, now, curator):
    check_draft(draft, by=WHO, at=now)
    decided = draft.findings.get(text=BLANK)
    curation.decide([decided], reading="It is included.", by=curator, at=now)
    own = models.Finding.objects.create(
        revision=draft, kind="blank-cell", text="Who pays?"
    )
    draft.provisions.filter(key="quote-a-new-feature").update(label="SOW")

    check_draft(draft, by=WHO, at=now)

    assert set(draft.findings.values_list("pk", flat=True)) >= {decided.pk, own.pk}


def test_a_finding_that_only_the_reader_can_make_stays(draft, now):
    read = models.Finding.objects.create(
        revision=draft, kind="only-in-print", text="The page is torn.", origin="reader"
    )

    check_draft(draft, by=WHO, at=now)

    assert draft.findings.filter(pk=read.pk).exists()


def test_what_staff_entered_in_their_own_words_is_not_found_again(draft, now):
    own = models.Finding.objects.create(
        revision=draft,
        section=draft.sections.get(number="3"),
        kind="blank-cell",
        text="Nobody says what a quote costs.",
    )
    own.provisions.set(draft.provisions.filter(key="quote-a-new-feature"))

    check_draft(draft, by=WHO, at=now)

    assert not draft.findings.filter(text=BLANK).exists()


def test_only_a_draft_is_checked_again(small_guide, now):
    with pytest.raises(CannotCheck, match="no draft"):
        check_draft(small_guide, by=WHO, at=now)


def test_errors_say_what_must_be_mended_before_publishing(draft, provider, now):
    guide = models.Guide.objects.create(provider=provider, key="empty", title="Empty")
    empty, _ = save_draft(form.Revision("Empty"), guide=guide, at=now)

    assert errors_of(draft) == []
    assert "no sections" in errors_of(empty)[0]
