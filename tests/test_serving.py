"""What `make run` does once packages are there."""

import socket

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
