#!/usr/bin/env python3
"""Runs a measurement on a PostgreSQL of its own, as durable as in production, thrown away after.

usage: python benchmarks/postgres.py MODULE [ARGUMENT…]

With DATABASE_URL set to a PostgreSQL server, that one is used. Listens on 127.0.0.1 alone.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 30  # seconds for a start


def main() -> int:
    """Run the module in a child that finds its database in DATABASE_URL."""
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    command = [sys.executable, "-m", *sys.argv[1:]]
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return subprocess.call(command)
    # Whoever ends this ends the server, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with cluster() as url:
        return subprocess.call(command, env=os.environ | {"DATABASE_URL": url})


@contextmanager
def cluster() -> Iterator[str]:
    """A server with an empty database; its address. Refuses to run as root: so does PostgreSQL."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        sys.exit("Install PostgreSQL's server, or set DATABASE_URL.")
    binaries, port = found[-1].parent, free_port()
    folder = Path(tempfile.mkdtemp(prefix="remit-postgres-"))
    data = folder / "data"
    as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres")
    common = ["-A", "trust", "-U", "remit", "-E", "UTF8", "--locale=C.UTF-8"]
    try:
        run([*as_user, str(binaries / "initdb"), "-D", str(data), *common])
        server = subprocess.Popen(
            [
                *as_user,
                *(str(binaries / "postgres"), "-D", str(data), "-p", str(port)),
                *("-k", str(folder), "-c", "listen_addresses=127.0.0.1"),
                *("-c", "shared_buffers=256MB", "-c", "max_connections=60"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the measurement, which then stops the server
        )
        try:
            ready = [str(binaries / "pg_isready"), "-h", "127.0.0.1", "-p", str(port)]
            wait_for(lambda: subprocess.call(ready, stdout=subprocess.DEVNULL) == 0)
            run([str(binaries / "createdb"), *address(port), "-U", "remit", "remit"])
            yield f"postgres://remit@127.0.0.1:{port}/remit"
        finally:
            stop(data, server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def stop(data: Path, server: subprocess.Popen[bytes]) -> None:
    """End the server and all its connections; what was started is not always the server itself."""
    lines = (
        (data / "postmaster.pid").read_text().splitlines()
        if server.poll() is None
        else []
    )
    if lines:
        os.kill(int(lines[0]), signal.SIGINT)
    server.wait(PATIENCE)


def address(port: int) -> list[str]:
    """Where the server listens, as its tools are told."""
    return ["-h", "127.0.0.1", "-p", str(port)]


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(question: Callable[[], bool]) -> None:
    """Ask until the answer is yes."""
    end = time.monotonic() + PATIENCE
    while not question():
        if time.monotonic() > end:
            sys.exit("waited in vain for a server")
        time.sleep(0.1)


def run(command: list[str]) -> None:
    """Run a tool; its words only when it fails."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{command[0]}: {done.stderr}")


if __name__ == "__main__":
    sys.exit(main())
