"""The limited process that reads a document: what it lets through and how it ends."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from catalogue.portable import form
from catalogue.reading import limits, refusals
from catalogue.reading.child import MAX_TEXT
from catalogue.reading.limits import read_in_child, read_with_source_in_child


@pytest.fixture
def reading(monkeypatch):
    """Let the child read by `body`, an expression over `data` and `name`."""

    def replace(body: str) -> None:
        code = (
            "import os, time\n"
            "from catalogue.portable import form\n"
            "from catalogue.reading import child, refusals\n"
            "from catalogue.reading.source import Reading\n"
            f"def read(data, name):\n    {body}\n"
            "def whole(data, name):\n"
            "    return Reading(read(data, name), data.decode(errors='replace'))\n"
            "child.read_with_source = whole\n"
            "child.main()\n"
        )
        monkeypatch.setattr(limits, "_COMMAND", [sys.executable, "-c", code])

    return replace


@pytest.fixture
def started(monkeypatch):
    """The processes that reading starts."""
    processes: list[subprocess.Popen] = []

    class Recorded(subprocess.Popen):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            processes.append(self)

    monkeypatch.setattr(limits.subprocess, "Popen", Recorded)
    return processes


def is_gone(process: subprocess.Popen) -> bool:
    """Neither running nor a zombie."""
    try:
        os.kill(process.pid, 0)
    except ProcessLookupError:
        return process.returncode is not None
    return False


def test_a_revision_comes_back_as_read(reading):
    reading("return form.Revision(title=data.decode() + name)")

    revision = read_in_child("Größe ✓ ".encode(), "führer.md")

    assert revision == form.Revision(title="Größe ✓ führer.md")


def test_a_name_that_cannot_be_an_argument_does_no_harm(reading):
    reading("return form.Revision(title=name)")

    revision = read_in_child(b"", "a\0\ud800" + "b" * 100_000 + ".md")

    assert revision.title.endswith("b.md")


def test_a_refusal_comes_back_with_its_class_and_message(reading):
    reading("raise refusals.ProtectedDocument('Take the password off.')")

    with pytest.raises(refusals.ProtectedDocument, match=r"^Take the password off.$"):
        read_in_child(b"", "a.pdf")


def test_a_file_over_the_limit_starts_no_process(monkeypatch):
    monkeypatch.setattr(limits, "_COMMAND", ["/nowhere"])

    with pytest.raises(refusals.TooLarge, match="larger than 20 MB"):
        read_in_child(bytes(100_000_000), "a.pdf")


def test_too_much_memory_is_refused(reading):
    reading("return bytearray(2**30)")

    with pytest.raises(refusals.NeedsTooMuchMemory, match="memory"):
        read_in_child(b"", "a.pdf")


def test_endless_recursion_is_refused(reading):
    reading("return read(data, name)")

    with pytest.raises(refusals.TooDeep):
        read_in_child(b"", "a.pdf")


def test_a_reader_that_hangs_is_ended(reading, started, monkeypatch):
    monkeypatch.setattr(limits, "WALL_SECONDS", 0.5)
    reading("time.sleep(1000)")
    began = time.monotonic()

    with pytest.raises(refusals.TookTooLong):
        read_in_child(b"", "a.pdf")

    assert time.monotonic() - began < 5
    assert [is_gone(process) for process in started] == [True]


def test_a_reader_out_of_processor_time_took_too_long(reading):
    reading(f"os.kill(os.getpid(), {signal.SIGXCPU:d})")

    with pytest.raises(refusals.TookTooLong):
        read_in_child(b"", "a.pdf")


def test_a_reader_killed_from_outside_needed_too_much_memory(reading):
    reading("os.kill(os.getpid(), 9)")

    with pytest.raises(refusals.NeedsTooMuchMemory):
        read_in_child(b"", "a.pdf")


def test_a_crash_is_logged_and_not_shown(reading, caplog):
    reading("raise KeyError('secret detail')")

    with pytest.raises(refusals.UnreadableDocument) as refusal:
        read_in_child(b"", "a.pdf")

    assert "secret" not in str(refusal.value)
    assert "secret detail" in caplog.text


def test_a_process_that_says_nothing_is_unreadable(monkeypatch, caplog):
    caplog.set_level(logging.CRITICAL)
    monkeypatch.setattr(
        limits, "_COMMAND", [sys.executable, "-c", "raise SystemExit(3)"]
    )

    with pytest.raises(refusals.UnreadableDocument):
        read_in_child(b"", "a.pdf")


def test_the_source_comes_back_unless_it_is_too_long_to_be_shown(reading):
    reading("return form.Revision(title=name)")

    short = read_with_source_in_child("Größe".encode(), "a.md")
    long = read_with_source_in_child(b"x" * (MAX_TEXT + 1), "b.md")

    assert (short.text, long.text) == ("Größe", "")
    assert long.revision.title == "b.md"


def test_whoever_waits_may_be_less_patient(reading, started):
    reading("time.sleep(60)")

    with pytest.raises(refusals.TookTooLong):
        read_with_source_in_child(b"", "a.md", seconds=0.5)

    assert [is_gone(process) for process in started] == [True]


def test_output_is_capped(reading, started):
    reading("return form.Revision(title='x' * 40_000_000)")

    with pytest.raises(refusals.TooLarge):
        read_in_child(b"", "a.pdf")

    assert [is_gone(process) for process in started] == [True]


def test_the_reader_can_write_no_file(reading, tmp_path):
    reading(f"open({str(tmp_path / 'trace')!r}, 'wb', buffering=0).write(b'x')")

    with pytest.raises(refusals.UnreadableDocument):
        read_in_child(b"", "a.pdf")

    assert not (tmp_path / "trace").read_bytes()


def test_the_reader_sees_nothing_of_the_servers_environment(reading, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "hush")
    reading("return form.Revision(title=' '.join(os.environ))")

    revision = read_in_child(b"", "a.pdf")

    assert "SECRET_KEY" not in revision.title


def test_threads_read_side_by_side(reading, started):
    reading("return form.Revision(title=name)")
    titles: list[str] = []
    threads = [
        threading.Thread(target=lambda n=n: titles.append(read_in_child(b"", n).title))
        for n in ("a", "b", "c")
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(titles) == ["a", "b", "c"]
    assert all(is_gone(process) for process in started)
