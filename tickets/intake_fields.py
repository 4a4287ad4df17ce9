"""What a service level asks of a reporter: whether the answers are there and well-formed (E09, N10).

Pure: a field is anything with `label`, `kind` and `required`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from tickets.wording import MOST_STRANGE, cleaned

LONGEST = {"text": 1_000, "choice": 1_000, "long_text": 10_000}
MOST_DIGITS = 20
EARLIEST_YEAR = 1970


class Asked(Protocol):
    """A field of a service level's intake form."""

    label: str
    kind: str
    required: bool


class Malformed(ValueError):
    """An answer that does not fit its field; the message says the remedy."""


@dataclass
class Reading:
    """The answers by label, ready for JSON; what is wrong, by label; what is required and not there."""

    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


def read(
    fields: Sequence[Asked],
    given: Mapping[str, Any],
    *,
    files: Collection[str] = (),
    zone: str = "UTC",
) -> Reading:
    """Check the answers `given` by label. `files` are the names of the files that came with them.

    A time without an offset is one in `zone`. Labels are matched in any case.
    """
    reading = Reading()
    by_label = {each.label.casefold(): each for each in fields}
    answers: dict[str, Any] = {}
    # What is said of an unknown label holds it: shown, it must be short and fit to be shown.
    names = ", ".join(f"“{each.label}”" for each in fields) or "none"
    for label, value in given.items():
        asked = by_label.get(label.strip().casefold())
        if asked is None:
            if len(reading.errors) < MOST_STRANGE:
                reading.errors[cleaned(label[:100])] = (
                    f"There is no such field. The fields are: {names}."
                )
        else:
            answers[asked.label] = value
    for each in fields:
        try:
            value = value_of(each.kind, answers.get(each.label), files, zone)
        except Malformed as problem:
            reading.errors[each.label] = str(problem)
            continue
        if value not in (None, "", []):
            reading.values[each.label] = value
        elif each.required:
            reading.missing.append(each.label)
    return reading


def value_of(kind: str, value: Any, files: Collection[str], zone: str) -> Any:
    """An answer as it is kept; raises `Malformed`. None and blank stay what they are: no answer."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if kind == "number":
        return _number(value)
    if kind == "datetime":
        return _instant(value, zone)
    if kind == "file":
        return _names(value, files)
    return _text(value, LONGEST.get(kind, LONGEST["text"]))


def _text(value: Any, longest: int) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, float, Decimal)):
        raise Malformed("Give a text.")
    text = cleaned(str(value))
    if len(text) > longest:
        raise Malformed(f"At most {longest:,} characters; these are {len(text):,}.")
    return text


def _number(value: Any) -> int | str:
    """Whole numbers as such, others as text, so that no digit is lost."""
    wrong = Malformed("Give a number of 0 or more.")
    if isinstance(value, bool) or not isinstance(value, (str, int, float, Decimal)):
        raise wrong
    if len(str(value)) > MOST_DIGITS:
        raise Malformed(f"At most {MOST_DIGITS} digits.")
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise wrong from None
    if not number.is_finite() or number < 0 or abs(number.adjusted()) > MOST_DIGITS:
        raise wrong
    return int(number) if number == number.to_integral_value() else f"{number:f}"


def _instant(value: Any, zone: str) -> str:
    try:
        moment = (
            value
            if isinstance(value, dt.datetime)
            else dt.datetime.fromisoformat(str(value).strip())
        )
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZoneInfo(zone))
        moment.astimezone(dt.UTC)  # the first and last hours of the calendar have none
        if moment.year < EARLIEST_YEAR:  # a slip of the keyboard, such as 0026
            raise ValueError
    except (ValueError, OverflowError):
        raise Malformed(
            "Give a date and time such as 2026-03-10T14:30, with an offset if it is not "
            f"{zone} time."
        ) from None
    return moment.isoformat()


def _names(value: Any, files: Collection[str]) -> list[str]:
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, (list, tuple)) or not all(
        isinstance(name, str) for name in names
    ):
        raise Malformed("Name the files that are sent with it.")
    if absent := [name for name in names if name not in files]:
        raise Malformed(f"This file was not sent with it: {absent[0][:100]}.")
    return list(names)
