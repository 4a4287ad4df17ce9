"""The wall around published revisions, hole by hole."""

import threading

import pytest
from django.db import connection, transaction

from catalogue import models
from catalogue.actions import publishing
from catalogue.actions.drafting import copy_to_draft, save_draft
from catalogue.actions.publishing import CannotPublish, publish
from catalogue.models import Provision, Revision, RevisionIsFixed, Section, Term
from catalogue.models.providers import OutsideRevision
from tests.catalogue.conftest import copied, small_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(small_guide, now):
    return copied(small_guide, at=now)


@pytest.fixture
def other(small_guide, now):
    """A second draft of the same guide."""
    return copy_to_draft(small_guide, at=now)


def refused(write, error=RevisionIsFixed):
    with pytest.raises(error), transaction.atomic():
        write()


def test_an_update_does_not_move_rows_into_a_published_revision(small_guide, draft):
    rows = Term.objects.filter(revision=draft)

    refused(lambda: rows.update(revision=small_guide))
    refused(lambda: rows.update(revision_id=small_guide.pk))

    assert small_guide.terms.count() == draft.terms.count() == 1


def test_an_update_does_not_hang_rows_on_a_published_section(small_guide, draft):
    rows = Provision.objects.filter(revision=draft)

    refused(lambda: rows.update(section=small_guide.sections.first()))


def test_a_bulk_update_does_not_move_rows_into_a_published_revision(small_guide, draft):
    term = draft.terms.get()
    term.revision = small_guide

    refused(lambda: Term.objects.bulk_update([term], ["revision"]))


def test_adding_in_bulk_does_not_overwrite_rows(draft):
    row = draft.provisions.first()

    refused(
        lambda: Provision.objects.bulk_create(
            [row],
            update_conflicts=True,
            unique_fields=["revision", "key"],
            update_fields=["text"],
        )
    )


def test_a_new_object_with_the_key_of_a_published_row_is_refused(small_guide, draft):
    row = small_guide.terms.get()

    refused(Term(pk=row.pk, revision=draft, term="New", meaning="New").save)


@pytest.mark.parametrize(
    "values", [{"title": "Other"}, {"number": 9}, {"label": "v9"}, {"source_name": "x"}]
)
def test_a_published_revision_keeps_its_head(small_guide, values):
    rows = Revision.objects.filter(pk=small_guide.pk)
    changed = rows.get()
    for name, value in values.items():
        setattr(changed, name, value)

    refused(lambda: rows.update(**values))
    refused(lambda: Revision.objects.bulk_update([changed], list(values)))
    refused(changed.save)


def test_a_published_revision_does_not_become_a_draft_again(small_guide):
    rows = Revision.objects.filter(pk=small_guide.pk)
    changed = rows.get()
    changed.state, changed.published_at, changed.published_by = "draft", None, ""

    refused(lambda: rows.update(state="draft"))
    refused(lambda: rows.move("draft", published_at=None, published_by=""))
    refused(changed.save)


def test_a_draft_is_published_by_the_verb_alone(draft, now):
    stamps = {"state": "superseded", "published_at": now, "published_by": "x"}
    changed = Revision.objects.get(pk=draft.pk)
    for name, value in stamps.items():
        setattr(changed, name, value)

    refused(lambda: Revision.objects.filter(pk=draft.pk).update(**stamps))
    refused(changed.save)
    refused(
        lambda: Revision.objects.bulk_create(
            [Revision(guide=draft.guide, number=9, title="New", **stamps)]
        )
    )


def test_a_row_points_at_parts_of_its_own_revision(draft, other):
    row = draft.provisions.first()
    row.section = other.sections.first()
    cell = models.Assignment(
        provision=draft.provisions.last(), party=other.parties.first(), mark="X"
    )
    child = Section(revision=draft, parent=other.sections.first(), title="Child")

    refused(row.save, OutsideRevision)
    refused(cell.save, OutsideRevision)
    refused(child.save, OutsideRevision)
    refused(lambda: Section.objects.bulk_create([child]), OutsideRevision)


def test_adding_in_bulk_takes_the_same_number_of_queries_for_more_rows(
    draft, django_assert_num_queries
):
    section = draft.sections.first()
    rows = [
        Provision(
            revision=draft, section=section, kind="duty", key=f"duty-{n}", text="Do it"
        )
        for n in range(40)
    ]
    Provision.objects.bulk_create(rows[:1])  # the draft forgets its digest here

    with django_assert_num_queries(9):
        Provision.objects.bulk_create(rows[1:])


@pytest.fixture
def crossed(draft, other):
    """A row of `draft` hangs on a section of `other`, as only SQL could bring about."""
    row = draft.provisions.first()
    section = other.sections.first()
    Provision._base_manager.filter(pk=row.pk).update(section=section)
    return row


def test_a_revision_with_rows_that_point_outside_is_not_published(crossed, draft, now):
    with pytest.raises(CannotPublish, match="another revision: provision"):
        publish(draft, by="curator@acme.example", at=now)


def test_deleting_a_draft_takes_no_row_of_another_revision(crossed, other):
    refused(other.delete, OutsideRevision)
    refused(Revision.objects.filter(pk=other.pk).delete, OutsideRevision)

    assert Provision.objects.filter(pk=crossed.pk).exists()


def test_an_edited_draft_is_not_what_was_read(small_guide, draft, now):
    text = small_form()
    text.label = "v2"
    read, _ = save_draft(text, guide=small_guide.guide, at=now)

    read.terms.update(meaning="Something else.")
    again, created = save_draft(text, guide=small_guide.guide, at=now)

    assert created
    assert again != read


def test_a_text_read_long_ago_is_recognised(small_guide, draft, now):
    draft.terms.update(meaning="Something else.")
    publish(draft, by="curator@acme.example", at=now)

    again, created = save_draft(small_form(), guide=small_guide.guide, at=now)

    assert (again, created) == (small_guide, False)


def test_a_file_whose_draft_was_edited_and_published_brings_nothing_new(
    small_guide, now
):
    text = small_form()
    text.label = "v2"
    source = {"guide": small_guide.guide, "at": now, "source_digest": "d" * 64}
    read, _ = save_draft(text, **source)
    read.terms.update(meaning="Corrected by staff.")
    publish(read, by="curator@acme.example", at=now)

    again, created = save_draft(text, **source)

    assert (again, created) == (read, False)


def test_a_copy_is_recognised_as_the_text_it_copies(small_guide, draft, now):
    again, created = save_draft(small_form(), guide=small_guide.guide, at=now)

    assert not created
    assert again.content_digest == small_guide.content_digest == draft.content_digest


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_no_row_changes_while_its_revision_is_published(draft, now, monkeypatch):
    assert connection.vendor == "postgresql"
    term = draft.terms.get()
    said = []

    def write():
        try:
            Term.objects.filter(pk=term.pk).update(meaning="Too late.")
        except RevisionIsFixed as error:
            said.append(error)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    build = publishing.store.build

    def slowly(*args, **kwargs):
        # The revision is locked and on its way: the writer must wait for the end.
        writer.start()
        writer.join(timeout=1)
        assert writer.is_alive()
        return build(*args, **kwargs)

    monkeypatch.setattr(publishing.store, "build", slowly)
    publish(draft, by="curator@acme.example", at=now)
    writer.join(timeout=10)

    assert len(said) == 1
    term.refresh_from_db()
    assert term.meaning != "Too late."
