"""Servers and clients of a measurement: gunicorn as in production, load from another process."""

from __future__ import annotations

import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection

from benchmarks.postgres import free_port, wait_for

ROOT = Path(__file__).resolve().parent.parent
CLIENTS = 8


@dataclass(frozen=True)
class Figures:
    """What a run of requests came to: per second, and percentiles in milliseconds."""

    per_second: float
    p50: float
    p95: float
    p99: float

    def __str__(self) -> str:
        return (
            f"{self.per_second:7.0f} requests/s  p50 {self.p50:6.1f} ms  "
            f"p95 {self.p95:6.1f} ms  p99 {self.p99:6.1f} ms"
        )


def database_url(name: str = "") -> str:
    """The address of the database at hand, or of another one on its server."""
    at = connection.settings_dict
    host = f"{at['HOST'] or '127.0.0.1'}:{at['PORT'] or 5432}"
    secret = f":{at['PASSWORD']}" if at["PASSWORD"] else ""
    return f"postgres://{at['USER']}{secret}@{host}/{name or at['NAME']}"


def environment(**more: str) -> dict[str, str]:
    """For a process that works on the database at hand."""
    given = {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "OPENBLAS_NUM_THREADS": "1",
    }
    return os.environ | given | more


@contextmanager
def gunicorn(
    app: str, env: Mapping[str, str], *, workers: int = 2, kind: str = "sync"
) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """A web server with so many processes, on a port of its own."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", app, "--bind", f"127.0.0.1:{port}"]
    options = [
        "--workers",
        str(workers),
        "--worker-class",
        kind,
        "--log-level",
        "error",
    ]
    server = subprocess.Popen(
        [*command, *options, "--no-control-socket"], cwd=ROOT, env=dict(env)
    )
    try:
        wait_for(lambda: answers(port))
        yield port, server
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def answers(port: int) -> bool:
    """Whether somebody listens there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def post_all(
    port: int, requests: int, each: Sequence[Mapping[str, Any]], *, wanted: int
) -> Figures:
    """Send so many requests from eight clients; ends the measurement when one is refused.

    `each` has the requests of the clients by turns: path, headers and body.
    """
    given = {"mark": uuid.uuid4().hex[:8], "requests": list(each)}
    command = [sys.executable, str(ROOT / "benchmarks" / "load.py")]
    done = subprocess.run(
        [*command, str(port), str(CLIENTS), str(requests)],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout)
    if set(told["statuses"]) != {str(wanted)}:
        sys.exit(f"{each[0]['path']}: {told['statuses']}")
    return figures(told["took"], requests / told["seconds"])


def figures(took: list[float], per_second: float) -> Figures:
    """Percentiles of times in milliseconds."""
    cuts = statistics.quantiles(took, n=100)
    return Figures(per_second, statistics.median(took), cuts[94], cuts[98])
