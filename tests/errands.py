"""A task for the broker's test: it leaves a trace that another process can see."""

from pathlib import Path

from celery import shared_task


@shared_task
def touch(*, path):
    """Make an empty file."""
    Path(path).touch()
