"""A condition on many keys at once, handed to the database as one value.

`field__in=` makes a parameter of each key, and a thousand of them take longer to put together than
the query takes to run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import BooleanField, F, Func


class Among(Func):
    """Whether a column of whole numbers is one of these: `rows.filter(Among("agreement_id", keys))`."""

    def __init__(self, column: str, keys: Iterable[int], **extra: Any) -> None:
        self.keys = sorted(set(keys))
        super().__init__(F(column), output_field=BooleanField(), **extra)

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **context: Any) -> Any:
        column, params = self._column(compiler)
        sql = f"{column} IN (SELECT value FROM json_each(%s))"
        return sql, (*params, as_json(self.keys))

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """PostgreSQL takes an array."""
        column, params = self._column(compiler)
        return f"{column} = ANY(%s::bigint[])", (*params, as_array(self.keys))

    def _column(self, compiler: Any) -> Any:
        """The column; without keys the database is not asked at all."""
        if not self.keys:
            raise EmptyResultSet
        return compiler.compile(self.source_expressions[0])


def as_json(keys: Iterable[int]) -> str:
    """Keys as SQLite takes them."""
    return json.dumps(list(keys))


def as_array(keys: Iterable[int]) -> str:
    """Keys as the text of an array: to write a list as one, the driver takes ten times as long."""
    return f"{{{','.join(map(str, keys))}}}"
