"""What `make run` does once packages are there."""

import signal
import socket
import subprocess
import sys
import time

import pytest
from django.core.management import CommandError

from config import gunicorn, serving


@pytest.fixture
def collected(monkeypatch, settings, tmp_path):
    """Collects nothing, but counts how often it was asked to."""
    settings.STATIC_ROOT = tmp_path
    calls = []
    monkeypatch.setattr(serving, "call_command", lambda name, **_: calls.append(name))
    return calls


def test_static_files_are_collected_once(collected):
    serving.collect_static()
    serving.collect_static()

    assert collected == ["collectstatic"]


def test_a_changed_static_file_is_collected_again(collected, monkeypatch):
    serving.collect_static()
    monkeypatch.setattr(serving, "fingerprint", lambda: "something else")

    serving.collect_static()

    assert collected == ["collectstatic", "collectstatic"]


def test_a_port_in_use_is_told_with_a_way_out(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as other:
        monkeypatch.setattr(gunicorn, "bind", f"127.0.0.1:{other.getsockname()[1]}")

        with pytest.raises(CommandError, match="PORT=8001 make run"):
            serving.require_free_port()


def child(program):
    """Stands for the worker: another program, started in its place."""
    return lambda *_, **__: subprocess.Popen([sys.executable, "-c", program])


def test_the_worker_ends_with_the_server(monkeypatch):
    monkeypatch.setattr(serving, "start", child("import time; time.sleep(60)"))

    with serving.working() as worker:
        alive = worker.poll() is None

    assert alive
    assert worker.returncode == -signal.SIGTERM


def test_a_worker_that_will_not_end_is_ended(monkeypatch, tmp_path):
    ready = tmp_path / "ready"
    stubborn = (
        "import pathlib, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        f"pathlib.Path({str(ready)!r}).touch(); time.sleep(60)"
    )
    monkeypatch.setattr(serving, "start", child(stubborn))
    monkeypatch.setattr(serving, "PATIENCE", 0.1)

    with serving.working() as worker:
        while not ready.exists():
            time.sleep(0.05)

    assert worker.returncode == -signal.SIGKILL


def test_a_server_that_fails_leaves_no_worker(monkeypatch):
    monkeypatch.setattr(serving, "start", child("import time; time.sleep(60)"))

    def serve():
        with serving.working() as worker:
            workers.append(worker)
            raise OSError("no server")

    workers = []
    with pytest.raises(OSError, match="no server"):
        serve()

    assert workers[0].returncode == -signal.SIGTERM
