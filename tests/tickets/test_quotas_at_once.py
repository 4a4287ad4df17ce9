"""Many who ask at the same moment: what is allowed is given once, and nobody waits in a circle."""

import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.db import connection, connections
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.tickets.quota_rows import DANA, FOUR, HOURS, NOVEMBER, line_of, opened
from tickets.actions import intake, quotas
from tickets.actions.intake_report import Report
from tickets.actions.recording import locked
from tickets.models import QuotaPeriod, Reservation, Ticket


def at_once(number, act):
    """Run `act(n)` in as many threads, each with a connection of its own; what each returned."""
    start, results = threading.Barrier(number, timeout=60), {}

    def work(n):
        try:
            start.wait()
            results[n] = act(n)
        except Exception as error:
            results[n] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return [results[n] for n in range(number)]


def submit(subscription, actor):
    line = line_of(subscription)

    def act(n):
        report = Report(
            summary=f"Reset number {n}",
            channel="portal",
            description="Please.",
            kind="request",
            provision=line.pk,
            intake={"Number of users affected": "3"},
        )
        return intake.open_ticket(report, actor=actor, at=actor.at)

    return act


def check(results, allowed):
    assert not [each for each in results if isinstance(each, Exception)]
    within = Reservation.objects.filter(is_beyond=False).count()
    assert (within, Reservation.objects.count()) == (allowed, len(results))
    period = QuotaPeriod.objects.get()
    assert (period.used, period.beyond) == (allowed, len(results) - allowed)
    numbers = Reservation.objects.values_list("position", flat=True)
    assert sorted(numbers) == list(range(1, len(results) + 1))
    assert Ticket.objects.filter(charge="sow").count() == len(results) - allowed


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_64_at_once_exactly_four_are_within_a_quota_of_four(subscribed, dana_actor):
    subscription = subscribed(FOUR)

    results = at_once(64, submit(subscription, dana_actor))

    check(results, allowed=4)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_who_cancels_beside_each_other_waits_for_nobody_in_a_circle(subscribed):
    """Each holds its own ticket and makes room for the others', which are held as well."""
    subscription = subscribed(FOUR)
    pks = [opened(subscription).pk for _ in range(16)]

    def cancel(n):
        from django.db import transaction

        with transaction.atomic():
            quotas.release(locked(pks[n]), author=DANA, at=NOVEMBER)

    results = at_once(12, cancel)

    assert not [each for each in results if each is not None]
    left = Ticket.objects.filter(pk__in=pks[12:])
    assert set(left.values_list("charge", flat=True)) == {"included"}
    assert QuotaPeriod.objects.values_list("used", "beyond").get() == (4, 0)


@pytest.mark.django_db(transaction=True)
def test_on_sqlite_of_eight_at_once_exactly_four_are_within(
    subscribed, dana_actor, tmp_path, monkeypatch
):
    """The tests' database is in memory, where connections share one lock: this one is a file."""
    if connection.vendor != "sqlite":
        return
    submission = submit(subscribed(FOUR), dana_actor)
    copy = str(tmp_path / "remit.sqlite3")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [copy])
    monkeypatch.setitem(connections.settings["default"], "NAME", copy)

    results = at_once(8, submission)

    (failure,) = at_once(1, lambda _: check(results, allowed=4))
    if failure:
        raise failure


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["open", "consume", "release", "renew", "work"]),
        st.integers(0, 5),  # which ticket
        st.integers(0, 150),  # minutes of work
    ),
    max_size=14,
)


@pytest.mark.django_db
class TestAnyLife(TestCase):
    """Whatever follows on what, the period holds what the reservations say."""

    @pytest.fixture(autouse=True)
    def _subscription(self, subscribed):
        self.subscription = subscribed(FOUR | {"value": 2}, HOURS)

    @given(ACTS)
    def test_used_is_the_sum_of_what_is_held_and_never_more_than_allowed(self, acts):
        QuotaPeriod.objects.all().update(used=0, beyond=0)
        tickets = [opened(self.subscription) for _ in range(2)]

        for step, (act, which, minutes) in enumerate(acts):
            at = NOVEMBER + dt.timedelta(minutes=step)
            if act == "open":
                tickets.append(opened(self.subscription, minutes=minutes))
                continue
            ticket = Ticket.objects.get(pk=tickets[which % len(tickets)].pk)
            stamp = {"author": DANA, "at": at}
            if act == "work":
                quotas.set_minutes(ticket, minutes, **stamp)
            else:
                getattr(quotas, act)(ticket, **stamp)

        self.check()

    def check(self):
        held = Reservation.objects.exclude(state="released")
        for period in QuotaPeriod.objects.all():
            mine = list(held.filter(period=period))
            within = sum((r.amount for r in mine if not r.is_beyond), Decimal(0))
            beyond = [r for r in mine if r.is_beyond]
            assert period.used == within <= period.allowed
            assert period.beyond == sum(r.amount for r in beyond)
            # Nobody is beyond who could be within.
            waiting = [r.amount for r in beyond if r.state == "reserved"]
            assert all(amount > period.allowed - within for amount in waiting)
