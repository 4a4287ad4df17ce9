"""Statements that PostgreSQL parses and plans once a connection, not each time they are sent.

    with prepared():
        ...

Django puts values into the text of a statement, so that each is a new one to the server. In such a
block they go beside it. Only for blocks whose statements are few and name the columns they read: a
plan that says `*` breaks when a column is added.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections

OFTEN = 5  # times that a connection sends a statement before it is prepared


@contextmanager
def prepared() -> Iterator[None]:
    """Have the statements of the block prepared, where the database can; may be nested."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "postgresql":
        yield
        return
    from django.db.backends.postgresql.base import ServerBindingCursor

    connection.ensure_connection()
    own = connection.connection
    before = own.cursor_factory, own.prepare_threshold
    own.cursor_factory, own.prepare_threshold = ServerBindingCursor, OFTEN
    try:
        yield
    finally:
        own.cursor_factory, own.prepare_threshold = before
