"""Writing what closing a batch makes: statements, their lines, periods and their events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from billing.models import Agreement, Period, PeriodEvent, Statement, StatementLine
from catalogue.platform.among import Among

from .numbering import draw
from .row_copies import add, keys
from .statement_drafts import Draft

CLOSED = Period.State.CLOSED.value
STATEMENT = (
    *("id", "provider_id", "customer_id", "agreement_id", "month", "number"),
    *("corrects_id", "currency", "total", "facts", "issued_at", "issued_by"),
)
LINE = (
    *("statement_id", "customer_id", "position", "kind", "text", "role"),
    *("minutes", "rate", "amount", "basis"),
)
EVENT = ("period_id", "customer_id", "act", "at", "by", "reason")


@dataclass(frozen=True, slots=True)
class Issued:
    """A statement that was issued: enough to tell of it."""

    pk: int
    agreement: int
    name: str
    reference: str
    total: Decimal
    currency: str


def issue(
    drafts: Sequence[Draft], month: dt.date, *, by: str, at: dt.datetime
) -> list[Issued]:
    """Number and write statements with their lines, in the order of the agreements."""
    ordered = sorted(drafts, key=lambda each: each.agreement.pk)
    numbers = draw(each.agreement.provider_id for each in ordered)
    new = keys(Statement, len(ordered))
    numbered = list(zip(new, numbers, ordered, strict=True))
    add(
        Statement,
        STATEMENT,
        [
            (
                *(pk, each.agreement.provider_id, each.agreement.customer_id),
                *(each.agreement.pk, month, number),
                each.corrects.pk if each.corrects else None,
                *(each.agreement.currency, each.total, each.facts, at, by),
            )
            for pk, number, each in numbered
        ],
    )
    add(
        StatementLine,
        LINE,
        [
            (
                *(pk, each.agreement.customer_id, position, str(line.kind)),
                *(line.text, line.role, line.minutes, line.rate, line.amount),
                line.basis,
            )
            for pk, _, each in numbered
            for position, line in enumerate(each.lines, 1)
        ],
    )
    return [
        Issued(
            pk,
            each.agreement.pk,
            str(each.agreement),
            f"{each.agreement.provider.key}-{number:06d}",
            each.total,
            each.agreement.currency,
        )
        for pk, number, each in numbered
    ]


def begin(agreements: Sequence[Agreement], month: dt.date) -> None:
    """Make the rows of their month that are missing, all by one statement of the database."""
    if not agreements:
        return
    asked = Agreement.objects.filter(Among("pk", [each.pk for each in agreements]))
    sql, given = (
        asked.order_by().values_list("pk", "customer_id").query.sql_with_params()
    )
    table, head, rest = Period._meta.db_table, "SELECT ", sql[len("SELECT ") :]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (month, state, closed_by, agreement_id, customer_id)"
            f" {head} %s, %s, %s, {rest} ON CONFLICT DO NOTHING",
            [month, Period.State.OPEN.value, "", *given],
        )


def shut(
    periods: Sequence[Period], unused: Mapping[int, int], *, by: str, at: dt.datetime
) -> None:
    """Write that locked periods are closed, with the minutes left of each agreement's base."""
    if connection.vendor != "postgresql":
        for row in periods:
            row.state, row.closed_at, row.closed_by = CLOSED, at, by
            row.unused_minutes = unused[row.agreement_id]
        written = ["state", "closed_at", "closed_by", "unused_minutes"]
        Period.objects.bulk_update(periods, written, batch_size=200)
        return
    # One statement whose size does not grow: CASE with a branch a row takes long to read.
    sql = (
        f"UPDATE {Period._meta.db_table} AS row SET state = %s, closed_at = %s, closed_by = %s,"
        " unused_minutes = new.unused FROM unnest(%s::bigint[], %s::int[]) AS new(id, unused)"
        " WHERE row.id = new.id"
    )
    rows = [row.pk for row in periods]
    left = [unused[row.agreement_id] for row in periods]
    with connection.cursor() as cursor:
        cursor.execute(sql, [CLOSED, at, by, rows, left])


def tell(
    periods: Sequence[Period], reasons: Mapping[int, str], *, by: str, at: dt.datetime
) -> None:
    """Add to each period's events that it was closed; `reasons` by agreement."""
    act = PeriodEvent.Act.CLOSED.value
    rows = [
        (row.pk, row.customer_id, act, at, by, reasons.get(row.agreement_id, ""))
        for row in periods
    ]
    add(PeriodEvent, EVENT, rows)
