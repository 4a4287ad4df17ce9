"""What is set down again is what was made."""

from contextlib import contextmanager

import pytest
from django.db import transaction
from django.utils import timezone

from catalogue.actions.publishing import publish
from catalogue.models import Guide, Provider, Revision
from tests import again
from tests.catalogue.admin.rows import fill_shelf
from tests.catalogue.conftest import small_draft
from tests.tickets.acts.lives import plain_guide


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch):
    monkeypatch.setattr(again, "_kept", {})


@contextmanager
def undone():
    """What is written inside is rolled back, as after a test."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def everything():
    """All rows, without the times at which they happened to be written."""
    return {
        model._meta.label: [
            [
                getattr(row, column.attname)
                for column in again.columns_of(model)
                if column.default is not timezone.now
            ]
            for row in model._base_manager.order_by("pk")
        ]
        for model in again.stored_models()
    }


def small_guide(provider, at):
    def make():
        return publish(small_draft(provider, at=at), by="curator@acme.example", at=at)

    return again.again("published", make, provider)


MAKERS = {
    "a published guide": small_guide,
    "a draft": lambda provider, at: small_draft(provider, at=at),
    "a guide of rows": lambda provider, at: plain_guide(provider, at=at),
    "a shelf": lambda provider, at: fill_shelf(1, published=True)["revision"],
}


@pytest.mark.parametrize("maker", MAKERS.values(), ids=MAKERS)
def test_every_row_is_the_same(provider, now, maker):
    with undone():
        made = maker(provider, now)
        first = everything()

    with undone():
        again_made = maker(provider, now)
        second = everything()

    assert again_made == made
    assert second == first
    assert len(first["catalogue.Provision"]) > 3


def test_it_hangs_on_the_row_that_is_given(provider, now):
    other = Provider.objects.create(key="other", name="Other Networks")
    with undone():
        plain_guide(provider, at=now)

    guide = plain_guide(other, at=now)

    assert Guide.objects.get().provider == guide.provider == other


def test_where_it_stands_already_another_is_made(provider, now):
    with undone():
        plain_guide(provider, at=now)
    others = [Provider.objects.create(key=f"p{n}", name=f"P{n}") for n in range(3)]

    guides = [plain_guide(each, at=now) for each in others]

    assert len({guide.pk for guide in guides}) == 3
    assert Revision.objects.published().count() == 3


def test_the_row_it_hangs_on_must_be_given(provider, now):
    def make():
        return Guide.objects.create(provider=provider, key="voice", title="Voice")

    with pytest.raises(AssertionError, match="give the provider"):
        again.again("voice", make)
