"""What every test stands on: quick settings, no way out to the internet, and the cast."""

import gc
import os
import socket
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = {"127.0.0.1", "::1", "localhost", "0.0.0.0"}

_connect = socket.socket.connect

slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
hypothesis_settings.register_profile("few", max_examples=10, deadline=None)
hypothesis_settings.register_profile("dev", max_examples=25, deadline=None)
hypothesis_settings.register_profile(
    "ci", max_examples=50, deadline=None, print_blob=True, suppress_health_check=slow
)
hypothesis_settings.register_profile(
    "long", max_examples=2000, deadline=None, suppress_health_check=slow
)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


def pytest_addoption(parser):
    parser.addoption(
        "--only-database",
        action="store_true",
        help="leave out tests that ask no database: another one would tell nothing new of them",
    )


def pytest_collection_modifyitems(config, items):
    if not config.getoption("only_database"):
        return
    left_out = [item for item in items if not asks_database(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if asks_database(item)]


def asks_database(item):
    """Whether a test, or a fixture that it needs, uses the database."""
    fixtures = {"db", "transactional_db", "live_server"}
    return bool(item.get_closest_marker("django_db")) or bool(
        fixtures & set(getattr(item, "fixturenames", ()))
    )


def pytest_configure(config):
    """Trade what only production needs for speed: strong hashes, hashed file names."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True
    # Every test starts with an empty cache of its own; no table to clean.
    local = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    settings.CACHES = {"default": local}


def pytest_collection_finish():
    """Modules and tests stay until the end: no search for garbage looks at them any more."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)


@pytest.fixture(autouse=True)
def _empty_cache():
    from django.core.cache import cache

    from catalogue import hours
    from tickets.actions import intake_catalogue, promising

    cache.clear()
    # Keys come back with other rows: each test rolls back what it wrote.
    hours.forget()
    promising.forget()
    intake_catalogue.forget()


@pytest.fixture(autouse=True, scope="session")
def _read_each_text_once():
    """The sentence model always makes the same of a text: let it work once per text."""
    from catalogue.answers.encoder import Encoder

    known = {}
    read = Encoder.read

    def read_once(self, text):
        if (self.name, text) not in known:
            known[self.name, text] = read(self, text)
        return known[self.name, text]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Encoder, "read", read_once)
        yield


@pytest.fixture(autouse=True, scope="session")
def _flush_without_triggers():
    """Between tests that commit, tables are emptied of published text, which triggers refuse.

    Only here are they taken out for it; the flush itself puts them back, as `migrate` does.
    """
    from django.test import TransactionTestCase

    from catalogue.platform import triggers

    flush = TransactionTestCase._fixture_teardown

    def lifted(self):
        triggers.lift()
        flush(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lifted)
        yield


@pytest.fixture(autouse=True, scope="session")
def _loopback_only():
    """Refuse connections that leave this machine."""

    def connect(self, address):
        if self.family != socket.AF_UNIX and address[0] not in LOOPBACK:
            raise ConnectionRefusedError(f"A test tried to reach {address[0]}.")
        return _connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect)
        yield


@pytest.fixture(scope="session")
def shared():
    """The folder with the original documents; tests that need it carry the marker `seeds`."""
    folder = Path(os.environ.get("REMIT_SHARED", ROOT.parent / "shared"))
    assert (folder / "seeds").is_dir(), f"no documents in {folder}: set REMIT_SHARED"
    return folder


@pytest.fixture(scope="session")
def base_url():
    """None: addresses are the live server's. The plugin's own fixture warns, which is an error."""
    return None


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium: nothing is downloaded.

    Playwright leaves an event loop running in this thread until the last test, so from here on Django
    must not take every query for one inside a coroutine.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return browser_type_launch_args | {
        "executable_path": os.environ.get("CHROMIUM", "/usr/bin/chromium"),
        "args": ["--no-sandbox", "--disable-background-networking"],
    }


@pytest.fixture
def live_page(page, live_server):
    """A browser page on the live server; asking another host fails the test."""
    strangers = []

    def watch(request):
        if not request.url.startswith((live_server.url, "data:", "about:", "blob:")):
            strangers.append(request.url)

    page.on("request", watch)
    page.base_url = live_server.url
    yield page
    assert not strangers, f"the page asked other hosts: {strangers}"


@pytest.fixture
def cast(db):
    """The owner, the colleague, the stranger and the operator; see `tests.cast`."""
    from tests.again import again
    from tests.cast import assemble

    return again("cast", assemble)
