"""The catalogue's periodic work. `catalogue.tasks` hands the same functions to Celery."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from catalogue.actions import scheduling, uploads
from catalogue.answers import store
from catalogue.platform import idempotency, outbox
from catalogue.platform.jobs import Clock, periodic, running_clock, stopping

SECOND, MINUTE = dt.timedelta(seconds=1), dt.timedelta(minutes=1)
HOUR = 60 * MINUTE
# After which a run begins nothing more: one worker does all jobs, and a revision whose day has come
# shall not wait behind a hundred documents.
TURN = MINUTE


@periodic(every=30 * SECOND, lease=10 * MINUTE)
def publish_due(now):
    """Put revisions in force whose day has come."""
    return scheduling.publish_due(now)


@periodic(every=15 * SECOND, lease=30 * MINUTE)
def send_mail(now):
    """Send the mail that waits."""
    return outbox.send_due(now)


@periodic(every=60 * SECOND, lease=60 * MINUTE)
def sweep_uploads(now):
    """Read uploads whose message was lost or whose worker died; how many were read.

    Each is claimed at its own time, so that a long sweep does not look dead to another.
    """
    clock = running_clock(now)
    return sum(
        uploads.read_upload(pk, at=clock())
        for pk in in_turn(uploads.waiting(now), clock)
    )


@periodic(every=60 * SECOND, lease=30 * MINUTE)
def index_drafts(now):
    """Prepare what publishing needs of drafts, so that it takes a moment; how many were indexed."""
    clock, indexed = running_clock(now), 0
    for revision in in_turn(store.unindexed(), clock):
        store.build(revision, at=clock())
        indexed += 1
    return indexed


@periodic(every=HOUR, lease=HOUR)
def forget_submissions(now):
    """Let go of the replies kept for requests sent again; how many were old."""
    return idempotency.forget_old(now)


def in_turn(work: Iterable[Any], clock: Clock) -> Iterator[Any]:
    """What of `work` one run does: the first, and more until `TURN` is over or the worker ends."""
    until = clock() + TURN
    for number, each in enumerate(work):
        if stopping.is_set() or (number and clock() >= until):
            return
        yield each
