"""What a month's statement says: its lines, its total, what it rests on, and what it corrects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from billing import words
from billing.lines import Line
from billing.models import Agreement, Statement, StatementLine
from billing.reckoning import Reckoning
from catalogue.money import rounded, shown
from catalogue.platform.among import Among

STATED = StatementLine.Kind.STATED
ORDER = {kind: place for place, kind in enumerate(StatementLine.Kind.values)}
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Stated:
    """What was stated of a month before: the latest statement, its lines, the sum of all totals."""

    latest: Statement
    lines: list[tuple[Any, ...]]
    total: Decimal


@dataclass(frozen=True)
class Draft:
    """A statement before it has a number."""

    agreement: Agreement
    lines: list[Line]
    total: Decimal
    facts: dict[str, Any]
    corrects: Statement | None = None


def draft(
    agreement: Agreement, month: dt.date, reckoning: Reckoning, before: Stated | None
) -> Draft | None:
    """The statement to issue; None where there is nothing to state, or nothing new.

    A month without fee, work or credit has no statement. One that was stated gets another only if
    a line is another: the new one states the month anew and takes off what was stated.
    """
    lines = sorted(reckoning.lines, key=lambda line: ORDER[line.kind])
    if before is None and not lines:
        return None
    if before is not None:
        if values(lines) == before.lines:
            return None
        lines = [*lines, _taken_off(before, agreement, month)]
    return Draft(
        agreement,
        lines,
        sum((line.amount for line in lines), NOTHING),
        facts_of(agreement, reckoning),
        before.latest if before else None,
    )


def stated(agreements: Sequence[Agreement], month: dt.date) -> Mapping[int, Stated]:
    """What was stated of the month before, by agreement. Two queries."""
    rows = Statement.objects.filter(
        Among("agreement_id", [each.pk for each in agreements]),
        # The index of statements begins with the customer.
        Among("customer_id", {each.customer_id for each in agreements}),
        month=month,
    ).select_related("provider")
    by_agreement: dict[int, list[Statement]] = {}
    for row in rows.defer("facts").order_by("number"):
        by_agreement.setdefault(row.agreement_id, []).append(row)
    latest: dict[int, list[StatementLine]] = {
        each[-1].pk: [] for each in by_agreement.values()
    }
    lines = StatementLine.objects.filter(statement__in=latest).exclude(kind=STATED)
    for line in lines.order_by("statement", "position"):
        latest[line.statement_id].append(line)
    return {
        pk: Stated(
            each[-1],
            values(latest[each[-1].pk]),
            sum((row.total for row in each), NOTHING),
        )
        for pk, each in by_agreement.items()
    }


def values(lines: Iterable[Line | StatementLine]) -> list[tuple[Any, ...]]:
    """Lines by what they say: two statements with the same values are the same."""
    return [
        (
            str(line.kind),
            line.text,
            line.role,
            line.minutes,
            None if line.rate is None else line.rate.normalize(),
            rounded(line.amount),
        )
        for line in lines
    ]


def facts_of(agreement: Agreement, reckoning: Reckoning) -> dict[str, Any]:
    """What the statement rests on, as it stands now: names, terms, how the hours were used."""
    return {
        "provider": agreement.provider.name,
        "customer": agreement.customer.name,
        "zone": agreement.customer.zone,
        "agreement": str(agreement),
        "terms": {
            "increment_minutes": agreement.increment_minutes,
            "minimum_minutes": agreement.minimum_minutes,
            "minimum_per": agreement.minimum_per,
            "minimum_for": agreement.minimum_for,
            "after_hours": agreement.after_hours,
            "calendar": str(agreement.calendar or ""),
            "overage": agreement.overage,
            "carries_over": agreement.carries_over,
        },
        "pools": [
            {
                "name": use.pool.name,
                "kind": use.pool.kind,
                "role": use.pool.role,
                "minutes": use.pool.minutes,
                "used": use.used,
                "left": use.left,
            }
            for use in reckoning.pools
        ],
        "raw_minutes": reckoning.raw_minutes,
        "rounded_minutes": reckoning.rounded_minutes,
        "overage_minutes": reckoning.overage_minutes,
        "warnings": [each.text for each in reckoning.warnings],
    }


def _taken_off(before: Stated, agreement: Agreement, month: dt.date) -> Line:
    reference = before.latest.reference
    text = f"Stated before for {words.month(month)}, last in {reference}"
    said = f"The month was stated at {shown(before.total, agreement.currency)} in all."
    step = {"step": "stated", "text": said, "amount": str(-before.total)}
    return Line(STATED, text, "", None, None, -before.total, {"explanation": [step]})
