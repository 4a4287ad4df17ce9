"""A statement in words: what page, print, PDF, spreadsheet and API all show.

Everything comes from the frozen rows; what is said of the agreement is what stood when it was issued.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from billing.models import Statement, StatementLine
from billing.words import span
from catalogue.money import rounded, shown
from catalogue.periods import day_of

NO_FIGURE = "–"
# What is said of a statement, beside its lines.
RELATED = ("provider", "customer", "agreement", "corrects", "corrected_by__provider")


@dataclass(frozen=True)
class SheetLine:
    """A line in words; `minutes`, `price` (an hour) and `value` are its figures."""

    position: int
    kind: str
    text: str
    details: list[str]
    time: str
    rate: str
    amount: str
    minutes: int | None
    price: Decimal | None
    value: Decimal
    has_entries: bool


@dataclass(frozen=True)
class Fact:
    """A name and what it is: the customer, the month, the day of issue."""

    name: str
    text: str


@dataclass(frozen=True)
class Hours:
    """A package of the month: what it held, what was used of it, what was not."""

    name: str
    minutes: str
    used: str
    left: str


@dataclass(frozen=True)
class Sheet:
    """A statement in words."""

    reference: str
    title: str
    provider: str
    customer: str
    month: str
    note: str
    total: str
    paper: str
    facts: list[Fact]
    lines: list[SheetLine]
    hours: list[Hours]
    unused: str

    @property
    def plain(self) -> dict[str, Any]:
        """Plain values for JSON; figures that are not words are left out."""
        values = asdict(self)
        for line in values["lines"]:
            for name in ("price", "value", "minutes", "has_entries"):
                del line[name]
        return values


def sheet_of(statement: Statement, lines: Iterable[StatementLine]) -> Sheet:
    """The statement in words. Reads its provider, customer, agreement and what it corrects."""
    facts = statement.facts
    month = f"{statement.month:%B %Y}"
    return Sheet(
        reference=statement.reference,
        title=f"Statement {statement.reference}, {month}",
        provider=facts.get("provider", statement.provider.name),
        customer=facts.get("customer", statement.customer.name),
        month=month,
        note=_note(statement),
        total=shown(statement.total, statement.currency),
        paper="us-letter" if _zone(statement).startswith("America/") else "a4",
        facts=_facts(statement, month),
        lines=[line_of(line, statement.currency) for line in lines],
        hours=[_hours(pool) for pool in facts.get("pools", [])],
        unused="Not used" if _carries_over(statement) else "Expired",
    )


def line_of(line: StatementLine, currency: str) -> SheetLine:
    """A line in words."""
    return SheetLine(
        position=line.position,
        kind=line.get_kind_display(),
        text=line.text,
        details=[_said(step) for step in line.basis.get("explanation", [])],
        time=NO_FIGURE if line.minutes is None else span(line.minutes),
        rate=NO_FIGURE if line.rate is None else shown(line.rate, currency),
        amount=shown(line.amount, currency),
        minutes=line.minutes,
        price=_price(line.rate),
        value=line.amount,
        has_entries=bool(line.basis.get("entries")),
    )


def _price(rate: Decimal | None) -> Decimal | None:
    """A rate with two decimals, as amounts have them, unless it needs more."""
    if rate is None or rounded(rate) != rate:
        return rate
    return rounded(rate)


def issued_on(statement: Statement) -> dt.date:
    """The day of issue where the customer is."""
    return day_of(statement.issued_at, _zone(statement))


def _zone(statement: Statement) -> str:
    return statement.facts.get("zone", statement.customer.zone)


def _carries_over(statement: Statement) -> bool:
    """Whether unused hours went on to the next month, by what was agreed then (C21)."""
    return bool(statement.facts.get("terms", {}).get("carries_over"))


def _facts(statement: Statement, month: str) -> list[Fact]:
    day = issued_on(statement)
    agreement = statement.facts.get("agreement", str(statement.agreement))
    return [
        Fact("Month", month),
        Fact("Agreement", agreement),
        Fact("Issued", f"{day.day} {day:%B %Y}"),
        Fact("Currency", statement.currency),
    ]


def _note(statement: Statement) -> str:
    if statement.corrects is None:
        return ""
    earlier = f"{statement.provider.key}-{statement.corrects.number:06d}"
    return (
        f"This statement corrects {earlier}. It states the whole month anew and takes off what "
        "was stated before: its total is the difference."
    )


def _hours(pool: Mapping[str, Any]) -> Hours:
    return Hours(
        name=pool["name"],
        minutes=span(pool["minutes"]),
        used=span(pool["used"]),
        left=span(pool["left"]),
    )


def _said(step: Any) -> str:
    return step if isinstance(step, str) else str(step["text"])
