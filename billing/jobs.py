"""Billing's periodic work. `billing.tasks` hands the same functions to Celery."""

import datetime as dt

from django.conf import settings

from billing.actions import closing, telling_agreements, watching_hours
from catalogue.platform.jobs import periodic

MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)


@periodic(every=HOUR, lease=30 * MINUTE)
def remind_of_notice(now):
    """Tell customers of agreements that renew by themselves, 60, 30 and 7 days before it is too late."""
    return telling_agreements.remind(now)


@periodic(every=15 * MINUTE, lease=30 * MINUTE)
def watch_hours(now):
    """Tell of hours that are used up, and ask an approver for overage beyond a cap."""
    return watching_hours.watch(now)


@periodic(every=6 * HOUR, lease=6 * HOUR)
def close_due(now):
    """Close last month, of all that nothing speaks against, from the day that is set on."""
    return closing.close_due(now, day=settings.CLOSE_ON_DAY)
