"""What work on thousands of rows in one transaction asks of the interpreter and the database."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# Sums of a batch are grouped in memory; PostgreSQL's own default of 4 MB sorts them on disk first.
ROOM = "16MB"


@contextmanager
def uncollected() -> Iterator[None]:
    """Look for no cyclic garbage meanwhile: a third of a batch's time, and it finds next to none.

    The rows of a batch refer to each other in no circle, so that they are freed as ever. For a
    bounded piece of work: what other threads leave in circles waits until its end.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def take_room() -> None:
    """Let this transaction's queries use more memory each, unless they may already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('work_mem', %s, true) WHERE pg_size_bytes(%s) > "
                "pg_size_bytes(current_setting('work_mem'))",
                [ROOM, ROOM],
            )
