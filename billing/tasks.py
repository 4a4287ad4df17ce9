"""Celery tasks around billing's periodic work: one line each."""

from celery import shared_task
from django.utils import timezone

from catalogue.platform import jobs


@shared_task
def remind_of_notice(**_later):
    """See `billing.jobs.remind_of_notice`."""
    jobs.run("remind_of_notice", at=timezone.now(), asked=True)


@shared_task
def watch_hours(**_later):
    """See `billing.jobs.watch_hours`."""
    jobs.run("watch_hours", at=timezone.now(), asked=True)


@shared_task
def close_due(**_later):
    """See `billing.jobs.close_due`."""
    jobs.run("close_due", at=timezone.now(), asked=True)
