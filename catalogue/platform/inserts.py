"""Rows that every report adds, by an INSERT that is put together once in a process.

Django puts it together anew each time, which takes longer than PostgreSQL needs to run it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Field, Model


@dataclass(frozen=True)
class Statement:
    """What all inserts into one table have in common."""

    fields: tuple[Field[Any, Any], ...]
    head: str  # up to VALUES
    tail: str


def insert(rows: Sequence[Model]) -> None:
    """Add rows of one model and give them their keys: what `bulk_create` does, without options.

    One query; none without rows.
    """
    if not rows:
        return
    connection = connections[
        DEFAULT_DB_ALIAS
    ]  # itself: each use of a proxy looks it up
    how = _statement(type(rows[0]))
    places, values = _places(rows, how, connection)
    with connection.cursor() as cursor:
        cursor.execute(f"{how.head} {places} {how.tail}", values)
        keys = cursor.fetchall()
    for row, (key,) in zip(rows, keys, strict=True):
        row.pk = key
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def _places(
    rows: Sequence[Model], how: Statement, connection: Any
) -> tuple[str, dict[str, Any]]:
    """The places of the rows and their values; one that the first row has, too, is handed over once.

    The clocks of a ticket have most in common, and psycopg reads a statement of more than 50 values
    anew each time, which takes as long as PostgreSQL needs to run it.
    """
    places: list[str] = []
    values: dict[str, Any] = {}
    for number, row in enumerate(rows):
        names = []
        for column, field in enumerate(how.fields):
            value = field.get_db_prep_save(field.pre_save(row, add=True), connection)
            name = f"v{column}"
            if values.setdefault(name, value) != value:
                name = f"v{column}_{number}"
                values[name] = value
            names.append(f"%({name})s")
        places.append(f"({', '.join(names)})")
    return ", ".join(places), values


@lru_cache(maxsize=64)
def _statement(model: type[Model]) -> Statement:
    quoted = connections[DEFAULT_DB_ALIAS].ops.quote_name
    fields = [f for f in model._meta.local_concrete_fields if not f.primary_key]
    names = ", ".join(quoted(str(field.column)) for field in fields)
    key = quoted(str(model._meta.pk.column))
    return Statement(
        fields=tuple(fields),
        head=f"INSERT INTO {quoted(model._meta.db_table)} ({names}) VALUES",
        tail=f"RETURNING {key}",
    )
