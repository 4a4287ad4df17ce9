"""Queries whose statement is put together once a process, however often they are asked.

    @planned
    def _states(agreement, first, last):
        rows = Period.objects.filter(agreement=agreement, month__range=(first, last))
        return rows.values_list("month", "state")

    for month, state in _states(agreement.pk, first, last): ...

Django takes longer to put most of a page's queries together than the database to answer them. The
function above sees values that stand for others, once for each number of values in its lists: it may
hand them on to lookups, and neither look at them nor reckon with them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from itertools import count
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

from catalogue.platform.among import as_array, as_json
from catalogue.platform.prepared import prepared

MOST = 64  # statements kept of one query
FEW = 32  # values that one plan of the database suits: for many it reads a table otherwise
SECOND = timedelta(seconds=1)

Take = Callable[[Sequence[Any]], Any]  # one parameter, of the values given
Convert = Callable[[Any, Any, Any], Any]  # of a value, its column, and the connection
Row = tuple[Any, ...]
Rows = QuerySet[Any, Any]


@dataclass(frozen=True)
class Plan:
    """A statement, where each of its parameters comes from, and what its columns become."""

    sql: str
    takes: tuple[Take, ...]
    converted: tuple[tuple[int, Convert, Any], ...]
    width: int


def planned(make: Callable[..., Rows]) -> Callable[..., list[Row]]:
    """Ask for the rows of a `values_list` by values: keys, dates, instants, and lists of these.

    No rows where a list is empty. One query.
    """
    plans: dict[tuple[Any, ...], Plan] = {}

    @wraps(make)
    def ask(*values: Any) -> list[Row]:
        given = [list(v) if _is_many(v) else v for v in values]
        lengths = [len(v) if isinstance(v, list) else -1 for v in given]
        if 0 in lengths:
            return []
        connection = connections[DEFAULT_DB_ALIAS]
        key = connection.vendor, *lengths
        plan = plans.get(key)
        if plan is None:
            if len(plans) >= MOST:
                plans.clear()
            plan = plans[key] = _plan(make, given, connection)
        return _rows(plan, given, connection, is_short=max(lengths, default=0) <= FEW)

    return ask


def _rows(
    plan: Plan, given: Sequence[Any], connection: Any, *, is_short: bool
) -> list[Row]:
    with prepared() if is_short else nullcontext(), connection.cursor() as cursor:
        cursor.execute(plan.sql, [take(given) for take in plan.takes])
        found = cursor.fetchall()
    if not plan.converted:
        return [tuple(row[: plan.width]) for row in found]
    rows = []
    for each in found:
        row = list(each[: plan.width])
        for place, convert, column in plan.converted:
            row[place] = convert(row[place], column, connection)
        rows.append(tuple(row))
    return rows


def _plan(make: Callable[..., Rows], given: Sequence[Any], connection: Any) -> Plan:
    numbers = count()
    marks = [
        [_mark(one, next(numbers)) for one in value]
        if isinstance(value, list)
        else _mark(value, next(numbers))
        for value in given
    ]
    compiler = make(*marks).query.get_compiler(connection.alias)
    sql, params = compiler.as_sql()
    fields = [column for column, *_ in compiler.select[: compiler.col_count]]
    return Plan(
        sql,
        tuple(_takes(params, marks, connection)),
        tuple(
            (place, convert, column)
            for place, (converts, column) in compiler.get_converters(fields).items()
            for convert in converts
        ),
        len(fields),
    )


def _is_many(value: Any) -> bool:
    return isinstance(value, Collection) and not isinstance(value, str)


def _mark(value: Any, number: int) -> Any:
    """A value of the same type that no query has of its own."""
    if isinstance(value, datetime):
        return datetime(8000, 1, 1, tzinfo=UTC) + number * SECOND
    if isinstance(value, date):
        return date.fromordinal(date(9000, 1, 1).toordinal() + number)
    if isinstance(value, int):
        return 2_000_000_011 + number
    raise TypeError(f"A planned query takes no {type(value).__name__}.")


def _takes(params: Sequence[Any], marks: Sequence[Any], connection: Any) -> list[Take]:
    """Each parameter: a value that was marked, one of a list, a list as a whole, or a constant.

    Raises `ValueError` for a query that does not hand on all its values as they are.
    """
    adapt = connection.ops.adapt_unknown_value
    known: dict[str, Take] = {}
    there = {repr(each) for each in params}
    for n, mark in enumerate(marks):
        many = isinstance(mark, list)
        ones = {
            repr(adapt(one)): _one(n, m if many else None, adapt)
            for m, one in enumerate(mark if many else [mark])
        }
        writes = (as_array, as_json) if many and isinstance(mark[0], int) else ()
        whole = {repr(write(mark)): _whole(n, write) for write in writes}
        if not (there & whole.keys() or there >= ones.keys()):
            raise ValueError("A planned query hands all its values on as they are.")
        known |= ones | whole
    return [known.get(repr(each), _constant(each)) for each in params]


def _one(n: int, m: int | None, adapt: Callable[[Any], Any]) -> Take:
    return lambda given: adapt(given[n] if m is None else given[n][m])


def _whole(n: int, write: Callable[[Any], str]) -> Take:
    return lambda given: write(given[n])


def _constant(value: Any) -> Take:
    return lambda _: value
