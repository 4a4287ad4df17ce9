"""Background work through a real broker, as production does it."""

import os
import subprocess
import sys
import time

import pytest
from django.conf import settings

from config.celery import app
from tests.errands import touch

pytestmark = pytest.mark.broker

PATIENCE = 30  # seconds


@pytest.fixture(scope="module")
def worker():
    """A Celery worker of its own on the broker of CELERY_BROKER_URL."""
    assert settings.BROKER_URL, "set CELERY_BROKER_URL to a Redis for the tests"
    name = f"test-{os.getpid()}@remit"
    command = [sys.executable, "-m", "celery", "--app", "config", "worker"]
    process = subprocess.Popen(
        [*command, "--concurrency=1", "--hostname", name, "--include=tests.errands"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: app.control.ping([name], timeout=1))
        yield name
    finally:
        process.terminate()
        process.wait(PATIENCE)


def wait_until(question):
    """The first answer that is not empty."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if answer := question():
            return answer
        time.sleep(0.2)
    raise AssertionError("the worker did not answer in time")


def test_a_worker_knows_every_task(worker):
    ours = {name for name in app.tasks if not name.startswith("celery.")}

    known = wait_until(lambda: app.control.inspect([worker]).registered())

    assert set(known[worker]) >= ours


def test_a_worker_does_what_a_message_says(worker, tmp_path):
    trace = tmp_path / "done"

    touch.delay(path=str(trace))

    assert wait_until(trace.exists)
