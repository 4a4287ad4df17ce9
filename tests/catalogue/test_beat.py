"""Periodic work over a real broker: a message of beat's schedule makes a Celery worker run the job."""

import time

import pytest
from celery.contrib.testing.worker import start_worker
from django.conf import settings
from django.core import mail as django_mail
from django.utils import timezone

from catalogue.models import Job, Mail
from catalogue.platform.outbox import Letter, post
from config.celery import app

pytestmark = [pytest.mark.broker, pytest.mark.django_db(transaction=True)]

PATIENCE = 30  # seconds
QUEUE = "test-beat"


@pytest.fixture
def worker():
    """A worker in a thread: it shares the tests' database, and takes from a queue of its own."""
    assert settings.BROKER_URL, "set CELERY_BROKER_URL to a Redis for the tests"
    usual, app.conf.task_default_queue = app.conf.task_default_queue, QUEUE
    try:
        with start_worker(app, pool="solo", queues=[QUEUE], perform_ping_check=False):
            yield
    finally:
        app.conf.task_default_queue = usual


def test_the_entries_of_the_schedule_run_their_jobs(worker):
    letter = Letter("event:1", "person@customer.example", "Subject", "Text")
    post([letter], at=timezone.now())

    for entry in app.conf.beat_schedule.values():
        app.send_task(entry["task"], **entry["options"])

    names = {
        entry["task"].rpartition(".")[2] for entry in app.conf.beat_schedule.values()
    }
    end = time.monotonic() + PATIENCE
    while ran() != names and time.monotonic() < end:
        time.sleep(0.2)
    assert ran() == names
    assert Mail.objects.get().state == "sent"
    assert [message.subject for message in django_mail.outbox] == ["Subject"]


def ran():
    """Names of the jobs that have run without an error."""
    rows = Job.objects.exclude(last_run_at=None).filter(last_error="")
    return set(rows.values_list("name", flat=True))
