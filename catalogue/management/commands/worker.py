"""Runs the periodic jobs as they come due, until it is told to stop."""

import logging
import os
import signal
import sys
import time

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from catalogue.platform import jobs

logger = logging.getLogger(__name__)

STEP = 0.2  # seconds between two looks at whether to stop
STEPS = 10  # between two looks for work
# Seconds that a step of a job has to finish; then it is broken off, and its transaction rolled back.
GRACE = 0.5


class Command(BaseCommand):
    """A worker without a broker: one process beside the web server. Several do no harm."""

    help = "Run the periodic jobs as they come due, until SIGTERM or Ctrl-C."
    requires_system_checks = []  # the web server's start made them

    def add_arguments(self, parser):
        parser.add_argument(
            "--parent",
            type=int,
            metavar="PID",
            help="end when the parent is no longer this process",
        )

    def handle(self, *args, **options):
        """Run them. Ends with 0 when it is told to stop."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, stop)
        signal.signal(signal.SIGALRM, lambda *_: sys.exit(0))
        while not jobs.stopping.is_set():
            look()
            rest(options["parent"])
        signal.setitimer(signal.ITIMER_REAL, 0)


def stop(*_):
    """Ask the job at work to end at its next step, and see to it that it does."""
    if not jobs.stopping.is_set():
        jobs.stopping.set()
        signal.setitimer(signal.ITIMER_REAL, GRACE)


def look():
    """Run what is due. Whatever happens, the worker goes on: the database may be back soon."""
    try:
        close_old_connections()
        jobs.tick(timezone.now)
    except Exception:
        logger.exception("Looking for periodic work failed; it is tried again")


def rest(parent):
    """Wait a moment, in steps short enough to stop quickly."""
    for _ in range(STEPS):
        if parent and os.getppid() != parent:
            jobs.stopping.set()
        if jobs.stopping.is_set():
            return
        time.sleep(STEP)
