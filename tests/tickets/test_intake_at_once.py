"""Reports that arrive at the same moment. PostgreSQL only: SQLite writes one after the other."""

import threading
from collections import Counter

import pytest
from django.db import connection, connections

from catalogue.models import Submission
from catalogue.platform.idempotency import once
from catalogue.platform.tenancy import Actor
from tickets.actions.intake import Report, open_ticket
from tickets.models import Clock, Event, Ticket

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def program(northwind, now):
    return Actor(now, "key monitor", customer=northwind.pk, role="key")


@pytest.fixture
def at_once():
    """Runs an act in many threads that start together; what each returned or raised."""

    def run(times, act):
        assert connection.vendor == "postgresql"
        start, results = threading.Barrier(times, timeout=30), [None] * times

        def work(n):
            try:
                start.wait()
                results[n] = act(n)
            except Exception as error:
                results[n] = error
            finally:
                connections.close_all()

        threads = [threading.Thread(target=work, args=[n]) for n in range(times)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=120)
        return results

    return run


def of_alarm(**changes):
    intake = {"Number of users affected": 3}
    return Report("Disk is full", "api", priority="P3", intake=intake, **changes)


def test_a_key_sent_fifty_times_at_once_makes_one_ticket(
    subscription, program, at_once, now
):
    def send(n):
        with once(sender="key:1", key="k", payload="disk", at=now) as kept:
            if kept.is_new:
                receipt = open_ticket(of_alarm(), actor=program, at=now)
                kept.keep({"reference": receipt.reference})
        return kept.reply

    replies = at_once(50, send)

    ticket = Ticket.objects.get()
    assert replies == [{"reference": ticket.reference}] * 50
    assert Submission.objects.count() == Event.objects.count() == 1


def test_an_alarm_raised_twenty_times_at_once_is_one_ticket(
    subscription, program, at_once, now
):
    def send(n):
        return open_ticket(of_alarm(dedup_key="disk-7"), actor=program, at=now)

    receipts = at_once(20, send)

    ticket = Ticket.objects.get()
    assert not [each for each in receipts if isinstance(each, Exception)]
    assert {each.reference for each in receipts} == {ticket.reference}
    assert Counter(each.created for each in receipts) == {True: 1, False: 19}
    kinds = Counter(Event.objects.values_list("kind", flat=True))
    assert kinds == {"opened": 1, "repeated": 19}
    counts = Event.objects.filter(kind="repeated").values_list("data__count", flat=True)
    assert sorted(counts) == list(range(2, 21))
    assert Clock.objects.filter(ticket=ticket).count() == Clock.objects.count()
