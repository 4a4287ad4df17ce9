"""A finding of a published revision is decided, and nothing else happens to it."""

import pytest
from django.db import transaction

from catalogue.actions import curation
from catalogue.actions.publishing import publish
from catalogue.models import Finding, Revision, RevisionIsFixed
from catalogue.models.providers import OutsideRevision
from tests.catalogue.conftest import copied

pytestmark = pytest.mark.django_db


@pytest.fixture
def finding(small_guide):
    """A finding of a published revision."""
    return small_guide.findings.get()


@pytest.fixture
def draft(small_guide, now):
    return copied(small_guide, at=now)


def refused(write, error=RevisionIsFixed):
    with pytest.raises(error), transaction.atomic():
        write()


def test_a_published_finding_is_not_deleted(finding):
    refused(finding.delete)
    refused(Finding.objects.all().delete)
    refused(finding.revision.findings.all().delete)

    assert Finding.objects.filter(pk=finding.pk).exists()


def test_a_published_finding_is_decided_but_not_rewritten(finding, curator, now):
    curation.decide([finding], reading="Included.", by=curator, at=now)
    finding.refresh_from_db()
    finding.text = "Something else"

    refused(finding.save)
    refused(lambda: Finding.objects.update(text="Something else"))
    refused(lambda: Finding.objects.bulk_update([finding], ["text"]))

    assert Finding.objects.get().text == "The outcome of a quote is blank."
    assert Finding.objects.get().reading == "Included."


def test_a_reading_holds_no_control_character(finding, curator, now):
    curation.decide([finding], reading="Incl\x00uded.", by=curator, at=now)

    assert Finding.objects.get().reading == "Included."


def test_a_decision_may_be_saved_on_the_row(finding, now):
    finding.reading, finding.decided_at, finding.decided_by = "Ours.", now, "curator"

    finding.save()

    assert Finding.objects.get().reading == "Ours."


def test_links_of_a_published_finding_stay(finding):
    other = finding.revision.provisions.exclude(findings=finding).first()

    refused(finding.provisions.clear)
    refused(lambda: finding.provisions.add(other))
    refused(lambda: finding.provisions.set([other]))
    refused(lambda: other.findings.add(finding))
    refused(lambda: finding.provisions.first().findings.clear())

    assert finding.provisions.count() == 1


def test_a_new_finding_of_a_published_revision_gets_its_rows_once(small_guide):
    new = Finding.objects.create(revision=small_guide, kind="doubt", text="Who pays?")

    new.provisions.set(small_guide.provisions.all()[:2])

    assert new.provisions.count() == 2
    refused(new.provisions.clear)


def test_a_finding_rests_on_rows_of_its_own_revision(finding, draft):
    mine = draft.findings.get()
    theirs = finding.revision.provisions.first()

    refused(lambda: mine.provisions.add(theirs), OutsideRevision)
    refused(lambda: theirs.findings.add(mine), OutsideRevision)

    assert not mine.provisions.filter(pk=theirs.pk).exists()


def test_a_finding_stays_in_its_revision(finding, draft):
    mine = draft.findings.get()
    mine.section = finding.revision.sections.first()
    refused(mine.save, OutsideRevision)

    mine.refresh_from_db()
    mine.revision = finding.revision
    refused(mine.save, OutsideRevision)

    refused(lambda: draft.findings.update(revision=finding.revision), OutsideRevision)
    strange = Finding(revision=draft, section=finding.section, kind="a", text="b")
    refused(lambda: Finding.objects.bulk_create([strange]), OutsideRevision)


def test_a_draft_takes_its_findings_along(draft):
    draft.findings.get().provisions.clear()
    draft.findings.update(text="Changed")

    draft.findings.all().delete()

    assert not draft.findings.exists()
    assert draft.delete()


def test_links_look_at_the_revision_as_it_is_stored(draft, now):
    mine = draft.findings.get()
    assert mine.revision.is_draft
    publish(Revision.objects.get(pk=draft.pk), by="curator@acme.example", at=now)

    refused(mine.provisions.clear)
    refused(mine.delete)

    assert mine.provisions.exists()
