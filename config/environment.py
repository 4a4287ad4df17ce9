"""Reads settings from environment variables and refuses what it does not understand.

A typing error in a variable must stop the start: a guess would run a server with the wrong database
or without encryption. Every refusal names the variable and says what to write instead.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off"}
DATABASES = {"postgres", "postgresql", "sqlite"}
CACHES = {"dbcache", "locmemcache", "redis", "rediss"}
BROKERS = {"redis", "rediss", "memory", "amqp", "amqps"}
MAILERS = {"smtp", "smtps", "smtp+tls", "smtp+ssl", "consolemail", "filemail"}


class BadSetting(ImproperlyConfigured):
    """An environment variable has a value that cannot be used."""

    def __init__(self, name: str, hint: str) -> None:
        super().__init__(f"{name}: {hint}")


def text(name: str, default: str = "") -> str:
    """The variable as it stands, without blanks around it."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool) -> bool:
    """Yes or no; raises `BadSetting` for anything else."""
    value = text(name).lower()
    if not value:
        return default
    if value not in YES | NO:
        raise BadSetting(name, f"{value!r} is neither yes nor no; write true or false.")
    return value in YES


def number(name: str, default: int) -> int:
    """A whole number, 0 or more; raises `BadSetting` for anything else."""
    value = text(name, str(default))
    if not (value.isascii() and value.isdigit()):
        raise BadSetting(name, f"{value!r} is not a whole number; write {default}.")
    return int(value)


def days(name: str, default: int) -> int:
    """A number of days, ten years at most; raises `BadSetting` for more."""
    value = number(name, default)
    if value > 3650:
        raise BadSetting(
            name, f"{value} days are more than ten years; write {default}."
        )
    return value


def day_of_month(name: str) -> int | None:
    """A day that every month has, or none; raises `BadSetting` for anything else."""
    if not text(name):
        return None
    if not 1 <= number(name, 1) <= 28:
        raise BadSetting(name, "give a day from 1 to 28, or leave it empty.")
    return number(name, 1)


def percents(name: str, default: str) -> list[int]:
    """Percentages from 1 to 99, separated by commas; raises `BadSetting` for anything else."""
    given = [word.strip() for word in text(name, default).split(",") if word.strip()]
    if not all(
        word.isascii() and word.isdigit() and 0 < int(word) < 100 for word in given
    ):
        hint = f"give percentages from 1 to 99, separated by commas; write {default}."
        raise BadSetting(name, hint)
    return sorted({int(word) for word in given})


def choice(name: str, allowed: Collection[str], default: str) -> str:
    """One of the allowed words; raises `BadSetting` for another."""
    value = text(name, default).lower()
    if value not in allowed:
        raise BadSetting(name, f"{value!r} is unknown; write {' or '.join(allowed)}.")
    return value


def words(name: str, default: Collection[str] = ()) -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in text(name).split(",") if word.strip()] or list(
        default
    )


def folder(name: str, default: Path) -> Path:
    """A folder; raises `BadSetting` when the variable names one that is not absolute."""
    value = text(name, str(default))
    if not Path(value).is_absolute():
        raise BadSetting(name, f"{value!r} is relative; give the folder's full path.")
    return Path(value)


def address(name: str, default: str, schemes: Collection[str], example: str) -> str:
    """A URL with one of the schemes; raises `BadSetting` for another. The value is never shown."""
    value = text(name, default)
    scheme, colon, _ = value.partition(":")
    if value and not (colon and scheme in schemes):
        raise BadSetting(name, f"this address is not understood; write {example}.")
    return value


def mailbox(name: str) -> str:
    """A mail address, or nothing; raises `BadSetting` for one that could carry no `+reference`."""
    value = text(name)
    local, at, domain = value.rpartition("@")
    odd = set(value) & set('+<>,;"() \t')
    if value and (odd or not (at and 0 < len(local) <= 20 and "." in domain)):
        raise BadSetting(
            name,
            f"{value!r} is no plain address; write support@provider.example, with at most 20 "
            "characters before the @.",
        )
    return value


def database(default: str) -> dict[str, Any]:
    """The database of DATABASE_URL, with what SQLite needs to serve several processes."""
    example = "postgres://user:password@host:5432/name"
    url = address("DATABASE_URL", default, DATABASES, example)
    try:
        parsed = dict(environ.Env.db_url_config(url))
    except (ValueError, ImproperlyConfigured) as error:
        hint = f"this address is not understood; write {example}."
        raise BadSetting("DATABASE_URL", hint) from error
    if not parsed.get("NAME"):
        raise BadSetting("DATABASE_URL", f"no database is named; write {example}.")
    shared = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    if parsed["ENGINE"].endswith("sqlite3"):
        return parsed | shared | {"OPTIONS": sqlite(parsed["NAME"])}
    return parsed | shared


def sqlite(name: str) -> dict[str, Any]:
    """Options that let readers and one writer work at once, and the folder of the file."""
    if name != ":memory:":
        Path(name).parent.mkdir(parents=True, exist_ok=True)
    return {
        # A transaction takes the write lock when it starts, so none fails half-way with "locked".
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON"
        ),
    }


def cache(default: str) -> dict[str, Any]:
    """The cache of CACHE_URL; sign-in limits live there, so all processes must share it."""
    url = address("CACHE_URL", default, CACHES, "redis://host:6379/1")
    return dict(environ.Env.cache_url_config(url))


def mail(default: str) -> dict[str, Any]:
    """Django's e-mail settings from EMAIL_URL."""
    example = "smtp+tls://user:password@host:587"
    return dict(
        environ.Env.email_url_config(address("EMAIL_URL", default, MAILERS, example))
    )
