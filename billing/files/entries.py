"""The time of a month as rows for a spreadsheet: XLSX and CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from tablib import Dataset

from billing.models import TimeEntry
from catalogue.platform.cells import shown_cell

HEADERS = [
    "Day",
    "Start",
    "End",
    "Ticket",
    "Description",
    "Role",
    "Kind",
    "Approved",
    "Worked minutes",
    "Charged minutes",
    "From packages",
    "Overage minutes",
    "Charged apart",
    "Goes to",
]


def dataset(month: Any, entries: Iterable[TimeEntry]) -> Dataset:
    """A row for each entry; minutes are whole, amounts in the agreement's currency.

    `month` knows the agreement and what every entry draws on (`drawn`).
    """
    agreement = month.agreement
    zone = ZoneInfo(agreement.customer.zone)
    headers = [*HEADERS, f"Amount {agreement.currency}"]
    title = f"{agreement.reference} {month.first:%Y-%m}"
    rows = Dataset(headers=headers, title=title[:31])
    for entry in entries:
        rows.append([shown_cell(each) for each in _cells(entry, month.drawn, zone)])
    return rows


def _cells(entry: TimeEntry, drawn: Any, zone: ZoneInfo) -> Iterator[Any]:
    yield entry.worked_on.isoformat()
    for moment in (entry.started_at, entry.ended_at):
        yield f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else ""
    yield entry.ticket.reference if entry.ticket else ""
    yield entry.description
    yield entry.role
    yield entry.get_billable_display()
    yield "yes" if entry.approved_at else "no"
    goes = drawn[entry.pk]
    yield goes.worked
    yield goes.charged
    yield goes.minutes("pool")
    yield goes.minutes("overage")
    yield goes.minutes("hourly", "beyond_quota", "after_hours")
    yield ", ".join(part.text for part in goes.parts)
    yield goes.amount


def xlsx(month: Any, entries: Iterable[TimeEntry]) -> bytes:
    """The rows as an Excel workbook."""
    return dataset(month, entries).export("xlsx")


def csv(month: Any, entries: Iterable[TimeEntry]) -> bytes:
    """The rows as comma-separated values; the mark at the front tells Excel that it is UTF-8."""
    return dataset(month, entries).export("csv").encode("utf-8-sig")


FILES = {"xlsx": xlsx, "csv": csv}
