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
    row: str  # the place of one row
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
    values = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection)
        for row in rows
        for field in how.fields
    ]
    places = ", ".join([how.row] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(f"{how.head} {places} {how.tail}", values)
        keys = cursor.fetchall()
    for row, (key,) in zip(rows, keys, strict=True):
        row.pk = key
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


@lru_cache(maxsize=64)
def _statement(model: type[Model]) -> Statement:
    quoted = connections[DEFAULT_DB_ALIAS].ops.quote_name
    fields = [f for f in model._meta.local_concrete_fields if not f.primary_key]
    names = ", ".join(quoted(str(field.column)) for field in fields)
    key = quoted(str(model._meta.pk.column))
    return Statement(
        fields=tuple(fields),
        head=f"INSERT INTO {quoted(model._meta.db_table)} ({names}) VALUES",
        row=f"({', '.join(['%s'] * len(fields))})",
        tail=f"RETURNING {key}",
    )
