"""Adding thousands of rows: by COPY on PostgreSQL, by INSERT elsewhere.

Rows are plain values in the order of the columns. A model for each row, and a parameter for each
value, would take longer than all the reckoning.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection

Row = Sequence[Any]
ONE_WRITE = 1 << 18  # characters handed over at a time
# COPY ends a value at a tab and a row at a new line; \N is none.
NONE = "\\N"
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


def add(model: Any, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Add rows of a model; `columns` are the names of its fields as rows hold them (`customer_id`)."""
    if not rows:
        return
    if connection.vendor == "postgresql":
        _copy(model._meta.db_table, columns, rows)
        return
    made = [model(**dict(zip(columns, row, strict=True))) for row in rows]
    model.objects.bulk_create(made, batch_size=500)


def keys(model: Any, count: int) -> list[int]:
    """Keys for so many new rows, to be added with them.

    Elsewhere than on PostgreSQL nobody else writes until the transaction ends.
    """
    if not count:
        return []
    table = model._meta.db_table
    if connection.vendor != "postgresql":
        last = model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        return list(range(last + 1, last + 1 + count))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table, count],
        )
        return [key for (key,) in cursor.fetchall()]


def _copy(table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    names = ", ".join(connection.ops.quote_name(each) for each in columns)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy,
    ):
        for part in _parts(rows):
            copy.write(part)


def _parts(rows: Iterable[Row]) -> Iterator[str]:
    """The rows as COPY reads them, some at a time."""
    lines: list[str] = []
    size = 0
    for row in rows:
        line = written(row)
        lines.append(line)
        size += len(line)
        if size > ONE_WRITE:
            yield "\n".join(lines) + "\n"
            lines, size = [], 0
    if lines:
        yield "\n".join(lines) + "\n"


def written(row: Row) -> str:
    r"""A row as COPY reads it: `\N` for none, JSON for what is neither text nor a figure."""
    texts = [
        value
        if type(value) is str
        else NONE
        if value is None
        else encode(value)
        if type(value) is dict
        else str(value)
        for value in row
    ]
    # Few rows hold what needs an escape, and to look is quicker than to translate.
    whole = "".join(texts)
    if whole.isprintable() and whole.count("\\") == sum(
        [value is None for value in row]
    ):
        return "\t".join(texts)
    return "\t".join(
        NONE if value is None else text.translate(ESCAPES)
        for value, text in zip(row, texts, strict=True)
    )
