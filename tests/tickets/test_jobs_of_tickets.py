"""The tickets' periodic work: tasks run jobs, and a nudge that goes nowhere harms nobody."""

import pytest
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from catalogue.models import Job
from tickets import tasks
from tickets.actions import nudging

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(settings, monkeypatch):
    """Messages sent to a broker that is there; `sent.fails` makes it go away."""

    class Sent(list):
        fails = None

    kept = Sent()

    def send(name, **options):
        kept.append(name)
        if kept.fails:
            raise kept.fails

    settings.BROKER_URL = "redis://localhost:1/0"
    monkeypatch.setattr(current_app, "send_task", send)
    monkeypatch.setattr(nudging, "_down_until", 0.0)
    return kept


@pytest.mark.parametrize(
    "name", ["sweep_clocks", "tell_people", "close_resolved", "open_scheduled"]
)
def test_a_task_runs_the_job_of_its_name(name):
    getattr(tasks, name)()

    job = Job.objects.get()
    assert job.name == name
    assert job.last_run_at
    assert job.last_error == ""


def test_a_nudge_names_a_task_and_follows_the_commit(
    sent, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        nudging.tell_soon()
        before = list(sent)

    assert before == []
    assert sent == [tasks.tell_people.name]


def test_a_broker_that_is_down_is_asked_once(
    sent, django_capture_on_commit_callbacks, caplog
):
    sent.fails = OperationalError("no")

    with django_capture_on_commit_callbacks(execute=True):
        nudging.tell_soon()
        nudging.tell_soon()

    assert len(sent) == 1
    assert "The broker is down" in caplog.text


def test_without_a_broker_nobody_is_nudged(
    sent, settings, django_capture_on_commit_callbacks
):
    settings.BROKER_URL = ""

    with django_capture_on_commit_callbacks(execute=True):
        nudging.tell_soon()

    assert sent == []
