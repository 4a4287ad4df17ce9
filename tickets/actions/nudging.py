"""A nudge to the worker that somebody is to be told of something. The table of events is the truth."""

from __future__ import annotations

import logging
import time

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

TASK = "tickets.tasks.tell_people"
EXPIRES = 10  # seconds: by then the job has run anyway
# How long a broker that was down is left alone: waiting for it in every request would slow all.
REST = 30.0  # seconds

_down_until = 0.0


def tell_soon() -> None:
    """Have people told right after this transaction. Without a broker the worker's next turn does.

    A broker that is down neither fails nor holds up what nudges.
    """
    if settings.BROKER_URL:
        transaction.on_commit(_send, robust=True)


def _send() -> None:
    global _down_until
    if time.monotonic() < _down_until:
        return
    try:
        current_app.send_task(TASK, expires=EXPIRES, retry=False)
    except OperationalError:
        _down_until = time.monotonic() + REST
        logger.warning("The broker is down: people are told at the worker's next turn")
