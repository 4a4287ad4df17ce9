#!/usr/bin/env python3
"""What hours cost with a large book: the hours page of a customer, and closing a month for all.

usage: python -m benchmarks.hours [AGREEMENTS] [MONTHS]

Works in a database of its own, made and dropped here, on what DATABASE_URL names; `make hours-test`
gives it a PostgreSQL server of its own. The page is measured beside an empty signed-in page on the same
base template plus the page's own SQL sent through psycopg; the close beside the bare `GROUP BY` of
its month plus a `COPY` of as many rows as it writes. The ratios count.
"""

from __future__ import annotations

import datetime as dt
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.shortcuts import render
from django.test import Client
from django.urls import include, path
from django.utils import timezone

from benchmarks import book
from benchmarks.curation import own_database, say
from billing.actions.closing import close
from billing.models import Agreement, Period, Statement, StatementLine
from catalogue.models import Contact, Customer, User
from catalogue.periods import month_of, moved
from catalogue.platform.tenancy import actor_for

MANY, MONTHS = 10_000, 24
VISITS, WARM = 200, 10
CLOSED = 3  # months that are closed and measured
BACKEND = "catalogue.platform.signins.PortalBackend"
SUMS = """
SELECT agreement_id, role, billable, sum(minutes), sum(counted_minutes), sum(after_minutes)
FROM billing_timeentry WHERE month = %s AND withdrawn_at IS NULL GROUP BY 1, 2, 3
"""

Sent = list[tuple[str, Any]]

urlpatterns = [
    path("empty/", lambda request: render(request, "base.html"), name="empty"),
    path("", include("config.urls")),
]


def main() -> None:
    """Print a line for the page, and one for each month closed, with their ratios."""
    given = [int(each) for each in sys.argv[1:]]
    agreements = given[0] if given else MANY
    months = given[1] if len(given) > 1 else MONTHS
    # Stored names of static files need a collection that a benchmark does not make.
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    # As served: a test's environment would note every template that is rendered.
    settings.DEBUG, settings.ALLOWED_HOSTS = False, ["localhost"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with own_database():
        now = timezone.now()
        this = month_of(now.date())
        book.set_up(agreements)
        entries = book.fill(moved(this, 1 - months), months)
        say(
            f"{connection.vendor}: {agreements:,} agreements, {entries:,} entries; "
            f"load of the machine {os.getloadavg()[0]:.1f}"
        )
        settings.ROOT_URLCONF = __name__
        page_of_many(agreements)
        close_before(moved(this, 1 - months), moved(this, -CLOSED), now)
        for back in range(CLOSED, 0, -1):
            closed(moved(this, -back), now)
        say(
            f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB"
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as the server does by itself, a little later
        page_of_many(agreements)


# -- the page ---------------------------------------------------------------------------------------


def page_of_many(agreements: int) -> None:
    """The hours page of one customer after the other, beside its floor, in turns."""
    # Spread over the book, so that every kind of agreement has its share.
    clients = [signed_in((n * agreements // 20 + n) % agreements) for n in range(20)]
    page, floor, counts = [], [], set()
    for number in range(VISITS + WARM):
        client = clients[number % len(clients)]
        sent: Sent = []
        with connection.execute_wrapper(noting(sent)):
            got(client, "/hours/")
        counts.add(len(sent))
        spent = seconds(got, client, "/hours/")
        empty = seconds(got, client, "/empty/")
        bare = seconds(sent_again, sent)
        if number >= WARM:
            page.append(spent)
            floor.append(empty + bare)
    ratio = p95(page) / p95(floor)
    say(
        f"hours page  p50 {ms(statistics.median(page))}  p95 {ms(p95(page))}, "
        f"{'/'.join(map(str, sorted(counts)))} queries"
    )
    say(
        f"  empty page and the same SQL  p50 {ms(statistics.median(floor))}  p95 {ms(p95(floor))}"
        f"  -> p95 {ratio:.2f} x, p50 "
        f"{statistics.median(page) / statistics.median(floor):.2f} x"
    )


def signed_in(number: int) -> Client:
    """A browser of the manager of a customer."""
    customer = Customer.objects.get(key=f"c{number}")
    user, made = User.objects.get_or_create(email=f"m{number}@c.example")
    if made:
        Contact.objects.create(
            customer=customer, user=user, name="M", email=user.email, role="manager"
        )
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend=BACKEND)
    return client


def got(client: Client, address: str) -> None:
    """Visit a page."""
    answer = client.get(address)
    if answer.status_code != 200:
        sys.exit(f"{address}: {answer.status_code}")


def noting(sent: Sent) -> Callable[..., Any]:
    """Writes down what is asked of the database."""

    def ask(execute: Callable[..., Any], sql: str, given: Any, *rest: Any) -> Any:
        sent.append((sql, given))
        return execute(sql, given, *rest)

    return ask


def sent_again(sent: Sent) -> None:
    """The SQL of a page, past the framework."""
    connection.ensure_connection()
    raw = connection.connection.cursor()
    for sql, given in sent:
        if sql.startswith("SELECT"):
            text = sql if connection.vendor == "postgresql" else sql.replace("%s", "?")
            raw.execute(text, given or ())
            raw.fetchall()
    raw.close()


# -- the close --------------------------------------------------------------------------------------


def close_before(first: dt.date, month: dt.date, now: dt.datetime) -> None:
    """Mark the months before one as closed, without statements: nothing is open before it."""
    Agreement.objects.update(starts_on=first)
    while first < month:
        Period.objects.bulk_create(
            (
                Period(
                    agreement_id=agreement,
                    customer_id=customer,
                    month=first,
                    state=Period.State.CLOSED,
                    closed_at=now,
                    closed_by="benchmark",
                )
                for agreement, customer in Agreement.objects.values_list(
                    "pk", "customer"
                )
            ),
            batch_size=book.CHUNK,
        )
        first = moved(first, 1)


def closed(month: dt.date, now: dt.datetime) -> None:
    """Close a month for all, beside the sums and the copy that it cannot do without."""
    before = Statement.objects.count(), StatementLine.objects.count()
    floor = seconds(summed, month)
    staff = actor_for(
        User.objects.create_superuser(f"b{month}@p.example", None), at=now
    )
    spent = seconds(close, month, actor=staff, at=now, accept=True)
    made = (
        Statement.objects.count() - before[0],
        StatementLine.objects.count() - before[1],
    )
    copied = copied_again(*made, Agreement.objects.count())
    say(
        f"close {month:%Y-%m}  {spent:.2f} s: {made[0]:,} statements, {made[1]:,} lines; "
        f"GROUP BY {floor:.2f} s + COPY {copied:.2f} s -> {spent / (floor + copied):.1f} x"
    )


def summed(month: dt.date) -> None:
    """The bare sums of a month."""
    with connection.cursor() as cursor:
        cursor.execute(SUMS, [month])
        cursor.fetchall()


def copied_again(statements: int, lines: int, months: int) -> float:
    """Seconds to copy as many rows as the close wrote, and to commit them.

    Into ordinary tables with the same indexes and checks; without foreign keys, which the close
    has checked on top.
    """
    spent = 0.0
    wanted = {
        "billing_statement": statements,
        "billing_statementline": lines,
        "billing_period": months,
        "billing_periodevent": months,
    }
    for table, count in wanted.items() if connection.vendor == "postgresql" else ():
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE again (LIKE {table} INCLUDING ALL)")
            with cursor.copy(
                f"COPY (SELECT * FROM {table} ORDER BY id DESC LIMIT {count}) TO STDOUT"
            ) as out:
                rows = b"".join(bytes(part) for part in out)
            began = time.perf_counter()
            with cursor.copy("COPY again FROM STDIN") as copy:
                copy.write(rows)
            spent += time.perf_counter() - began
            cursor.execute("DROP TABLE again")
    return spent


def seconds(act: Callable[..., object], *given: Any, **named: Any) -> float:
    """How long a call takes."""
    began = time.perf_counter()
    act(*given, **named)
    return time.perf_counter() - began


def p95(times: list[float]) -> float:
    """The time that one call in twenty exceeds."""
    return sorted(times)[int(len(times) * 0.95)]


def ms(spent: float) -> str:
    """Seconds as milliseconds in words."""
    return f"{spent * 1000:.1f} ms"


if __name__ == "__main__":
    main()
