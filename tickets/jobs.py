"""The tickets' periodic work. `tickets.tasks` hands the same functions to Celery."""

import datetime as dt

from catalogue.platform.jobs import periodic
from tickets.actions import (
    closing,
    coming_due,
    fetching_mail,
    moving_up,
    receiving,
    sweeping,
    telling,
)

SECOND, MINUTE = dt.timedelta(seconds=1), dt.timedelta(minutes=1)


@periodic(every=30 * SECOND, lease=10 * MINUTE)
def sweep_clocks(now):
    """Tell of deadlines that are near or have passed."""
    return sweeping.sweep(now)


@periodic(every=10 * SECOND, lease=10 * MINUTE)
def tell_people(now):
    """Write the mail of what happened to tickets."""
    return telling.tell(now)


@periodic(every=10 * MINUTE, lease=30 * MINUTE)
def close_resolved(now):
    """Close tickets that nobody reopened in time."""
    return closing.close_resolved(now)


@periodic(every=30 * SECOND, lease=30 * MINUTE)
def open_scheduled(now):
    """Open tickets whose scheduled time has come."""
    return coming_due.open_scheduled(now)


@periodic(every=60 * SECOND, lease=15 * MINUTE)
def fetch_mail(now):
    """Fetch mail from the mailbox, where one is set."""
    return fetching_mail.fetch(now)


@periodic(every=30 * SECOND, lease=10 * MINUTE)
def settle_mail(now):
    """Make comments and tickets of mail whose reading was interrupted."""
    return receiving.settle_waiting(now)


@periodic(every=60 * SECOND, lease=10 * MINUTE)
def move_up(now):
    """Reckon what tickets cost that moved up in a quota, where that was interrupted."""
    return moving_up.sweep(now)
