"""Rows that every request reads, by a SELECT that is written by hand.

What `raw` of a manager does, and as quick as the database: how the columns become a model is worked out
once in a process, and PostgreSQL plans the statement once a connection.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model

from catalogue.platform.prepared import prepared

MOST = 256  # statements whose shape is kept: one with a list has a text for each length


@dataclass(frozen=True)
class Shape:
    """How a row of an answer becomes a model: columns by their place in it."""

    names: tuple[str, ...]  # attributes of the model, in the order of the answer
    places: tuple[int, ...]
    extra: tuple[tuple[str, int], ...]  # what the model has no column for
    converted: tuple[tuple[int, Callable[[Any], Any]], ...]

    def row(self, model: type[Model], answer: Sequence[Any]) -> Any:
        """A model with what the answer holds; other columns are read when they are asked for."""
        values = list(answer)
        for place, convert in self.converted:
            values[place] = convert(values[place])
        found = model.from_db(
            DEFAULT_DB_ALIAS, self.names, [values[place] for place in self.places]
        )
        for name, place in self.extra:
            setattr(found, name, values[place])
        return found


_shapes: dict[tuple[type[Model], str], Shape] = {}


def read(
    model: type[Model], sql: str, values: Sequence[Any] | Mapping[str, Any]
) -> list[Any]:
    """The rows that a statement finds; its other columns become attributes of the same name.

    The statement names its columns, the key among them: a plan that says `*` breaks when one is
    added. One query.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    with prepared(), connection.cursor() as cursor:
        cursor.execute(sql, _adapted(values, connection))
        shape = _shapes.get((model, sql))
        if shape is None:
            columns = [each[0] for each in cursor.description]
            shape = _kept(model, sql, _shape(model, columns, connection))
        found = cursor.fetchall()
    return [shape.row(model, answer) for answer in found]


def _adapted(values: Any, connection: Any) -> Any:
    adapted = connection.ops.adapt_unknown_value
    if isinstance(values, Mapping):
        return {name: adapted(value) for name, value in values.items()}
    return [adapted(value) for value in values]


def _kept(model: type[Model], sql: str, shape: Shape) -> Shape:
    if len(_shapes) >= MOST:
        _shapes.clear()
    _shapes[model, sql] = shape
    return shape


def _shape(model: type[Model], columns: Sequence[str], connection: Any) -> Shape:
    fields = {str(field.column): field for field in model._meta.concrete_fields}
    # A model takes its values in the order of its own fields.
    own = [(name, columns.index(name)) for name in fields if name in columns]
    return Shape(
        names=tuple(str(fields[name].attname) for name, _ in own),
        places=tuple(place for _, place in own),
        extra=tuple((c, n) for n, c in enumerate(columns) if c not in fields),
        converted=tuple(
            (place, once(convert, column, connection.alias))
            for name, place in own
            for column in [fields[name].get_col(model._meta.db_table)]
            for convert in [
                *connection.ops.get_db_converters(column),
                *column.get_db_converters(connection),
            ]
        ),
    )


def once(convert: Any, column: Any, alias: str) -> Callable[[Any], Any]:
    """A converter of Django's, with all but the value given."""
    return lambda value: convert(value, column, connections[alias])
