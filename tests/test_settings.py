"""Settings come from the environment, and a bad value stops the start."""

import os
import runpy

import pytest
from django.core.exceptions import ImproperlyConfigured

PRODUCTION = {
    "REMIT_ENV": "production",
    "SECRET_KEY": "k7" * 30,
    "ALLOWED_HOSTS": "remit.example",
}


OWN_VARIABLES = {  # what the file reads, so that the machine's own values stay out
    "ALLOWED_HOSTS",
    "CACHE_URL",
    "CELERY_BROKER_URL",
    "CSRF_TRUSTED_ORIGINS",
    "DATABASE_URL",
    "DEBUG",
    "DEFAULT_FROM_EMAIL",
    "EMAIL_URL",
    "LOG_LEVEL",
    "PORT",
    "REMIT_CLOSE_ON_DAY",
    "REMIT_DATA_DIR",
    "REMIT_ENV",
    "REMIT_HSTS_SECONDS",
    "REMIT_MODEL_DIR",
    "REMIT_PROXY",
    "REMIT_SSL_REDIRECT",
    "REMIT_IMAP_URL",
    "REMIT_MAIL_PER_HOUR",
    "REMIT_TICKET_ADDRESS",
    "REMIT_URL",
    "REMIT_WARN_PERCENT",
    "SECRET_KEY",
}


@pytest.fixture
def load(monkeypatch, tmp_path):
    """Read the settings file under an environment of the test's own."""

    def load(**variables):
        with monkeypatch.context() as patch:
            for name in OWN_VARIABLES:
                patch.delenv(name, raising=False)
            patch.setenv("REMIT_DATA_DIR", str(tmp_path / "data"))
            for name, value in variables.items():
                patch.setenv(name, value)
            return runpy.run_path(os.path.join("config", "settings.py"))

    return load


def test_nothing_set_gives_sqlite_that_serves_several_processes(load, tmp_path):
    database = load()["DATABASES"]["default"]

    assert database["ENGINE"] == "django.db.backends.sqlite3"
    assert database["NAME"] == str(tmp_path / "data" / "remit.sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert database["OPTIONS"]["timeout"] == 20
    assert "journal_mode=WAL" in database["OPTIONS"]["init_command"]
    assert "foreign_keys=ON" in database["OPTIONS"]["init_command"]


def test_nothing_set_shows_no_tracebacks(load):
    assert load()["DEBUG"] is False


def test_postgresql_by_address(load):
    database = load(DATABASE_URL="postgres://remit:pw@db.example:5432/remit")[
        "DATABASES"
    ]["default"]

    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert database["HOST"] == "db.example"


def test_no_broker_keeps_messages_inside(load):
    assert load()["CELERY_BROKER_URL"] == "memory://"


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("REMIT_ENV", "prod", "development or production"),
        ("DEBUG", "maybe", "true or false"),
        ("REMIT_PROXY", "2", "true or false"),
        ("REMIT_HSTS_SECONDS", "a year", "whole number"),
        ("REMIT_HSTS_SECONDS", "-1", "whole number"),
        ("DATABASE_URL", "mysql://u:secret@h/n", "postgres://"),
        ("DATABASE_URL", "remit.sqlite3", "postgres://"),
        ("DATABASE_URL", "postgres://u:secret@h", "no database is named"),
        ("DATABASE_URL", "postgres://u:secret@h:port/n", "postgres://"),
        ("CACHE_URL", "memcache://h", "redis://"),
        ("CELERY_BROKER_URL", "http://h", "redis://"),
        ("EMAIL_URL", "mail.example", "smtp+tls://"),
        ("LOG_LEVEL", "loud", "debug or info"),
        ("REMIT_URL", "remit.example", "https://remit.example"),
        ("REMIT_URL", "ftp://remit.example", "https://remit.example"),
        ("REMIT_DATA_DIR", "var", "full path"),
        (
            "REMIT_TICKET_ADDRESS",
            "Support <s@acme.example>",
            "support@provider.example",
        ),
        ("REMIT_TICKET_ADDRESS", "a+b@acme.example", "support@provider.example"),
        ("REMIT_IMAP_URL", "imap://u:secret@h/INBOX", "imaps://"),
        ("REMIT_MODEL_DIR", "models/mini", "full path"),
        ("REMIT_REOPEN_DAYS", "4000", "more than ten years"),
        ("REMIT_CLOSE_DAYS", "-1", "whole number"),
        ("REMIT_CLOSE_ON_DAY", "31", "from 1 to 28"),
        ("REMIT_CLOSE_ON_DAY", "first", "whole number"),
    ],
)
def test_a_value_nobody_understands_is_refused_with_a_hint(load, name, value, hint):
    with pytest.raises(ImproperlyConfigured) as refusal:
        load(**{name: value})

    assert name in str(refusal.value)
    assert hint in str(refusal.value)
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "remit.example,*"),
        ("DEBUG", "true"),
    ],
)
def test_production_refuses_what_is_only_fit_for_a_laptop(load, name, value):
    with pytest.raises(ImproperlyConfigured, match=name):
        load(**PRODUCTION | {name: value})


def test_production_refuses_the_key_of_the_source(load):
    key = load()["DEVELOPMENT_KEY"]

    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        load(**PRODUCTION | {"SECRET_KEY": key})


def test_production_encrypts_and_asks_staff_for_a_second_factor(load):
    settings = load(**PRODUCTION)

    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["CSRF_COOKIE_SECURE"]
    assert settings["SECURE_SSL_REDIRECT"]
    assert settings["SECURE_HSTS_SECONDS"] > 0
    assert settings["STAFF_NEED_SECOND_FACTOR"]
    assert "SECURE_PROXY_SSL_HEADER" not in settings


def test_a_proxy_is_trusted_only_when_declared(load):
    settings = load(**PRODUCTION, REMIT_PROXY="true", REMIT_SSL_REDIRECT="false")

    assert settings["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")
    assert not settings["SECURE_SSL_REDIRECT"]


@pytest.mark.parametrize(
    ("variables", "url"),
    [
        ({}, "http://localhost:8000"),
        ({"PORT": "8001"}, "http://localhost:8001"),
        (PRODUCTION, "https://remit.example"),
        (PRODUCTION | {"ALLOWED_HOSTS": ".remit.example"}, "https://remit.example"),
        ({"REMIT_URL": "https://portal.example"}, "https://portal.example"),
    ],
)
def test_links_in_mail_lead_to_where_the_portal_is(load, variables, url):
    assert load(**variables)["REMIT_URL"] == url


def test_the_content_policy_names_nobody_else(load):
    directives = load()["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]

    assert {source for sources in directives.values() for source in sources} == {
        "'self'",
        "'none'",
    }
