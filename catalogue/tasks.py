"""Background work of the catalogue. A message is only a nudge: the database holds the queue."""

import logging
from functools import partial

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from catalogue.actions import uploads
from catalogue.platform import jobs

logger = logging.getLogger(__name__)

PATIENCE = 8  # seconds that a request may take to read a document


@shared_task
def read_upload(*, upload_id, **_later):
    """Read one upload; done already, or another worker's, it is left alone."""
    uploads.read_upload(upload_id, at=timezone.now())


# Beat says when these run, so they do not ask whether they are due; the lease still keeps two workers
# from one job. Their messages expire before the next: a broker that was down leaves no pile.


@shared_task
def publish_due(**_later):
    """See `catalogue.jobs.publish_due`."""
    jobs.run("publish_due", at=timezone.now(), asked=True)


@shared_task
def send_mail(**_later):
    """See `catalogue.jobs.send_mail`."""
    jobs.run("send_mail", at=timezone.now(), asked=True)


@shared_task
def sweep_uploads(**_later):
    """See `catalogue.jobs.sweep_uploads`."""
    jobs.run("sweep_uploads", at=timezone.now(), asked=True)


@shared_task
def index_drafts(**_later):
    """See `catalogue.jobs.index_drafts`."""
    jobs.run("index_drafts", at=timezone.now(), asked=True)


@shared_task
def forget_submissions(**_later):
    """See `catalogue.jobs.forget_submissions`."""
    jobs.run("forget_submissions", at=timezone.now(), asked=True)


def read_upload_on_commit(upload_id):
    """Have an upload read once this transaction is in: by a worker, or here when no broker is set."""
    transaction.on_commit(partial(_start, upload_id), robust=True)


def _start(upload_id):
    if not settings.BROKER_URL:
        # Who handed it in waits: what takes longer is left to the worker's next sweep.
        uploads.read_upload(upload_id, at=timezone.now(), patience=PATIENCE)
        return
    try:
        read_upload.apply_async(kwargs={"upload_id": upload_id}, retry=False)
    except OperationalError:
        # The upload stays queued: the next sweep takes it up.
        logger.warning("The broker is down: upload %s stays queued", upload_id)
