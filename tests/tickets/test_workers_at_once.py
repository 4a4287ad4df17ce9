"""Two workers that sweep and tell at the same moment. PostgreSQL only."""

import datetime as dt
import threading

import pytest
from django.db import connection, connections

from catalogue.models import Mail
from tests.tickets.clocked import begun
from tickets.actions.sweeping import sweep
from tickets.actions.telling import tell
from tickets.models import Event

HOUR = dt.timedelta(hours=1)
TICKETS, WORKERS = 6, 3

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def together(act):
    """Run an act in threads that start at once; what each returned."""
    assert connection.vendor == "postgresql"
    start, results = threading.Barrier(WORKERS, timeout=30), []

    def work():
        try:
            start.wait()
            results.append(act())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert len(results) == WORKERS
    return results


def test_a_clock_speaks_once_whoever_sweeps(subscription, now):
    tickets = [begun(subscription, at=now) for _ in range(TICKETS)]

    together(lambda: sweep(now + HOUR))

    told = Event.objects.filter(kind="breached").values_list("ticket", flat=True)
    assert sorted(told) == sorted(ticket.pk for ticket in tickets)


def test_an_event_is_told_once_whoever_tells(watched, happened, now):
    for n in range(TICKETS):
        happened("replied", at=now + n * HOUR)

    together(lambda: tell(now))

    assert not Event.objects.filter(told_at=None).exists()
    assert Mail.objects.count() == TICKETS * 2  # the requester and the watcher
