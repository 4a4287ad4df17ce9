#!/usr/bin/env python3
"""Kills web and worker processes while reports come in, and counts what is left of each.

usage: python -m benchmarks.chaos [REPORTS]

Eight clients send reports with idempotency keys and send again what was not acknowledged. Meanwhile
web processes and the worker are killed with SIGKILL and started anew. Then every acknowledged ticket
has to be there once, with its clocks as its timeline gives them, everybody told, and no mail twice.
Works in a database of its own; `make chaos` gives it a PostgreSQL server of its own.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from django.db import connection
from django.utils import timezone

from benchmarks.curation import own_database, say
from benchmarks.desk import Desk, set_up
from benchmarks.servers import CLIENTS, ROOT, environment, gunicorn
from benchmarks.sink import Sink
from benchmarks.tickets import api_request
from catalogue.models import Contact, Mail
from tickets.actions.what_if import all_differences
from tickets.models import Clock, Event, Reservation, Ticket

REPORTS = 2000
KILLS_EVERY = 6.0  # seconds between two kills
CLOCKS = 3  # of each ticket: response, restoration, escalation
PATIENCE = 300  # seconds for the worker to tell and send the rest
LOST_NOTE = (
    3  # a mail that a worker died on right after the server took it is sent again
)


def main() -> int:
    """Do it and count; 1 when anything is missing or there twice."""
    reports = int(sys.argv[1]) if len(sys.argv) > 1 else REPORTS
    with own_database(), Sink() as sink:
        desk = set_up(timezone.now())
        Contact.objects.create(
            customer=desk.subscriptions[0].customer, name="R", email="r@c0.example"
        )
        env = environment(EMAIL_URL=f"smtp://127.0.0.1:{sink.port}")
        with gunicorn("config.wsgi:application", env) as (port, server):
            clients = Clients(port, reports, desk)
            with Killer(server.pid, env) as killer:
                clients.send_all()
                killer.stop_killing()
                wait_until_told()
        return judged(clients, killer, sink)


class Clients:
    """Eight clients that send each report until it is acknowledged."""

    def __init__(self, port: int, reports: int, desk: Desk) -> None:
        self.port, self.left = port, list(range(reports))
        self.request = api_request(desk, key="chaos-{n}")
        body = json.loads(self.request["body"])
        self.request["body"] = json.dumps(body | {"requester_email": "r@c0.example"})
        self.acknowledged: dict[int, str] = {}
        self.again = 0
        self.lock = threading.Lock()

    def send_all(self) -> None:
        """Return when every report is acknowledged."""
        threads = [threading.Thread(target=self.work) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def work(self) -> None:
        while True:
            with self.lock:
                if not self.left:
                    return
                number = self.left.pop()
            self.send(number)

    def send(self, number: int) -> None:
        while True:
            with suppress(OSError, http.client.HTTPException, ValueError):
                self.acknowledged[number] = self.sent(number)
                return
            with self.lock:
                self.again += 1
            time.sleep(0.1)

    def sent(self, number: int) -> str:
        """The reference that the report got; raises for anything else than an acknowledgement."""
        mark = str(number)
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {
            name: value.replace("{n}", mark)
            for name, value in self.request["headers"].items()
        }
        body = self.request["body"].replace("{n}", mark)
        client.request("POST", self.request["path"], body, headers)
        answer = client.getresponse()
        text = answer.read()
        client.close()
        if answer.status not in (200, 201):
            raise ValueError(answer.status)
        return str(json.loads(text)["reference"])


class Killer:
    """Keeps a worker at work, and kills it and web processes at random moments."""

    def __init__(self, server: int, env: dict[str, str]) -> None:
        self.server, self.env = server, env
        self.killed: Counter[str] = Counter()
        self.over = threading.Event()
        self.worker = self.start()
        self.thread = threading.Thread(target=self.work)

    def start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "manage.py", "worker"]
        return subprocess.Popen(command, cwd=ROOT, env=self.env)

    def __enter__(self) -> Killer:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop_killing()
        self.worker.terminate()
        self.worker.wait(30)

    def stop_killing(self) -> None:
        self.over.set()
        self.thread.join()

    def work(self) -> None:
        draw = random.Random(1)
        while not self.over.wait(KILLS_EVERY * draw.uniform(0.5, 1.5)):
            web = children(self.server)
            if web and draw.random() < 0.5:
                self.kill("web", draw.choice(web))
            else:
                self.kill("worker", self.worker.pid)
                self.worker.wait()
                self.free_leases()
                self.worker = self.start()

    def kill(self, name: str, pid: int) -> None:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            self.killed[name] += 1

    def free_leases(self) -> None:
        """End the dead worker's leases and claims now: in life that takes ten minutes."""
        with connection.cursor() as cursor:
            cursor.execute("UPDATE catalogue_job SET lease = '', leased_until = NULL")
            cursor.execute("UPDATE catalogue_mail SET claim = '', claimed_at = NULL")
        connection.close()


def children(pid: int) -> list[int]:
    """Processes that a process started."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(each) for each in found.split()]


def wait_until_told() -> None:
    """Until every event is told and every mail is sent."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        untold = Event.objects.filter(told_at=None).exists()
        if not (untold or Mail.objects.waiting().exists()):
            return
        time.sleep(1)


def judged(clients: Clients, killer: Killer, sink: Sink) -> int:
    """Print the figures; 1 when one of them is wrong."""
    acknowledged = Counter(clients.acknowledged.values())
    tickets = {f"T-{pk}" for pk in Ticket.objects.values_list("pk", flat=True)}
    sent = Mail.objects.exclude(sent_at=None).count()
    keys = Mail.objects.values_list("key", flat=True)
    figures = [
        ("reports acknowledged", len(clients.acknowledged), len(clients.acknowledged)),
        ("tickets of theirs", len(tickets & acknowledged.keys()), len(acknowledged)),
        ("references given twice", sum(n > 1 for n in acknowledged.values()), 0),
        ("tickets that nobody was told the number of", len(tickets - acknowledged.keys()), 0),
        ("clocks", Clock.objects.count(), len(tickets) * CLOCKS),
        ("clocks that differ from the timeline", differing(), 0),
        ("reservations", Reservation.objects.count(), len(tickets)),
        ("opening events", Event.objects.filter(kind="opened").count(), len(tickets)),
        ("events that nobody was told of", Event.objects.filter(told_at=None).count(), 0),
        ("receipts", keys.filter(recipient="r@c0.example").count(), len(tickets)),
        ("mails given up or waiting", Mail.objects.count() - sent, 0),
        ("messages that came twice", sink.twice(), range(LOST_NOTE * killer.killed["worker"] + 1)),
        ("messages that came", len(sink.seen), Mail.objects.count()),
    ]  # fmt: skip
    say(f"killed: {dict(killer.killed)}; sent again: {clients.again}")
    wrong = 0
    for name, found, wanted in figures:
        good = found in wanted if isinstance(wanted, range) else found == wanted
        wrong += not good
        shown = f"at most {wanted[-1]}" if isinstance(wanted, range) else wanted
        say(f"{'ok   ' if good else 'WRONG'} {name:44} {found:6}, wanted {shown}")
    return bool(wrong)


def differing() -> int:
    """Tickets whose clocks are not what their timeline says."""
    tickets, now = list(Ticket.objects.order_by("pk")), timezone.now()
    parts = (tickets[n : n + 500] for n in range(0, len(tickets), 500))
    return sum(
        bool(found) for part in parts for _, found in all_differences(part, at=now)
    )


if __name__ == "__main__":
    sys.exit(main())
