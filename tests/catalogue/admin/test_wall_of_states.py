"""Whatever state a revision has after the draft, nothing under it changes: each model, each way."""

import datetime as dt
from functools import partial

import pytest
from django.apps import apps
from django.db import transaction

from catalogue.models import Provision, Revision, RevisionPart
from catalogue.models.parts import PartQuerySet
from catalogue.models.providers import RevisionIsFixed
from tests.catalogue.admin.rows import BY, NOON, fill_shelf
from tests.catalogue.admin.test_pages import address

pytestmark = pytest.mark.django_db

LATER = NOON + dt.timedelta(days=30)
MOVES = {
    "scheduled": [
        ("scheduled", {"effective_at": LATER, "scheduled_at": NOON, "scheduled_by": BY})
    ],
    "published": [("published", {"published_at": NOON, "published_by": BY})],
}
MOVES["superseded"] = [*MOVES["published"], ("superseded", {})]
MOVES["withdrawn"] = [
    *MOVES["published"],
    ("withdrawn", {"withdrawn_at": NOON, "withdrawn_by": BY, "withdrawn_reason": "x"}),
]
PARTS = [
    model
    for model in apps.get_app_config("catalogue").get_models()
    if issubclass(model, RevisionPart)
]
OWN = [model for model in PARTS if not model._meta.proxy]


@pytest.fixture(params=list(MOVES))
def fixed(request):
    """Rows of every model under a revision in each state but draft."""
    shelf = fill_shelf(1)
    rows = Revision.objects.filter(pk=shelf["revision"].pk)
    for state, stamps in MOVES[request.param]:
        rows.move(state, **stamps)
    shelf["revision"].refresh_from_db()
    return shelf


@pytest.fixture
def draft(fixed):
    """Rows of every model under a draft of another guide."""
    return fill_shelf(2)


def refused(write):
    with pytest.raises(RevisionIsFixed), transaction.atomic():
        write()


def row_of(shelf, model):
    return model.objects.get(pk=shelf[model._meta.model_name].pk)


@pytest.mark.parametrize("model", PARTS, ids=lambda model: model._meta.model_name)
def test_every_part_is_behind_the_wall(model):
    assert isinstance(model.objects.all(), PartQuerySet)


def test_rows_are_neither_saved_nor_deleted_nor_added(fixed):
    for model in OWN:
        row, new = row_of(fixed, model), row_of(fixed, model)
        rows = model.objects.filter(pk=row.pk)
        new.pk, new._state.adding = None, True

        refused(row.save)
        refused(row.delete)
        refused(partial(rows.update, ref="X1"))
        refused(rows.delete)
        refused(partial(model.objects.bulk_update, [row], ["ref"]))
        refused(partial(model.objects.bulk_create, [new]))
        refused(new.save)
        assert rows.values_list("ref", flat=True).get() == "", model


def test_rows_neither_come_from_a_draft_nor_leave_to_one(fixed, draft):
    for model in OWN:
        inside, outside = row_of(fixed, model), row_of(draft, model)
        key = model.revision_path.split("__")[0]
        ours, theirs = getattr(inside, key), getattr(outside, key)

        setattr(inside, key, theirs)
        refused(inside.save)
        setattr(outside, key, ours)
        refused(outside.save)


def test_the_revision_itself_is_neither_saved_nor_deleted(fixed):
    revision = fixed["revision"]
    rows = Revision.objects.filter(pk=revision.pk)
    revision.title = "Other"

    refused(revision.save)
    refused(revision.delete)
    refused(lambda: rows.update(title="Other"))
    refused(lambda: rows.update(effective_at=None))
    refused(lambda: Revision.objects.bulk_update([revision], ["title"]))
    refused(rows.delete)
    assert rows.get().title == "Guide 1"


def test_only_what_is_scheduled_becomes_a_draft_again(fixed):
    revision = fixed["revision"]
    rows = Revision.objects.filter(pk=revision.pk)
    blank = {"effective_at": None, "scheduled_at": None, "scheduled_by": ""}

    if revision.state == "scheduled":
        assert rows.move("draft", **blank) == 1
        Provision.objects.filter(revision=revision).update(label="Edited")
    else:
        refused(
            partial(rows.move, "draft", published_at=None, published_by="", **blank)
        )
        assert rows.get().state == revision.state


def test_the_desk_shows_rows_and_changes_none(fixed, desk):
    for model in OWN:
        row = row_of(fixed, model)
        chosen = {
            "action": "delete_selected",
            "_selected_action": [row.pk],
            "post": "yes",
        }

        page = desk.get(address(model, "change", row.pk))
        posted = desk.post(address(model, "delete", row.pk), {"post": "yes"})
        desk.post(address(model, "changelist"), chosen)

        assert b"no longer a draft" in page.content, model
        assert posted.status_code == 403, model
        assert model.objects.filter(pk=row.pk).exists()


def test_the_desk_keeps_the_revision_itself(fixed, desk):
    revision = fixed["revision"]

    page = desk.get(address(Revision, "change", revision.pk))
    posted = desk.post(address(Revision, "change", revision.pk), {"title": "Other"})
    deleted = desk.post(address(Revision, "delete", revision.pk), {"post": "yes"})

    assert not page.context["has_change_permission"]
    assert posted.status_code == deleted.status_code == 403
    assert Revision.objects.get(pk=revision.pk).title == "Guide 1"
