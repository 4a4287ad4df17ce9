"""Reports as tables of cells: what a page shows, what a file holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

import tablib
from django.urls import reverse
from django.utils.http import urlencode

from billing import words
from billing.actions.reporting import NO_ROLE, Earned, Use, Waiting, Worked
from billing.margins import Part
from catalogue.money import shown

NOTHING = Part(Decimal(), 0, Decimal())


class Cell(NamedTuple):
    """What a page shows, what a file holds, and where it leads."""

    text: str
    value: Any
    url: str = ""


@dataclass
class Table:
    """A report, or a part of one. `numbers` are the columns of figures."""

    title: str
    headings: Sequence[str]
    rows: list[list[Cell]] = field(default_factory=list)
    note: str = ""
    empty: str = "Nothing."
    numbers: Sequence[int] = ()
    times: Sequence[int] = ()  # of the figures those that are minutes

    @property
    def columns(self) -> list[tuple[str, bool]]:
        """Each heading, and whether figures stand below it."""
        return [(name, at in self.numbers) for at, name in enumerate(self.headings)]

    @property
    def lines(self) -> list[list[tuple[Cell, bool]]]:
        """The rows, each cell with whether it is a figure."""
        return [
            [(cell, at in self.numbers) for at, cell in enumerate(row)]
            for row in self.rows
        ]


def dataset(tables: Iterable[Table]) -> tablib.Dataset:
    """The first table as rows of a file."""
    table = next(iter(tables))
    rows = ([cell.value for cell in row] for row in table.rows)
    headings = [
        f"{name}, minutes" if at in table.times else name
        for at, name in enumerate(table.headings)
    ]
    return tablib.Dataset(*rows, headers=headings)


def text(value: Any, url: str = "") -> Cell:
    """A cell of words."""
    return Cell(str(value), str(value), url)


def time(minutes: int, url: str = "") -> Cell:
    """A cell of minutes, which a file holds as a number."""
    return Cell(words.span(minutes), minutes, url)


def percent(share: int | None) -> Cell:
    """A cell of per cent; empty without a figure."""
    return Cell("–" if share is None else f"{share} %", "" if share is None else share)


def money(amount: Decimal, currency: str) -> Cell:
    """A cell of money."""
    return Cell(shown(amount, currency), amount)


def entries_at(**query: Any) -> str:
    """The address of the list of time entries, narrowed."""
    return f"{reverse('admin:billing_timeentry_changelist')}?{urlencode(query)}"


def worked(title: str, rows: Sequence[Worked], month: str, available: int = 0) -> Table:
    """Time by engineer or role, held against available working minutes where they are known."""
    by_person = any(row.engineer for row in rows)
    headings = ["Engineer" if by_person else "Role", "Worked", "Of it charged"]
    held = ["Working time", "Share of it"] if available else []
    table = Table(
        title,
        [*headings, *held],
        numbers=(1, 2, 3, 4),
        times=(1, 2, 3),
        empty="Nobody worked.",
    )
    for row in rows:
        cells = [
            text(row.name, _where(row, month)),
            time(row.minutes),
            time(row.charged),
        ]
        if available:
            cells += [time(available), percent(row.minutes * 100 // available)]
        table.rows.append(cells)
    return table


def _where(row: Worked, month: str) -> str:
    """The list of the entries behind a row; none for time without a role."""
    if row.engineer:
        return entries_at(month=month, engineer=row.engineer)
    return entries_at(month=month, role=row.name) if row.name != NO_ROLE else ""


def full(uses: Sequence[Use], month: str) -> Table:
    """Agreements near the end of their hours, or beyond."""
    table = Table(
        "Near their hours, or over",
        [
            "Agreement",
            "Customer",
            "Share used",
            "Hours of the month",
            "Used",
            "Left",
            "Beyond",
            "Overage so far",
            "Currency",
        ],
        numbers=(2, 3, 4, 5, 6, 7),
        times=(3, 4, 5, 6),
        empty="Nobody is near their hours.",
    )
    for use in uses:
        own, found = use.agreement, use.reckoning
        url = entries_at(agreement=own.reference, month=month)
        table.rows.append(
            [
                text(own, url),
                text(own.customer),
                percent(use.share),
                time(found.included_minutes),
                time(found.used_minutes),
                time(found.left_minutes),
                time(found.overage_minutes),
                money(found.overage_amount, own.currency),
                text(own.currency),
            ]
        )
    return table


def earned(rows: Sequence[Earned], month: str) -> Table:
    """The margin of each agreement, and of all that are paid in one currency."""
    table = Table(
        "Margin of packages and overage",
        [
            "Agreement",
            "Customer",
            "Fee",
            "Package work",
            "Cost of package work",
            "Margin of the package",
            "Overage",
            "Overage work",
            "Cost of overage work",
            "Margin of the overage",
            "Margin",
            "Margin, per cent",
            "Currency",
        ],
        numbers=range(2, 12),
        times=(3, 7),
        empty="No agreement is in force.",
    )
    sums: dict[str, tuple[Part, Part, Part]] = {}
    for row in rows:
        own, parts = row.agreement, row.margin
        url = entries_at(agreement=own.reference, month=month)
        heads = [text(own, url), text(own.customer)]
        table.rows.append(
            [*heads, *_parts(parts.base, parts.overage, parts.whole, own.currency)]
        )
        base, overage, whole = sums.get(own.currency, (NOTHING, NOTHING, NOTHING))
        sums[own.currency] = (
            _plus(base, parts.base),
            _plus(overage, parts.overage),
            _plus(whole, parts.whole),
        )
    for currency, parts_ in sorted(sums.items()):
        table.rows.append([text("All"), text(""), *_parts(*parts_, currency)])
    return table


def waiting(title: str, rows: Sequence[Waiting], empty: str, **query: str) -> Table:
    """Entries that lack something, by month, agreement and engineer."""
    table = Table(
        title,
        ["Month", "Agreement", "Customer", "Engineer", "Entries", "Time"],
        numbers=(4, 5),
        times=(5,),
        empty=empty,
    )
    for row in rows:
        reference = f"A-{row.agreement}"
        url = entries_at(
            month=f"{row.month:%Y-%m}",
            agreement=reference,
            engineer=row.engineer,
            **query,
        )
        table.rows.append(
            [
                Cell(words.month(row.month), f"{row.month:%Y-%m}"),
                text(f"{reference} {row.agreement_name}"),
                text(row.customer),
                text(row.engineer_email),
                Cell(str(row.entries), row.entries, url),
                time(row.minutes),
            ]
        )
    return table


def _parts(base: Part, overage: Part, whole: Part, currency: str) -> list[Cell]:
    cells = []
    for part in (base, overage):
        cells += [
            money(part.income, currency),
            time(part.minutes),
            money(part.cost, currency),
            money(part.margin, currency),
        ]
    return [
        *cells,
        money(whole.margin, currency),
        percent(whole.share),
        text(currency),
    ]


def _plus(one: Part, other: Part) -> Part:
    return Part(
        one.income + other.income, one.minutes + other.minutes, one.cost + other.cost
    )
