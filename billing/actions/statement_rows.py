"""Writing what closing a batch makes: thousands of rows, in the way that each database takes them best."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Model

from billing.models import Period, PeriodEvent, Statement, StatementLine

from .numbering import draw
from .statement_drafts import Draft

CLOSED = Period.State.CLOSED


def issue(
    drafts: Sequence[Draft], month: dt.date, *, by: str, at: dt.datetime
) -> list[Statement]:
    """Number and write statements with their lines, in the order of the agreements."""
    ordered = sorted(drafts, key=lambda each: each.agreement.pk)
    numbers = draw(each.agreement.provider_id for each in ordered)
    statements = [
        Statement(
            provider=draft.agreement.provider,
            customer_id=draft.agreement.customer_id,
            agreement=draft.agreement,
            month=month,
            number=number,
            corrects=draft.corrects,
            currency=draft.agreement.currency,
            total=draft.total,
            facts=draft.facts,
            issued_at=at,
            issued_by=by,
        )
        for draft, number in zip(ordered, numbers, strict=True)
    ]
    insert(statements, keys=True)
    insert(
        [
            StatementLine(
                statement_id=statement.pk,
                customer_id=statement.customer_id,
                position=position,
                kind=line.kind,
                text=line.text,
                role=line.role,
                minutes=line.minutes,
                rate=line.rate,
                amount=line.amount,
                basis=line.basis,
            )
            for statement, draft in zip(statements, ordered, strict=True)
            for position, line in enumerate(draft.lines, 1)
        ]
    )
    return statements


def shut(periods: Sequence[Period], *, by: str, at: dt.datetime) -> None:
    """Write that locked periods are closed, with the unused minutes that each row holds."""
    for row in periods:
        row.state, row.closed_at, row.closed_by = CLOSED, at, by
    if connection.vendor != "postgresql":
        written = ["state", "closed_at", "closed_by", "unused_minutes"]
        Period.objects.bulk_update(periods, written, batch_size=200)
        return
    # One statement whose size does not grow: CASE with a branch a row takes long to read.
    sql = (
        f"UPDATE {Period._meta.db_table} AS row SET state = %s, closed_at = %s, closed_by = %s,"
        " unused_minutes = new.unused FROM unnest(%s::bigint[], %s::int[]) AS new(id, unused)"
        " WHERE row.id = new.id"
    )
    keys = [row.pk for row in periods]
    unused = [row.unused_minutes for row in periods]
    with connection.cursor() as cursor:
        cursor.execute(sql, [CLOSED, at, by, keys, unused])


def tell(
    periods: Sequence[Period], reasons: dict[int, str], *, by: str, at: dt.datetime
) -> None:
    """Add to each period's events that it was closed; `reasons` by agreement."""
    insert(
        [
            PeriodEvent(
                period_id=row.pk,
                customer_id=row.customer_id,
                act=PeriodEvent.Act.CLOSED,
                at=at,
                by=by,
                reason=reasons.get(row.agreement_id, ""),
            )
            for row in periods
        ]
    )


def insert(rows: Sequence[Model], *, keys: bool = False) -> None:
    """Write new rows; with `keys` each then knows its own."""
    if not rows:
        return
    model: Any = type(rows[0])
    if connection.vendor == "postgresql":
        _copy(model, rows, keys)
    else:
        model.objects.bulk_create(rows, batch_size=500)


def _copy(model: Any, rows: Sequence[Any], keys: bool) -> None:
    table = model._meta.db_table
    fields = [f for f in model._meta.concrete_fields if keys or not f.primary_key]
    columns = ", ".join(connection.ops.quote_name(f.column) for f in fields)
    with connection.cursor() as cursor:
        if keys:
            sql = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            cursor.execute(sql, [table, len(rows)])
            for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
                row.pk = key
        written = [(f.attname, f.get_db_prep_save) for f in fields]
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(
                    [save(getattr(row, name), connection) for name, save in written]
                )
