"""The catalogue's periodic work. `catalogue.tasks` hands the same functions to Celery."""

import datetime as dt

from catalogue.actions import scheduling, uploads
from catalogue.answers import store
from catalogue.platform import outbox
from catalogue.platform.jobs import periodic, running_clock, stopping

SECOND, MINUTE = dt.timedelta(seconds=1), dt.timedelta(minutes=1)


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
    clock, read = running_clock(now), 0
    for pk in uploads.waiting(now):
        if stopping.is_set():
            break
        read += uploads.read_upload(pk, at=clock())
    return read


@periodic(every=60 * SECOND, lease=30 * MINUTE)
def index_drafts(now):
    """Prepare what publishing needs of drafts, so that it takes a moment; how many were indexed."""
    clock, indexed = running_clock(now), 0
    for revision in store.unindexed():
        if stopping.is_set():
            break
        store.build(revision, at=clock())
        indexed += 1
    return indexed
