"""Sets up what a first visitor needs, then serves: what `make run` does once packages are there."""

from __future__ import annotations

import hashlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command

from config import gunicorn

STAMP = ".collected"
PATIENCE = 5  # seconds the worker has to end; it takes one


def set_up() -> None:
    """Bring database, cache table, static files, catalogue and demo data up to date."""
    from catalogue.platform import roles  # needs Django set up

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    roles.sync()
    collect_static()
    call_command("load_catalogue")
    call_command("load_demo")
    call_command("load_demo_tickets")
    call_command("load_demo_hours")


def collect_static() -> None:
    """Collect static files unless they are unchanged; gunicorn reads their manifest only once."""
    stamp = Path(settings.STATIC_ROOT) / STAMP
    now = fingerprint()
    if stamp.is_file() and stamp.read_text() == now:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(now)


def fingerprint() -> str:
    """Changes whenever a static file appears, goes or is written."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(None):
            stat = os.stat(storage.path(name))
            digest.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def serve() -> int:
    """Run gunicorn and the worker until gunicorn is told to stop; returns its exit code."""
    terminal = owns_terminal()
    server = start("gunicorn", "--config", "python:config.gunicorn", alone=terminal)
    for stop in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(stop, lambda *_: server.terminate())
    with working(), foreground(server.pid) if terminal else nullcontext():
        return server.wait()


def start(*module: str, alone: bool = False) -> subprocess.Popen[bytes]:
    """Run a module in a process of its own; `alone` in its process group."""
    return subprocess.Popen(
        [sys.executable, "-m", *module],
        cwd=settings.BASE_DIR,
        process_group=0 if alone else None,
    )


@contextmanager
def working() -> Iterator[subprocess.Popen[bytes]]:
    """Have the periodic work done meanwhile; the worker ends with us, however we end."""
    # Ctrl-C is meant for the server: the worker hears of it here, when the server has stopped.
    worker = start("django", "worker", f"--parent={os.getpid()}", alone=True)
    try:
        yield worker
    finally:
        worker.terminate()
        try:
            worker.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()


def owns_terminal() -> bool:
    """Whether somebody types at this process."""
    return sys.stdin.isatty() and os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()


@contextmanager
def foreground(group: int) -> Iterator[None]:
    """Let Ctrl-C reach only that process group: `make` would call a clean stop an error."""
    terminal = sys.stdin.fileno()
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    os.tcsetpgrp(terminal, group)
    try:
        yield
    finally:
        os.tcsetpgrp(terminal, os.getpgrp())


def require_free_port() -> None:
    """Raises `CommandError` when somebody else serves there: better now than after the set-up."""
    host, _, port = gunicorn.bind.rpartition(":")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            hint = f"Port {port} is not free. Take another: PORT=8001 make run"
            raise CommandError(hint) from error


def main() -> int:
    """Set up and serve; what stands in the way is told in one line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    try:
        require_free_port()
        set_up()
    except CommandError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return serve()


if __name__ == "__main__":
    sys.exit(main())
