"""Publishing later: fixed at once, in force on the day, and what may go wrong between."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from catalogue.actions import publishing, scheduling, subscribing
from catalogue.actions.drafting import copy_to_draft, save_draft
from catalogue.actions.publishing import CannotPublish, publish, withdraw
from catalogue.actions.scheduling import (
    CannotSchedule,
    publish_due,
    schedule,
    unschedule,
)
from catalogue.answers.ask import ask
from catalogue.models import Change, Finding, Revision
from catalogue.platform.tenancy import Actor
from tests.catalogue.conftest import small_form

DAY = dt.timedelta(days=1)
BY = "curator@acme.example"

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(small_guide, now):
    """A draft that differs from the published revision."""
    text = small_form()
    text.label = "v2"
    text.terms[0].meaning = "Move, add, change, delete or rename."
    return save_draft(text, guide=small_guide.guide, at=now)[0]


@pytest.fixture
def scheduled(draft, now):
    return schedule(draft, effective_at=now + DAY, by=BY, at=now)


def state(revision):
    return Revision.objects.get(pk=revision.pk).state


def notes(revision):
    """The history of a revision as a whole, oldest first."""
    rows = Change.objects.filter(revision=revision, action="noted", model="revision")
    return list(rows.order_by("pk").values_list("after", flat=True))


def test_a_scheduled_revision_waits_for_its_day(scheduled, small_guide, now):
    early = publish_due(now + DAY - dt.timedelta(seconds=1))
    before = state(scheduled), state(small_guide)
    on_time = publish_due(now + DAY)

    published = Revision.objects.get(pk=scheduled.pk)
    assert (early, on_time) == (0, 1)
    assert before == ("scheduled", "published")
    assert (published.state, state(small_guide)) == ("published", "superseded")
    assert (published.published_at, published.published_by) == (now + DAY, BY)
    assert published.effective_at == now + DAY


def test_publishing_what_is_due_twice_changes_nothing(scheduled, now):
    counts = [
        publish_due(now + DAY),
        publish_due(now + DAY),
        publish_due(now + 2 * DAY),
    ]

    assert counts == [1, 0, 0]
    assert notes(scheduled).count("Published.") == 1


def test_every_move_is_in_the_history(scheduled, small_guide, now):
    unschedule(scheduled, by=BY, at=now)
    schedule(scheduled, effective_at=now + DAY, by=BY, at=now)
    publish_due(now + DAY)
    withdraw(small_guide, reason="Wrong prices.", by=BY, at=now + DAY)

    assert notes(scheduled)[-4:] == [
        "Scheduled for 11 March 2026, 15:00 UTC.",
        "No longer scheduled for 11 March 2026, 15:00 UTC.",
        "Scheduled for 11 March 2026, 15:00 UTC.",
        "Published.",
    ]
    assert notes(small_guide)[-2:] == [
        "Superseded by revision 2.",
        "Withdrawn: Wrong prices.",
    ]
    assert {row.by for row in Change.objects.filter(after="Published.")} == {BY}


@pytest.mark.parametrize(
    ("when", "why"),
    [
        (dt.timedelta(), "has passed"),
        (-DAY, "has passed"),
        (dt.timedelta(days=5 * 366 + 1), "check the year"),
    ],
)
def test_a_date_that_does_not_do_is_refused(draft, now, when, why):
    with pytest.raises(CannotSchedule, match=why):
        schedule(draft, effective_at=now + when, by=BY, at=now)

    assert state(draft) == "draft"


def test_one_revision_of_a_guide_waits_at_a_time(scheduled, now):
    other = copy_to_draft(scheduled, at=now)

    with pytest.raises(CannotSchedule, match="Revision 2 is scheduled for 11 March"):
        schedule(other, effective_at=now + 2 * DAY, by=BY, at=now)
    with (
        pytest.raises(IntegrityError, match=r"one_scheduled|guide_id"),
        transaction.atomic(),
    ):
        Revision.objects.filter(pk=other.pk).move(
            "scheduled", effective_at=now + DAY, scheduled_at=now, scheduled_by=BY
        )


def test_an_empty_draft_is_not_scheduled(small_guide, now):
    empty = Revision.objects.create(guide=small_guide.guide, number=9, title="Empty")

    with pytest.raises(CannotPublish, match="no sections"):
        schedule(empty, effective_at=now + DAY, by=BY, at=now)


@pytest.mark.parametrize("how", ["published", "superseded", "withdrawn", "scheduled"])
def test_only_a_draft_is_scheduled(scheduled, small_guide, now, how):
    if how == "superseded":
        publish_due(now + DAY)
    if how == "withdrawn":
        withdraw(small_guide, reason="Wrong.", by=BY, at=now)
    revision = scheduled if how == "scheduled" else small_guide

    with pytest.raises(CannotPublish, match=f"is {how}"):
        schedule(revision, effective_at=now + 3 * DAY, by=BY, at=now)


def test_what_is_unscheduled_can_be_edited_again(scheduled, now):
    draft = unschedule(scheduled, by=BY, at=now)

    draft.terms.update(meaning="Edited.")
    assert (draft.state, draft.effective_at, draft.scheduled_by) == ("draft", None, "")
    assert publish_due(now + DAY) == 0


def test_what_is_in_force_is_not_unscheduled(scheduled, now):
    publish_due(now + DAY)

    with pytest.raises(CannotSchedule, match="is published"):
        unschedule(scheduled, by=BY, at=now + DAY)


def test_a_scheduled_revision_can_be_published_now(scheduled, now):
    publish(scheduled, by=BY, at=now)

    assert state(scheduled) == "published"
    assert publish_due(now + DAY) == 0


def test_a_scheduled_revision_is_unscheduled_not_withdrawn(scheduled, now):
    with pytest.raises(CannotPublish, match="Unschedule"):
        withdraw(scheduled, reason="No.", by=BY, at=now)


@pytest.fixture
def broken(scheduled, monkeypatch):
    """The checks refuse whatever they are shown; `broken()` mends them."""
    refusing = pytest.MonkeyPatch()
    refusing.setattr(publishing.checking, "errors_of", lambda _: ["A key is twice."])
    yield refusing.undo
    refusing.undo()


def test_what_cannot_come_into_force_is_held_back_and_tried_again(
    broken, scheduled, small_guide, now
):
    at = now + DAY

    counts = [publish_due(at), publish_due(at + dt.timedelta(minutes=1))]

    held = Revision.objects.get(pk=scheduled.pk)
    assert counts == [0, 0]
    assert (held.state, held.held_at) == ("scheduled", at)
    assert "A key is twice." in held.held_reason
    assert state(small_guide) == "published"
    publish_due(at + scheduling.PAUSE)
    assert len([note for note in notes(scheduled) if "Held back" in note]) == 1
    broken()
    assert publish_due(at + 2 * scheduling.PAUSE) == 1
    published = Revision.objects.get(pk=scheduled.pk)
    assert (published.held_at, published.held_reason) == (None, "")


def test_a_fault_at_one_guide_does_not_keep_the_others_waiting(
    scheduled, provider, now, monkeypatch, caplog, publish_form
):
    text = small_form()
    text.title = "Another guide"
    other = publish_form(text, key="other")
    second = schedule(
        copy_to_draft(other, at=now), effective_at=now + DAY, by=BY, at=now
    )
    prepare = publishing.store.prepare

    def fail(revision):
        if revision.pk == scheduled.pk:
            raise MemoryError
        return prepare(revision)

    monkeypatch.setattr(publishing.store, "prepare", fail)

    assert publish_due(now + DAY) == 1
    assert (state(scheduled), state(second)) == ("scheduled", "published")
    assert Revision.objects.get(pk=scheduled.pk).held_reason == scheduling.FAULT
    assert "failed" in caplog.text


def test_contacts_know_nothing_of_a_scheduled_revision(
    scheduled, small_guide, subscription, dana_actor, staff_actor, now
):
    reply = ask("What does MACD mean?", dana_actor)

    assert reply.answers
    assert "rename" not in " ".join(answer.text for answer in reply.answers)
    assert list(Revision.objects.visible_to(dana_actor)) == [small_guide]
    assert scheduled in Revision.objects.visible_to(staff_actor)
    assert scheduled not in Revision.objects.in_force_for(staff_actor)
    later = Actor(at=now + 3 * DAY, customer=dana_actor.customer, zone="UTC")
    assert list(Revision.objects.visible_to(later)) == [small_guide]


def test_nobody_is_pinned_to_a_scheduled_revision(scheduled, subscription):
    subscription.service_level = None
    subscription.pinned_revision = scheduled

    with pytest.raises(subscribing.CannotSubscribe, match="binds nobody"):
        subscribing.save_subscription(subscription)


def test_a_text_that_is_scheduled_already_brings_nothing_new(scheduled, now):
    text = small_form()
    text.label = "v2"
    text.terms[0].meaning = "Move, add, change, delete or rename."

    again, created = save_draft(text, guide=scheduled.guide, at=now)

    assert (again, created) == (scheduled, False)


def test_findings_of_a_scheduled_revision_are_decided(scheduled, now):
    scheduled.findings.update(reading="Hourly.", decided_at=now, decided_by=BY)

    assert not Finding.objects.filter(revision=scheduled).open().exists()


def test_aliases_go_over_to_a_revision_that_comes_into_force_later(
    scheduled, small_guide, now
):
    row = small_guide.provisions.get(key="password-reset")
    row.aliases.create(text="forgot my login", added_at=now, added_by=BY)

    publish_due(now + DAY)

    same = scheduled.provisions.get(key="password-reset")
    assert same.aliases.get().text == "forgot my login"
