"""Rows of a file of time: what a cell says, or why it cannot be read. No row is guessed at."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from billing.typed_time import A_DAY, minutes_of

MONTH_FIRST, DAY_FIRST = "month", "day"
KNOWN = {
    "date": "day worked where the customer is: 2026-10-05, 5.10.2026, or a date of Excel",
    "start": "09:00, 9:00 am or 2026-10-05T09:00, in the customer’s time zone",
    "end": "the same; an end before the start is on the next day",
    "minutes": "whole minutes; not with start and end",
    "hours": "1.5, 1,5 or 1:30; not with minutes",
    "ticket": "T-1042",
    "agreement": "A-12; not needed with a ticket",
    "customer": "key or name, where the customer has one agreement",
    "role": "empty: as the ticket proposes",
    "work_type": "any word of yours",
    "billable": "package, hourly, sow, no charge or exempt; empty: as the ticket proposes",
    "description": "what the customer reads",
    "note": "for staff only",
    "external_id": "your own number: a row with one is taken in once",
    "engineer": "e-mail address; empty: you",
    "entry": "number of an entry that is there already: the row is left out",
}
# What an export says beside these, and an import passes over.
PASSED_OVER = {
    "month",
    "charged_minutes",
    "after_minutes",
    "approved",
    "withdrawn",
    "source",
}
ALIASES = {
    "day": "date",
    "worked_on": "date",
    "started_at": "start",
    "from": "start",
    "ended_at": "end",
    "to": "end",
    "duration": "hours",
    "time": "hours",
    "type": "work_type",
    "text": "description",
    "id": "external_id",
    "engineer_e_mail": "engineer",
    "engineer_email": "engineer",
    "e_mail": "engineer",
    "email": "engineer",
}
TEXTS = ("agreement", "customer", "role", "work_type", "description", "note")
# A spreadsheet counts days from here; these are the years 2000 to 2099.
EPOCH, FIRST_SERIAL, LAST_SERIAL = dt.date(1899, 12, 30), 36526, 73050
LONGEST_NUMBER = 17  # digits of a ticket's number

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00)?)?", re.ASCII)
_DOTS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_SERIAL = re.compile(r"\d{5}(?:[.,]0+)?", re.ASCII)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?\s*([ap])?\.?m?\.?", re.ASCII)
_SHARE = re.compile(r"0?[.,]\d+", re.ASCII)

Moment = dt.time | dt.datetime


class BadHeadings(ValueError):
    """The first row does not name the columns; says which are known."""


@dataclass(frozen=True)
class ReadRow:
    """A row's values by column, those that are given; what is wrong with the others."""

    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def columns_of(headings: Sequence[str]) -> list[str]:
    """The columns by their headings. Raises `BadHeadings`."""
    plain = [re.sub(r"\W+", "_", each.strip().lower()).strip("_") for each in headings]
    names = [ALIASES.get(each, each) for each in plain]
    known = KNOWN.keys() | PASSED_OVER
    wrong = [h for h, name in zip(headings, names, strict=True) if name not in known]
    twice = sorted({name for name in names if names.count(name) > 1})
    told = []
    if wrong:
        shown = ", ".join(f"“{each[:40]}”" for each in wrong[:10])
        told.append(f"Columns that are not known here: {shown}.")
    elif twice:
        told.append(f"Columns that stand twice: {', '.join(twice)}.")
    for needed in (
        {"date", "start"},
        {"minutes", "hours", "end"},
        {"ticket", "agreement", "customer"},
    ):
        if not needed & set(names):
            told.append(f"One of these columns is needed: {', '.join(sorted(needed))}.")
    if told:
        listed = ", ".join(KNOWN)
        raise BadHeadings(
            f"{' '.join(told)} The first row names the columns; known are {listed}."
        )
    return names


def read_row(
    cells: Mapping[str, str], *, choices: Mapping[str, str], slashes: str = ""
) -> ReadRow:
    """What a row says. `choices` are the billable classes by word; `slashes` which of day and month
    comes first in dates such as 05/10/2026, where somebody said so."""
    row = ReadRow({name: cells[name].strip() for name in TEXTS if cells.get(name)})
    readers: dict[str, Callable[[str], Any]] = {
        "date": lambda text: date_of(text, slashes),
        "start": lambda text: moment_of(text, slashes),
        "end": lambda text: moment_of(text, slashes),
        "minutes": _whole,
        "hours": minutes_of,
        "ticket": _ticket,
        "entry": _number,
        "billable": lambda text: _choice(text, choices),
        "external_id": str,
        "engineer": str.lower,
    }
    for name, read in readers.items():
        text = cells.get(name, "").strip()
        if not text:
            continue
        try:
            row.values[name] = read(text)
        except ValueError as error:
            row.errors[name] = str(error)
    if not row.errors:
        _fits(row)
    return row


def date_of(text: str, slashes: str = "") -> dt.date:
    """A date of a file; raises `ValueError`, also for 05/10/2026 where nobody said what it means."""
    if _SERIAL.fullmatch(text) and FIRST_SERIAL <= int(text[:5]) <= LAST_SERIAL:
        return EPOCH + dt.timedelta(days=int(text[:5]))
    if found := _ISO.fullmatch(text):
        year, month, day = found.groups()
    elif found := _DOTS.fullmatch(text):
        day, month, year = found.groups()
    elif found := _SLASHES.fullmatch(text):
        first, second, year = found.groups()
        month, day = _ordered(text, first, second, slashes)
    else:
        raise ValueError("Write a date as 2026-10-05.")
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError("There is no such day. Write it as 2026-10-05.") from None


def moment_of(text: str, slashes: str = "") -> Moment:
    """A time of day, or a day with its time; with an offset where the cell has one."""
    if (alone := _clock(text)) is not None:
        return alone
    day, _, rest = text.replace("T", " ", 1).partition(" ")
    try:
        iso = dt.datetime.fromisoformat(text)
    except ValueError:
        moment = _clock(rest.strip())
        if moment is None:
            raise ValueError("Write a time as 09:00 or 2026-10-05T09:00.") from None
        return dt.datetime.combine(date_of(day, slashes), moment)
    if not rest:
        raise ValueError("This is a day: write its time beside it, as 09:00.")
    return iso.replace(microsecond=0)


def _ordered(text: str, first: str, second: str, slashes: str) -> tuple[str, str]:
    """Month and day of a date with slashes."""
    if slashes == DAY_FIRST or (not slashes and int(first) > 12):
        return second, first
    if slashes == MONTH_FIRST or int(second) > 12:
        return first, second
    raise ValueError(
        f"{text} may be two days: say above which of day and month comes first, or write it as "
        "2026-10-05."
    )


def _clock(text: str) -> dt.time | None:
    """A time of day; None for a text that is none. Raises `ValueError` for 25:00."""
    if _SHARE.fullmatch(text):  # a time of Excel is a share of the day
        minutes = round(float(text.replace(",", ".")) * A_DAY) % A_DAY
        return dt.time(minutes // 60, minutes % 60)
    if found := _TIME.fullmatch(text.lower()):
        return _time(int(found[1]), int(found[2]), found[3])
    return None


def _time(hour: int, minute: int, half: str | None) -> dt.time:
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif half or hour > 23:
        hour = 24  # no hour
    try:
        return dt.time(hour, minute)
    except ValueError:
        raise ValueError("There is no such time. Write it as 09:00.") from None


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise ValueError("Write whole minutes, such as 90.")
    if int(text) > A_DAY:
        raise ValueError("An entry has at most 1,440 minutes, 24 hours.")
    return int(text)


def _ticket(text: str) -> int:
    try:
        return _number(text.upper().removeprefix("T-"))
    except ValueError:
        raise ValueError("Write a ticket as T-1042.") from None


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER):
        raise ValueError("Write a number, or leave it empty.")
    return int(text)


def _choice(text: str, choices: Mapping[str, str]) -> str:
    found = choices.get(" ".join(text.replace("_", " ").casefold().split()))
    if found is None:
        raise ValueError(f"Choose one of: {', '.join(sorted(set(choices.values())))}.")
    return found


def _fits(row: ReadRow) -> None:
    """Whether the cells go together."""
    given = row.values.keys()
    if {"minutes", "hours"} <= given:
        row.errors["hours"] = "Give minutes or hours, not both."
    if ("start" in given) != ("end" in given):
        missing = "end" if "start" in given else "start"
        row.errors[missing] = "Give start and end, or neither."
    if not {"minutes", "hours", "start", "end"} & given:
        row.errors["minutes"] = "Give minutes, hours, or start and end."
    dated = "date" in given or isinstance(row.values.get("start"), dt.datetime)
    if not dated:
        row.errors["date"] = "Give the day of the work."
    if not {"ticket", "agreement", "customer"} & given:
        row.errors["ticket"] = "Say for what: a ticket, an agreement or a customer."
