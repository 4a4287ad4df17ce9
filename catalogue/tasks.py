"""Background work of the catalogue. A message is only a nudge: the database holds the queue."""

import logging
from functools import partial

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from catalogue.actions import uploads

logger = logging.getLogger(__name__)


@shared_task
def read_upload(*, upload_id, **_later):
    """Read one upload; done already, or another worker's, it is left alone."""
    uploads.read_upload(upload_id, at=timezone.now())


@shared_task
def sweep_uploads(**_later):
    """Read what waits: uploads whose message was lost, or whose worker died. How many were read.

    Each is claimed at its own time, so that a long sweep does not look dead to another.
    """
    waiting = uploads.waiting(timezone.now())
    return sum(uploads.read_upload(pk, at=timezone.now()) for pk in waiting)


def read_upload_on_commit(upload_id):
    """Have an upload read once this transaction is in: by a worker, or here when no broker is set."""
    transaction.on_commit(partial(_start, upload_id), robust=True)


def _start(upload_id):
    if not settings.BROKER_URL:
        uploads.read_upload(upload_id, at=timezone.now())
        return
    try:
        read_upload.apply_async(kwargs={"upload_id": upload_id}, retry=False)
    except OperationalError:
        # The upload stays queued: the next sweep takes it up.
        logger.warning("The broker is down: upload %s stays queued", upload_id)
