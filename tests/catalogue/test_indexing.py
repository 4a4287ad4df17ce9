"""Indexes made ahead: what publishing waits for is done before anybody waits."""

import datetime as dt

import pytest

from catalogue import jobs
from catalogue.actions.drafting import copy_to_draft
from catalogue.actions.publishing import publish
from catalogue.answers import store
from catalogue.models import AnswerIndex
from tests.catalogue.conftest import copied

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(small_guide, now):
    return copied(small_guide, at=now)


@pytest.fixture
def texts_read(monkeypatch):
    """The texts that the sentence model is asked to read from now on."""
    encoder, read = store.encoder(), []
    read_all = encoder.read_all

    def watched(texts):
        read.extend(texts)
        return read_all(texts)

    monkeypatch.setattr(encoder, "read_all", watched)
    return read


def test_a_draft_is_indexed_once(draft, now):
    first, second = jobs.index_drafts(now), jobs.index_drafts(now)

    assert (first, second) == (1, 0)
    assert AnswerIndex.objects.filter(revision=draft).exists()


def test_a_run_whose_turn_is_over_leaves_the_rest_to_the_next(draft, now, monkeypatch):
    copy_to_draft(draft, at=now)
    monkeypatch.setattr(jobs, "TURN", dt.timedelta(0))

    counts = [jobs.index_drafts(now) for _ in range(3)]

    assert counts == [1, 1, 0]


def test_an_edited_draft_is_indexed_again(draft, now):
    jobs.index_drafts(now)
    row = draft.provisions.get(key="password-reset")
    row.text = "Reset a forgotten password"
    row.save()

    assert store.unindexed() == [draft]


def test_publishing_reads_only_what_changed_since(draft, now, texts_read):
    jobs.index_drafts(now)
    draft.provisions.filter(key="password-reset").update(text="Unlock an account")
    texts_read.clear()

    publish(draft, by="curator@acme.example", at=now + dt.timedelta(minutes=1))

    assert {text.split(".")[0] for text in texts_read} == {"Unlock an account"}


def test_a_published_revision_is_left_alone(small_guide, now):
    assert store.unindexed() == []
