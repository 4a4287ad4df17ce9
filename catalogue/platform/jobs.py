"""Periodic work: a registry of jobs, and running what is due, once, whoever asks.

An app keeps its jobs in its module `jobs`: plain functions `run(now)`, each safe to run twice, with
`@periodic(...)`. `manage.py worker`, `manage.py tick` and Celery's beat run them; a lease in the
table `Job` sees to it that of two workers one runs a job. What a job does must not rest on that:
the lease of a worker that hangs ends, and then two are at work.
"""

from __future__ import annotations

import datetime as dt
import logging
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import F
from django.utils.module_loading import autodiscover_modules

from catalogue.models import Job

logger = logging.getLogger(__name__)

Run = Callable[[dt.datetime], Any]
Clock = Callable[[], dt.datetime]

LONGEST_PAUSE = dt.timedelta(minutes=15)  # between two tries of a job that fails
LONGEST_ERROR = 2000  # characters kept

# Set when the process is asked to end: a job with many steps stops between two of them.
stopping = threading.Event()


@dataclass(frozen=True)
class Periodic:
    """A job: what it runs, how often, and for how long a run may count as alive."""

    name: str
    run: Run
    every: dt.timedelta
    lease: dt.timedelta


@dataclass(frozen=True)
class Ran:
    """A run that took place; `error` is empty when it went well."""

    name: str
    error: str = ""


_registry: dict[str, Periodic] = {}


def periodic(*, every: dt.timedelta, lease: dt.timedelta) -> Callable[[Run], Run]:
    """Register a function as a job under its own name. `lease` must exceed what a run takes."""

    def register(run: Run) -> Run:
        _registry[run.__name__] = Periodic(run.__name__, run, every, lease)
        return run

    return register


def registered() -> dict[str, Periodic]:
    """The jobs of all apps, by name."""
    _load()
    return _registry


@cache
def _load() -> None:
    autodiscover_modules("jobs")


def tick(clock: Clock) -> list[Ran]:
    """Run what is due, each job once, the longest overdue first.

    `clock` tells the time anew for each job: one may take minutes.
    """
    known, at = registered(), clock()
    _add_missing(set(known), at)
    due = Job.objects.due(at).filter(name__in=known).values_list("name", flat=True)
    runs = [run(name, at=clock()) for name in list(due) if not stopping.is_set()]
    return [each for each in runs if each]


def run(name: str, *, at: dt.datetime, asked: bool = False) -> Ran | None:
    """Run a job if it is due, or whenever it is `asked` for; None when another worker has it.

    An error of the job is logged and kept in its row; it is tried again, ever more rarely.
    """
    job = registered()[name]
    _add_missing({name}, at)
    token = _take(job, at, asked)
    if not token:
        return None
    error = ""
    try:
        job.run(at)
    except Exception as failure:
        logger.exception("The job %s failed", name)
        error = f"{type(failure).__name__}: {failure}"[:LONGEST_ERROR]
    except BaseException:
        _holding(job, token).update(lease="", leased_until=None)
        raise
    _settle(job, token, at, error)
    return Ran(name, error)


def running_clock(now: dt.datetime) -> Clock:
    """A clock that starts at `now` and goes on: for the steps of a job that takes long."""
    started = time.monotonic()
    return lambda: now + dt.timedelta(seconds=time.monotonic() - started)


def _add_missing(names: set[str], at: dt.datetime) -> None:
    known = Job.objects.filter(name__in=names).values_list("name", flat=True)
    new = [Job(name=name, due_at=at) for name in sorted(names - set(known))]
    if new:
        Job.objects.bulk_create(new, ignore_conflicts=True)


def _take(job: Periodic, at: dt.datetime, asked: bool) -> str:
    """Take the lease by a conditional UPDATE: of two workers one wins, and gets a token."""
    token = secrets.token_hex(16)
    rows = Job.objects.filter(name=job.name).free(at)
    if not asked:
        rows = rows.filter(due_at__lte=at)
    return token if rows.update(lease=token, leased_until=at + job.lease) else ""


def _settle(job: Periodic, token: str, at: dt.datetime, error: str) -> None:
    """Write how it went, say when it runs next, and give the lease back."""
    rows = _holding(job, token)
    failures = rows.values_list("failures", flat=True).first() or 0
    pause = min(job.every * 2 ** min(failures, 10), max(LONGEST_PAUSE, job.every))
    settled = rows.update(
        lease="",
        leased_until=None,
        last_run_at=at,
        due_at=at + (pause if error else job.every),
        failures=F("failures") + 1 if error else 0,
        last_error=error,
    )
    if not settled:
        logger.warning("The job %s took longer than its lease", job.name)


def _holding(job: Periodic, token: str) -> Any:
    return Job.objects.filter(name=job.name, lease=token)
