"""Rows that take long to make: made once a run, and set down again for every further test.

Publishing a guide is hundreds of statements, and a thousand tests begin with one. The first of them
publishes; `again` keeps the rows that came of it, and gives further tests the very same by one
statement a table. `catalogue/test_again.py` holds what is set down against what is made.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from catalogue.models import Revision, Subscription
from catalogue.models.providers import STAMPS

# What a draft can become at once; a revision that went further is made anew each time.
REACHED = {"draft", "scheduled", "published"}
ALWAYS_THERE = {ContentType, Permission}  # `migrate` makes them


@dataclass(frozen=True)
class Table:
    """Rows of a model, values as the database takes them.

    At `given`, a row leads to one of those that were there before; at `stamped`, it says when it
    was written.
    """

    model: type[models.Model]
    rows: list[list[Any]]
    given: dict[tuple[int, int], int]
    stamped: list[tuple[int, int]]

    def write(self, given: Sequence[models.Model], now: Any) -> None:
        """Insert the rows."""
        for (row, column), which in self.given.items():
            self.rows[row][column] = given[which].pk
        for row, column in self.stamped:
            self.rows[row][column] = now
        names = ", ".join(f'"{each.column}"' for each in columns_of(self.model))
        one = f"({', '.join(['%s'] * len(self.rows[0]))})"
        with connection.cursor() as cursor:
            cursor.execute(
                f'INSERT INTO "{self.model._meta.db_table}" ({names}) VALUES '
                + ", ".join([one] * len(self.rows)),
                [value for row in self.rows for value in row],
            )


@dataclass(frozen=True)
class Kept:
    """What was made: rows, states of revisions, and what the maker returned."""

    tables: list[Table]
    moves: dict[int, dict[str, Any]]
    made: bytes | tuple[type[models.Model], int]

    def set_down(self, given: Sequence[models.Model]) -> Any:
        """Write everything; what the maker returned."""
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with transaction.atomic():
            for table in self.tables:
                table.write(given, now)
            for pk, stamps in self.moves.items():
                Revision.objects.filter(pk=pk).move(**stamps)
        if isinstance(self.made, bytes):
            return pickle.loads(self.made)
        model, pk = self.made
        return model._base_manager.get(pk=pk)

    def standing(self) -> tuple[Any, ...]:
        """How far the numbers of its tables have gone, or whether there are rows in them.

        SQLite gives a number that was rolled back once more; PostgreSQL never does, so there the
        numbers of other rows are not in the way.
        """
        every = [table.model for table in self.tables]
        if connection.vendor == "postgresql":
            return asked_of(every, "EXISTS (SELECT 1 FROM {})")
        return asked_of(every, "(SELECT max(id) FROM {})")

    def standing_at(self, before: dict[Any, int | None]) -> tuple[Any, ...]:
        """The same, of the time before it was made."""
        last = [before[table.model] for table in self.tables]
        if connection.vendor == "postgresql":
            return tuple(number is not None for number in last)
        return tuple(last)


_kept: dict[Hashable, list[tuple[tuple[Any, ...], Kept]]] = {}


def again(name: Hashable, make: Callable[[], Any], *given: models.Model) -> Any:
    """What `make()` returns: a row, or a value made of rows.

    `name` says all that it depends on but for `given`, the rows that it hangs its own on. It is
    made where nothing is kept yet, or where other rows stood when that was made.
    """
    ways = _kept.setdefault(name, [])
    for standing, kept in ways:
        if kept.standing() == standing:
            try:
                return kept.set_down(given)
            except IntegrityError:  # it stands there already: another one is wanted
                return make()
    catch_up()
    before, begun = last_keys(), timezone.now()
    made = make()
    # A clock that stands still does not tell what it stamped from what was given that time.
    if timezone.now() != begun:
        kept = keep(made, before, given, begun)
        ways.append((kept.standing_at(before), kept))
    return made


def keep(
    made: Any, before: dict[Any, int | None], given: Sequence[models.Model], begun: Any
) -> Kept:
    """The rows that came after those `before`, ready to be set down."""
    tables, moves = [], {}
    for model in stored_models():
        rows = model._base_manager.filter(pk__gt=before[model] or 0).order_by("pk")
        if not rows:
            continue
        if model is Revision:
            moves = {row.pk: stamps_of(row) for row in rows if not row.is_draft}
        tables.append(table_of(model, list(rows), before, given, begun))
    is_row = isinstance(made, models.Model)
    return Kept(
        tables=tables,
        moves=moves,
        made=(type(made), made.pk) if is_row else pickle.dumps(made),
    )


def table_of(model, rows, before, given, begun):
    """Rows of a model as a table to write."""
    columns = columns_of(model)
    values = [[value_of(each, row) for each in columns] for row in rows]
    led, stamped = {}, []
    for at, row in enumerate(rows):
        for place, column in enumerate(columns):
            value = getattr(row, column.attname)
            if value is not None and column.default is timezone.now and value >= begun:
                stamped.append((at, place))
            if value is not None and stood_before(column, value, before):
                led[at, place] = which_of(given, column.related_model, value)
    return Table(model, values, led, stamped)


def value_of(column, row):
    """What is inserted: a revision comes as a draft, else its parts would be refused."""
    value = getattr(row, column.attname)
    if isinstance(row, Revision) and column.name in STAMPS:
        value = column.get_default()
    return column.get_db_prep_save(value, connection)


def stamps_of(revision):
    """What `move` is told to bring a draft to the state of the revision."""
    assert revision.state in REACHED, f"make {revision} anew: it went through states"
    return {name: getattr(revision, name) for name in STAMPS}


def stood_before(column, value, before):
    """Whether a column leads to a row that was not made along."""
    if not column.is_relation or column.related_model in ALWAYS_THERE:
        return False
    return value <= (before[column.related_model._meta.concrete_model] or 0)


def which_of(given, model, pk):
    """The place among `given` of a row that was there before."""
    known = [(type(row)._meta.concrete_model, row.pk) for row in given]
    assert (model, pk) in known, f"give the {model._meta.verbose_name} that it hangs on"
    return known.index((model, pk))


def stored_models():
    """Models with numbered rows, in an order in which nothing is refused."""
    every = apps.get_models(include_auto_created=True)
    numbered = [
        each
        for each in every
        if isinstance(each._meta.pk, models.AutoField) and not each._meta.proxy
    ]
    # A calendar that somebody was promised takes no more windows: who was promised comes last.
    return sorted(numbered, key=lambda model: model is Subscription)


def last_keys():
    """By model, the number of the newest row."""
    every = stored_models()
    return dict(zip(every, asked_of(every, "(SELECT max(id) FROM {})"), strict=True))


def catch_up():
    """Let new rows be numbered above those that were set down: PostgreSQL counts apart from them."""
    if connection.vendor == "postgresql":
        own = "pg_get_serial_sequence('{0}', 'id')"
        highest = f"greatest(max(id), nextval({own}))"
        asked_of(
            stored_models(),
            f"(SELECT setval({own}, {highest}) FROM {{0}} HAVING max(id) IS NOT NULL)",
        )


def asked_of(every, question):
    """The answers to a question to the table of each model."""
    asked = [question.format(model._meta.db_table) for model in every]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(asked)}")
        return cursor.fetchone()


def columns_of(model):
    """The columns that are written."""
    return [column for column in model._meta.concrete_fields if not column.generated]
