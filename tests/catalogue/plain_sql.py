"""Plain SQL, as somebody would write it who goes round the models."""

import pytest
from django.db import IntegrityError, connection, transaction


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


def refused(message, sql, *values):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        run(sql, *values)
    assert str(caught.value).startswith(message)


def table(model):
    return model._meta.db_table


def columns(model, but=("id",)):
    return [f.column for f in model._meta.concrete_fields if f.column not in but]


def copy(row, **values):
    """SQL that inserts the stored `row` once more, with other `values`."""
    names = columns(type(row), but=()) if "id" in values else columns(type(row))
    shown = [str(values.get(name, f'"{name}"')) for name in names]
    named = ", ".join(f'"{name}"' for name in names)
    return (
        f"INSERT INTO {table(row)} ({named}) "
        f"SELECT {', '.join(shown)} FROM {table(row)} WHERE id = {row.pk}"
    )


def replacing(insert, keys, column):
    """The statement that writes over the row that has the keys already."""
    if connection.vendor == "sqlite":
        return insert.replace("INSERT", "INSERT OR REPLACE", 1)
    return f"{insert} ON CONFLICT ({keys}) DO UPDATE SET {column} = EXCLUDED.{column}"
