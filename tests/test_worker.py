"""The worker as a process: it starts beside the server, stops when it is told to, and leaves nothing."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

from catalogue.platform import jobs
from tests.conftest import ROOT

PATIENCE = 30  # seconds for a start on a busy machine
AT_ONCE = 10  # for an end; it takes less than one where nothing else runs


def environment(folder):
    """An environment of its own: no worker of a test may touch the tests' database."""
    return os.environ | {
        "REMIT_DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'remit.sqlite3'}",
    }


@pytest.fixture
def env(tmp_path):
    return environment(tmp_path)


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    """The same with tables, once for all tests."""
    env = environment(tmp_path_factory.mktemp("migrated"))
    command = [sys.executable, "manage.py", "migrate", "-v0"]
    subprocess.run(command, cwd=ROOT, env=env, check=True, timeout=120)
    return env


def start(env, *arguments):
    return subprocess.Popen(
        [sys.executable, "manage.py", "worker", *arguments],
        cwd=ROOT,
        env=env,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(question):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if question():
            return
        time.sleep(0.1)
    raise AssertionError("waited in vain")


def ask(env, sql):
    """Put a statement to the worker's database: the first column of the first row."""
    file = env["DATABASE_URL"].removeprefix("sqlite:///")
    with closing(sqlite3.connect(file, timeout=20)) as database, database:
        row = database.execute(sql).fetchone()
        return row[0] if row else None


def runs(env):
    """How many jobs have run."""
    return ask(env, "SELECT count(last_run_at) FROM catalogue_job")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_works_and_stops_when_it_is_told(migrated, number):
    ask(migrated, "DELETE FROM catalogue_job")
    worker = start(migrated)
    try:
        wait_for(lambda: runs(migrated) == len(jobs.registered()))
        worker.send_signal(number)
        code = worker.wait(AT_ONCE)
    finally:
        worker.kill()
        said = worker.communicate()[1]

    assert code == 0
    assert said == ""


def test_a_worker_survives_a_database_without_tables(env):
    worker = start(env)
    try:
        [line] = [worker.stderr.readline()]
        alive = worker.poll() is None
        worker.terminate()
        code = worker.wait(AT_ONCE)
    finally:
        worker.kill()
        worker.communicate()

    assert "is tried again" in line
    assert alive
    assert code == 0


def test_a_worker_ends_with_its_parent(env):
    parent = subprocess.Popen(["sleep", "60"])
    worker = start(env, f"--parent={parent.pid}")  # which is not ours
    try:
        code = worker.wait(PATIENCE)
    finally:
        worker.kill()
        worker.communicate()
        parent.kill()
        parent.wait()

    assert code == 0
