"""Two at once: publishers, editors and workers that act at the same moment. PostgreSQL only."""

import datetime as dt
import threading
from functools import partial

import pytest
from django.core import mail as django_mail
from django.db import connection, transaction

from catalogue.actions.drafting import copy_to_draft, save_draft
from catalogue.actions.publishing import CannotPublish, publish
from catalogue.actions.scheduling import (
    CannotSchedule,
    publish_due,
    schedule,
    unschedule,
)
from catalogue.answers.ask import ask
from catalogue.models import Change, Job, Revision, RevisionIsFixed
from catalogue.platform import jobs
from catalogue.platform.outbox import Letter, post, send_due
from catalogue.platform.tenancy import Actor
from tests.catalogue.conftest import small_form

DAY = dt.timedelta(days=1)
BY = "curator@acme.example"

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def draft(small_guide, now):
    text = small_form()
    text.label = "v2"
    return save_draft(text, guide=small_guide.guide, at=now)[0]


@pytest.fixture
def scheduled(draft, now):
    return schedule(draft, effective_at=now + DAY, by=BY, at=now)


def state(revision):
    return Revision.objects.get(pk=revision.pk).state


def times_published(revision):
    return Change.objects.filter(revision=revision, after="Published.").count()


@pytest.fixture
def together():
    """Runs two acts at once in threads of their own; what each returned or raised."""

    def run(*acts):
        assert connection.vendor == "postgresql"
        start, results = threading.Barrier(len(acts), timeout=10), {}

        def work(n, act):
            try:
                start.wait()
                results[n] = act()
            except Exception as error:
                results[n] = error
            finally:
                connection.close()

        threads = [threading.Thread(target=work, args=each) for each in enumerate(acts)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        return [results[n] for n in range(len(acts))]

    return run


def test_of_two_publishers_one_publishes(draft, now, together):
    one, other = together(
        partial(publish, draft, by="one@acme.example", at=now),
        partial(publish, draft, by="other@acme.example", at=now),
    )

    errors = [each for each in (one, other) if isinstance(each, Exception)]
    assert [type(error) for error in errors] == [CannotPublish]
    assert times_published(draft) == 1


def test_two_drafts_published_at_once_leave_one_in_force(draft, now, together):
    other = copy_to_draft(draft, at=now)

    results = together(
        partial(publish, draft, by=BY, at=now), partial(publish, other, by=BY, at=now)
    )

    assert not [each for each in results if isinstance(each, Exception)]
    assert sorted([state(draft), state(other)]) == ["published", "superseded"]


def test_a_revision_is_published_or_unscheduled_not_both(scheduled, now, together):
    published, unscheduled = together(
        partial(publish_due, now + DAY), partial(unschedule, scheduled, by=BY, at=now)
    )

    if isinstance(unscheduled, CannotSchedule):
        assert (published, state(scheduled)) == (1, "published")
    else:
        assert (published, state(scheduled)) == (0, "draft")
        assert Revision.objects.get(pk=scheduled.pk).held_reason == ""


def test_two_workers_put_a_revision_in_force_once(scheduled, now, together):
    counts = together(partial(publish_due, now + DAY), partial(publish_due, now + DAY))

    assert sum(counts) == 1
    assert times_published(scheduled) == 1


def test_an_edit_beside_publishing_is_in_it_or_refused(draft, now, together):
    term = draft.terms.get()
    rows = draft.terms.filter(pk=term.pk)

    published, edited = together(
        partial(publish, draft, by=BY, at=now), partial(rows.update, meaning="Edited.")
    )

    assert state(draft) == "published"
    assert not isinstance(published, Exception)
    term.refresh_from_db()
    if isinstance(edited, Exception):
        assert type(edited) is RevisionIsFixed
        assert term.meaning != "Edited."
    else:
        assert term.meaning == "Edited."
        hits = ask("MACD", Actor(at=now, is_staff=True)).answers
        assert any("Edited." in hit.text for hit in hits)


def test_of_two_drafts_one_is_scheduled(draft, now, together):
    other = copy_to_draft(draft, at=now)

    results = together(
        partial(schedule, draft, effective_at=now + DAY, by=BY, at=now),
        partial(schedule, other, effective_at=now + DAY, by=BY, at=now),
    )

    errors = [each for each in results if isinstance(each, Exception)]
    assert [type(error) for error in errors] == [CannotSchedule]
    assert sorted([state(draft), state(other)]) == ["draft", "scheduled"]


def test_two_workers_send_a_mail_once(now, together):
    django_mail.outbox = []
    post(
        [
            Letter(f"event:{n}", f"p{n}@customer.example", "Hi", "Text")
            for n in range(40)
        ],
        at=now,
    )

    counts = together(partial(send_due, now), partial(send_due, now))

    assert sum(counts) == len(django_mail.outbox) == 40
    assert len({message.to[0] for message in django_mail.outbox}) == 40


def test_two_workers_run_a_job_once(now, together, monkeypatch):
    jobs.registered()
    monkeypatch.setattr(jobs, "_registry", {})
    runs = []

    def count(at):
        runs.append(at)

    jobs.periodic(every=DAY, lease=DAY)(count)
    Job.objects.create(name="count", due_at=now)

    together(partial(jobs.tick, lambda: now), partial(jobs.tick, lambda: now))

    assert runs == [now]


def test_scheduling_waits_for_an_edit_and_looks_at_what_it_left(draft, now):
    results = []

    def act():
        try:
            results.append(schedule(draft, effective_at=now + DAY, by=BY, at=now))
        except CannotPublish as refusal:
            results.append(refusal)
        finally:
            connection.close()

    thread = threading.Thread(target=act)
    with transaction.atomic():
        draft.findings.all().delete()
        draft.provisions.all().delete()
        thread.start()
        thread.join(timeout=2)
        draft.sections.all().delete()
    thread.join(timeout=60)

    assert isinstance(results[0], CannotPublish)
    assert state(draft) == "draft"
