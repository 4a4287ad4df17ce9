#!/usr/bin/env python3
"""What tickets cost: lists, pages and the sweep with few and with many, and taking them in.

usage: python -m benchmarks.tickets [TICKETS] [REQUESTS]

TICKETS 0 leaves out the pages and the sweep.

Works in a database of its own, made and dropped here, on what DATABASE_URL names; `make load-test` gives
it a PostgreSQL server of its own. Intake is measured beside a minimal endpoint of one insert
(`benchmarks.reference`) in turns, so that a busy machine slows both alike: the ratio counts. Eight
clients report for a customer each, and once more all for the same, where each waits for the others at
its one quota.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import statistics
import subprocess
import sys
from collections import defaultdict

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import setup_test_environment
from django.utils import timezone

from benchmarks.curation import own_database, page, say, timed, told
from benchmarks.desk import Desk, fill, set_up
from benchmarks.servers import (
    CLIENTS,
    ROOT,
    Figures,
    database_url,
    environment,
    gunicorn,
    post_all,
)
from catalogue.models import ApiKey, Contact, Customer, User
from tickets.actions.sweeping import _due, sweep
from tickets.models import Clock, Event, Ticket

FEW, MANY, REQUESTS, ROUNDS = 1000, 100_000, 1500, 3
BACKEND = "catalogue.platform.signins.PortalBackend"
JSON = {"Content-Type": "application/json"}
WANTED = defaultdict(lambda: 201, page=302)


def main() -> None:
    """Print a line for each page, the sweep, and each way in."""
    given = [int(each) for each in sys.argv[1:]]
    many = given[0] if given else MANY
    requests = given[1] if len(given) > 1 else REQUESTS
    # Stored names of static files need a collection that a benchmark does not make.
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    setup_test_environment()
    with own_database():
        now = timezone.now()
        desk = set_up(now)
        say(f"{connection.vendor}; load of the machine {os.getloadavg()[0]:.1f}")
        if many:
            few_and_many(desk, many, now)
            swept(now)
        if connection.vendor == "postgresql":
            fill(desk, FEW, now)  # no plan is made for tables without rows
            taken_in(desk, requests)


def few_and_many(desk: Desk, many: int, now: dt.datetime) -> None:
    """Every page with few tickets in the tables, and with many."""
    fill(desk, FEW, now)
    few = pages(desk)
    fill(desk, many, now)
    clocks = Clock.objects.filter(state="running").count()
    say(f"{FEW:,} tickets against {many:,}: {clocks // 3:,} open, {clocks:,} clocks")
    for name, result in pages(desk).items():
        told(f"{name}, {FEW:,}", few[name])
        told(f"{name}, {many:,}", result)
        # The quickest visit says most: whatever else the machine does only adds to it.
        best = min(result[0]), min(few[name][0])
        say(f"  quickest {best[0] * 1000:.1f} ms, {best[0] / best[1]:.2f} × the few")


def pages(desk: Desk) -> dict[str, tuple[list[float], int]]:
    """Seconds and queries of the lists and pages, as a manager, as staff and as a program."""
    portal, admin, program = Client(), Client(), Client()
    portal.force_login(desk.manager, backend=BACKEND)
    admin.force_login(desk.staff, backend=BACKEND)
    program.defaults["HTTP_AUTHORIZATION"] = f"Bearer {desk.secret}"
    for client in (portal, admin, program):
        client.defaults["SERVER_NAME"] = "localhost"
    mine = Ticket.objects.filter(customer=desk.subscriptions[0].customer_id)
    one = mine.filter(state="open").first()
    assert one
    return {
        "portal list": page(portal, "/tickets/"),
        "portal page": page(portal, one.get_absolute_url()),
        "staff queue": page(admin, "/admin/tickets/ticket/"),
        "staff page": page(admin, f"/admin/tickets/ticket/{one.pk}/change/"),
        "API list": page(program, "/api/v1/tickets/"),
        "API ticket": page(program, f"/api/v1/tickets/{one.reference}/"),
    }


def swept(now: dt.datetime) -> None:
    """A sweep with nothing due, one with 500 tickets due, and how the due ones are found."""
    told("sweep, nothing due", timed(lambda: sweep(now - dt.timedelta(days=1))))
    late = Clock.objects.order_by("fires_at")[499].fires_at
    assert late
    times, _ = timed(lambda: sweep(late), once=True)
    kinds = Event.objects.filter(by="Remit").count()
    say(f"sweep, 500 clocks due: {times[0]:.2f} s, {kinds} told")
    plan = _due(now).values_list("ticket", flat=True)[:300].explain()
    say("\n".join(f"    {line}" for line in plan.splitlines()))


def taken_in(desk: Desk, requests: int) -> None:
    """Reports by API and by page beside the reference, in turns."""
    reference = f"{connection.settings_dict['NAME']}_reference"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{reference}"')
        cursor.execute(f'CREATE DATABASE "{reference}"')
    small = environment(
        DATABASE_URL=database_url(reference),
        DJANGO_SETTINGS_MODULE="benchmarks.reference.settings",
    )
    token = subprocess.run(
        [sys.executable, "-m", "benchmarks.reference.setup"],
        cwd=ROOT,
        env=small,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    ways = ways_of(desk)
    runs: dict[str, list[tuple[Figures, Figures]]] = {name: [] for name in ways}
    with (
        gunicorn("benchmarks.reference.wsgi:application", small) as (there, _),
        gunicorn("config.wsgi:application", environment()) as (here, _),
    ):
        for name, each in ways.items():
            post_all(here, 50, each, wanted=WANTED[name])
        for _ in range(ROUNDS):
            for name, each in ways.items():
                base = post_all(there, requests, [note_request(token)], wanted=201)
                own = post_all(here, requests, each, wanted=WANTED[name])
                runs[name].append((own, base))
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{reference}"')
    for name, pairs in runs.items():
        tell(name, pairs)


def tell(name: str, pairs: list[tuple[Figures, Figures]]) -> None:
    """The round of the median ratio, beside its reference."""
    by_ratio = sorted(pairs, key=lambda pair: pair[0].per_second / pair[1].per_second)
    own, base = by_ratio[len(by_ratio) // 2]
    ratios = [own.per_second / base.per_second for own, base in pairs]
    say(f"  reference           {base}")
    say(f"intake by {name}\n                      {own}")
    rounds = ", ".join(f"{ratio:.2f}" for ratio in ratios)
    say(f"  {statistics.median(ratios):.2f} × the reference (rounds: {rounds})")


def ways_of(desk: Desk) -> dict[str, list[dict]]:
    """What the clients send, by the way in: a customer each, or all for the first one."""
    customers = [each.customer for each in desk.subscriptions[:CLIENTS]]
    secrets = [secret_of(each) for each in customers]
    return {
        "API": [api_request(desk, secret=each) for each in secrets],
        "API, with an idempotency key": [
            api_request(desk, key="{n}", secret=each) for each in secrets
        ],
        "page": [page_request(desk, manager_of(each)) for each in customers],
        "API, all of one customer": [api_request(desk)],
    }


def secret_of(customer: Customer) -> str:
    """A new key of a customer that takes in tickets."""
    key = ApiKey(
        name="sender", customer=customer, scopes=["intake"], created_by="bench"
    )
    return key.issue()


def manager_of(customer: Customer) -> User:
    """A new manager of a customer."""
    user = User.objects.create_user(f"sender@{customer.key}.example", None)
    Contact.objects.create(
        customer=customer, user=user, name="S", email=user.email, role="manager"
    )
    return user


def note_request(token: str) -> dict:
    """A note for the reference."""
    body = json.dumps({"summary": "Phones {n}", "description": "Since nine."})
    headers = JSON | {"Authorization": f"Token {token}"}
    return {"path": "/notes/", "headers": headers, "body": body}


def api_request(desk: Desk, key: str = "", secret: str = "") -> dict:
    """A report by a program (the first customer's or `secret`), about a line that a quota bears on."""
    sent = {
        "summary": "Phones {n}",
        "description": "Since nine.",
        "provision": desk.provision.pk,
        "priority": "P2",
    }
    headers = JSON | {"Authorization": f"Bearer {secret or desk.secret}"}
    if key:
        headers["Idempotency-Key"] = key
    return {
        "path": "/api/v1/tickets/",
        "headers": headers,
        "body": json.dumps(sent),
    }


def page_request(desk: Desk, manager: User) -> dict:
    """The same by the portal's page, as a browser sends it: signed in, with its token."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(manager, backend=BACKEND)
    csrf = "c" * 32
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    fields = {
        "csrfmiddlewaretoken": csrf,
        "step": "send",
        "kind": "request",
        "summary": "Phones {n}",
        "description": "Since nine.",
        "priority": "P2",
    }
    boundary = "remit-benchmark"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    return {
        "path": f"/tickets/new/?provision={desk.provision.pk}",
        "headers": {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={csrf}",
        },
        "body": "".join(parts) + f"--{boundary}--\r\n",
    }


if __name__ == "__main__":
    main()
