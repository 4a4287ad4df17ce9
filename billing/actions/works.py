"""Time as somebody wants to log it, and what is wrong with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from billing.models import Agreement
from catalogue.models import Provision, User
from tickets.models import Ticket

from .refusals import Refused

# Errors of one row: what to change by the name of its field, empty for the row as a whole.
Errors = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Work:
    """Time that somebody worked; None is proposed, see `logging_time.log`. An empty role is none.

    Give `minutes`, or start and end, as aware instants. `worked_on` is the customer's day; with a
    start it follows from it. `is_after_hours` counts without start and end alone: with them the
    agreement's calendar says what is after hours.
    """

    agreement: Agreement | None = None
    ticket: Ticket | None = None
    engineer: User | None = None
    role: str | None = None
    work_type: str = ""
    billable: str | None = None
    worked_on: dt.date | None = None
    started_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    minutes: int | None = None
    is_after_hours: bool = False
    description: str = ""
    note: str = ""
    external_id: str = ""
    provision: Provision | None = None


class BadEntries(Refused):
    """Some of the time cannot be logged, so none is. `errors`: by the number of the row, from 0."""

    def __init__(self, errors: Mapping[int, Errors]) -> None:
        self.errors = {number: dict(errors[number]) for number in sorted(errors)}
        number, first = next(iter(self.errors.items()))
        field, message = next(iter(first.items()))
        more = sum(map(len, self.errors.values())) - 1
        said = (
            message
            if len(self.errors) == 1 and not number
            else _in_row(number, message)
        )
        super().__init__(f"{said} {_and_more(more)}".strip(), field)


def _in_row(number: int, message: str) -> str:
    return f"Row {number + 1}: {message}"


def _and_more(more: int) -> str:
    return f"({more} more to correct.)" if more else ""
