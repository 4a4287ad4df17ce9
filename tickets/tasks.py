"""Background work of the tickets. Beat says when it runs; a message is only a nudge."""

from celery import shared_task
from django.utils import timezone

from catalogue.platform import jobs


@shared_task
def sweep_clocks(**_later):
    """See `tickets.jobs.sweep_clocks`."""
    jobs.run("sweep_clocks", at=timezone.now(), asked=True)


@shared_task
def tell_people(**_later):
    """See `tickets.jobs.tell_people`."""
    jobs.run("tell_people", at=timezone.now(), asked=True)


@shared_task
def close_resolved(**_later):
    """See `tickets.jobs.close_resolved`."""
    jobs.run("close_resolved", at=timezone.now(), asked=True)


@shared_task
def open_scheduled(**_later):
    """See `tickets.jobs.open_scheduled`."""
    jobs.run("open_scheduled", at=timezone.now(), asked=True)


@shared_task
def fetch_mail(**_later):
    """See `tickets.jobs.fetch_mail`."""
    jobs.run("fetch_mail", at=timezone.now(), asked=True)


@shared_task
def settle_mail(**_later):
    """See `tickets.jobs.settle_mail`."""
    jobs.run("settle_mail", at=timezone.now(), asked=True)


@shared_task
def move_up(**_later):
    """See `tickets.jobs.move_up`."""
    jobs.run("move_up", at=timezone.now(), asked=True)
