"""From the portable form to rows and back; drafts, publishing, immutability."""

import pytest
from django.db import transaction

from catalogue import models
from catalogue.actions.drafting import copy_to_draft, save_draft
from catalogue.actions.publishing import CannotPublish, publish, withdraw
from catalogue.models import Revision, RevisionIsFixed
from catalogue.portable import dump, form
from catalogue.portable.keys import with_keys
from catalogue.portable.problems import FormError
from tests.catalogue.conftest import small_form

pytestmark = pytest.mark.django_db
State = Revision.State


def test_the_database_gives_back_what_was_loaded(small_guide):
    assert dump.read(small_guide) == with_keys(small_form())


def test_dump_takes_the_same_number_of_queries_for_a_larger_guide(
    publish_form, django_assert_num_queries
):
    large = small_form()
    table = large.sections[1].matrices[0]
    table.rows += [form.Provision("activity", f"Row {number}") for number in range(50)]
    revision = publish_form(large, key="large")

    with django_assert_num_queries(25):
        dump.read(revision)


def test_reading_the_same_text_twice_changes_nothing(small_guide, now):
    again, created = save_draft(small_form(), guide=small_guide.guide, at=now)

    assert (again, created) == (small_guide, False)
    assert Revision.objects.count() == 1


def test_a_corrected_text_becomes_the_next_draft(small_guide, now):
    corrected = small_form()
    corrected.sections[0].prose = "Acme runs the voice platform and the fax gateway."

    draft, created = save_draft(corrected, guide=small_guide.guide, at=now)

    assert created
    assert (draft.number, draft.state) == (2, State.DRAFT)


def test_a_text_that_refers_to_nothing_is_refused_whole(small_guide, now):
    broken = small_form()
    broken.quotas[0].draws = ["no-such-row"]

    with pytest.raises(FormError, match="unknown provision 'no-such-row'"):
        save_draft(broken, guide=small_guide.guide, at=now)

    assert Revision.objects.count() == 1


def test_a_missing_calendar_is_named(small_guide, now):
    broken = small_form()
    broken.service_levels[0].calendar = "nights"

    with pytest.raises(FormError, match="no calendar 'nights'"):
        save_draft(broken, guide=small_guide.guide, at=now)


def test_publishing_supersedes_what_was_published(small_guide, now):
    draft = copy_to_draft(small_guide, at=now)

    publish(draft, by="curator@acme.example", at=now)

    small_guide.refresh_from_db()
    draft.refresh_from_db()
    assert (small_guide.state, draft.state) == (State.SUPERSEDED, State.PUBLISHED)
    assert draft.published_by == "curator@acme.example"
    assert draft.answer_index.entries > 0


def test_a_copy_says_what_its_original_says(small_guide, now):
    draft = copy_to_draft(small_guide, at=now)

    assert dump.read(draft) == dump.read(small_guide)


@pytest.mark.parametrize("state", [State.PUBLISHED, State.SUPERSEDED])
def test_only_drafts_are_published(small_guide, now, state):
    Revision.objects.filter(pk=small_guide.pk).move(state)

    with pytest.raises(CannotPublish, match="only a draft"):
        publish(small_guide, by="curator@acme.example", at=now)


def test_an_empty_draft_is_not_published(provider, now):
    guide = models.Guide.objects.create(provider=provider, key="empty", title="Empty")
    draft, _ = save_draft(form.Revision("Empty"), guide=guide, at=now)

    with pytest.raises(CannotPublish, match="no sections"):
        publish(draft, by="curator@acme.example", at=now)


def test_withdrawing_needs_a_reason(small_guide, now):
    with pytest.raises(CannotPublish, match="reason"):
        withdraw(small_guide, reason=" ", by="curator@acme.example", at=now)


def test_a_withdrawn_revision_is_in_force_for_nobody(
    small_guide, subscription, dana_actor, now
):
    withdraw(small_guide, reason="Wrong prices.", by="curator@acme.example", at=now)

    assert not Revision.objects.in_force_for(dana_actor).exists()


def parts():
    """Every model that a revision consists of."""
    return [
        model
        for model in models.RevisionPart.__subclasses__()
        if not model._meta.abstract
    ] + models.Offer.__mro__[1].__subclasses__()


@pytest.mark.parametrize("model", parts(), ids=lambda model: model.__name__)
def test_nothing_under_a_published_revision_changes(small_guide, model):
    row = model.objects.filter(**{model.revision_path: small_guide}).first()
    assert row is not None, f"give the small guide a {model.__name__}"
    rows = model.objects.filter(pk=row.pk)

    for change in (
        row.save,
        row.delete,
        rows.delete,
        lambda: rows.update(position=9),
        lambda: model.objects.bulk_update([row], ["position"]),
        lambda: model.objects.bulk_create([model(**copied(row))]),
        lambda: model(**copied(row)).save(),
    ):
        with pytest.raises(RevisionIsFixed), transaction.atomic():
            change()


def copied(row):
    """The values of a row without its primary key."""
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }


def test_a_row_cannot_leave_a_published_revision(small_guide, now):
    draft = copy_to_draft(small_guide, at=now)
    party = small_guide.parties.first()
    party.revision = draft

    with pytest.raises(RevisionIsFixed):
        party.save()


def test_a_published_revision_is_not_deleted(small_guide):
    for delete in (
        small_guide.delete,
        Revision.objects.filter(pk=small_guide.pk).delete,
    ):
        with pytest.raises(RevisionIsFixed):
            delete()


def test_a_draft_changes_and_goes(small_guide, now):
    draft = copy_to_draft(small_guide, at=now)

    draft.provisions.update(label="changed")
    draft.delete()

    assert Revision.objects.get() == small_guide
