"""Two who close at the same moment, and one who is killed in the middle. PostgreSQL only."""

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection, connections, transaction

from billing.actions.agreeing import save_agreement
from billing.actions.closing import close, system
from billing.actions.crediting import give
from billing.actions.months import hold
from billing.actions.refusals import NotNow, Refused
from billing.models import Agreement, Period, PeriodEvent, Statement, StatementCounter
from tests.billing.closing_rows import LATER, NOVEMBER, OCTOBER, clerk
from tests.billing.rows import agreement, customer, entry

ROOT = Path(__file__).resolve().parent.parent.parent
AGREEMENTS, CLOSERS, PATIENCE = 7, 3, 60

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def books():
    made = []
    for number in range(AGREEMENTS):
        each = agreement(customer(f"c{number}"), starts_on=OCTOBER)
        entry(each, 21 * 60)
        made.append(each)
    return made


def together(*acts):
    """Run acts in threads that start at once; what each returned or raised."""
    assert connection.vendor == "postgresql"
    start, results = threading.Barrier(len(acts), timeout=30), []

    def work(act):
        try:
            start.wait()
            results.append(act())
        except Exception as error:
            results.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=PATIENCE)
    assert len(results) == len(acts)
    return results


def assert_closed_once(books):
    rows = Statement.objects.order_by("number").values_list("agreement", "number")
    assert sorted(number for _, number in rows) == list(range(1, len(books) + 1))
    assert {pk for pk, _ in rows} == {each.pk for each in books}
    assert StatementCounter.objects.get().last == len(books)
    assert PeriodEvent.objects.count() == len(books)
    assert set(Period.objects.values_list("state", flat=True)) == {"closed"}


def test_a_month_is_closed_once_whoever_closes(books):
    closing = [lambda: close(OCTOBER, actor=system(LATER), at=LATER, size=2)] * CLOSERS

    done = together(*closing)

    assert sum(len(each.statements) for each in done) == AGREEMENTS
    assert_closed_once(books)


def test_whoever_writes_in_a_month_comes_before_its_close_or_is_refused(books):
    clara = clerk()
    made = books[0]

    results = together(
        lambda: close(OCTOBER, actor=clara, at=LATER),
        lambda: give(
            made, OCTOBER, amount=Decimal(5), reason="Late", actor=clara, at=LATER
        ),
    )

    refused = [each for each in results if isinstance(each, Exception)]
    assert [type(each) for each in refused] in ([], [NotNow])
    total = Statement.objects.get(agreement=made).total
    assert total == (3175 if refused else 3170)


def test_who_is_killed_in_a_batch_leaves_nothing_of_it(books):
    """The counter is locked by the test, so that the other one stands still with rows written."""
    StatementCounter.objects.create(provider=books[0].provider)
    with transaction.atomic():
        StatementCounter.objects.select_for_update().get()
        closer = start_closing()
        try:
            wait_until(waits_for_a_lock)
        finally:
            closer.kill()
            closer.communicate(timeout=PATIENCE)
    wait_until(lambda: not waits_for_a_lock())

    assert not Statement.objects.exists()
    assert not Period.objects.exists()
    close(OCTOBER, actor=system(LATER), at=LATER)
    assert_closed_once(books)


def test_who_changes_terms_while_a_month_is_closed_is_refused(books):
    """The counter is locked by the test, so that the closer stands still; the writer waits for it."""
    clara, made = clerk(), books[0]
    made.renewal, made.starts_on = "monthly", NOVEMBER
    StatementCounter.objects.create(provider=made.provider)
    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            StatementCounter.objects.select_for_update().get()
            closer = start_closing()
            wait_until(lambda: waiting_locks() == 1)
            writer = pool.submit(
                alone, lambda: save_agreement(made, actor=clara, at=LATER)
            )
            wait_until(lambda: waiting_locks() == 2)
        closer.communicate(timeout=PATIENCE)

    assert isinstance(writer.exception(), Refused)
    assert "October 2026 is closed" in str(writer.exception())
    assert Agreement.objects.get(pk=made.pk).starts_on == OCTOBER
    assert_closed_once(books)


def alone(act):
    """An act in a thread, with a connection of its own."""
    try:
        return act()
    finally:
        connections.close_all()


def start_closing():
    """Another process that closes the month in the test's database."""
    own = connection.settings_dict
    login = own["USER"] + (f":{own['PASSWORD']}" if own["PASSWORD"] else "")
    url = f"postgres://{login}@{own['HOST']}:{own['PORT']}/{own['NAME']}"
    code = (
        "import datetime as dt, django; django.setup();"
        "from billing.actions.closing import close, system;"
        f"at = dt.datetime.fromisoformat('{LATER.isoformat()}');"
        "close(dt.date(2026, 10, 1), actor=system(at), at=at)"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ
        | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def waits_for_a_lock():
    return waiting_locks() > 0


def waiting_locks():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0]


def wait_until(question):
    end = time.monotonic() + PATIENCE
    while not question():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


def test_a_month_that_is_held_is_waited_for(books):
    """Who closes waits for who writes in the month; nobody waits in a circle."""

    def write():
        with transaction.atomic():
            hold(books[3], OCTOBER)
            time.sleep(0.3)
            entry(books[3], 60)

    together(write, lambda: close(OCTOBER, actor=system(LATER), at=LATER))

    stated = Statement.objects.get(agreement=books[3]).total
    assert stated in (3175, 3350)
