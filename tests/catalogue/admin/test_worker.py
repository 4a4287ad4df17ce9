"""A Celery worker on a real broker reads what was handed in."""

import time

import pytest
from celery.contrib.testing.worker import start_worker
from django.conf import settings

from catalogue import tasks
from catalogue.models import Provider, Upload
from config.celery import app
from tests.catalogue.admin.rows import NOON

pytestmark = [pytest.mark.broker, pytest.mark.django_db(transaction=True)]

PATIENCE = 30  # seconds
QUEUE = "test-uploads"


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


def test_a_worker_reads_an_upload(worker):
    provider = Provider.objects.create(key="p", name="Provider")
    upload = Upload.objects.create(
        provider=provider,
        name="desk.md",
        content=b"# Guide to desks\n\n## 1 Calls\n\nStaff shall answer calls.\n",
        uploaded_at=NOON,
        uploaded_by="curator@remit.example",
    )

    tasks.read_upload_on_commit(upload.pk)

    end = time.monotonic() + PATIENCE
    while upload.state in ("queued", "reading") and time.monotonic() < end:
        time.sleep(0.2)
        upload.refresh_from_db()
    assert upload.state == "read", upload.refusal
    assert upload.revision.is_draft
