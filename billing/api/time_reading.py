"""Time as a program sends it, field by field: every error names its row, its field and the remedy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rest_framework.exceptions import ValidationError

from billing.actions.logging_time import MOST
from billing.actions.works import Work
from billing.models import Agreement, TimeEntry
from catalogue.models import Provision, User
from catalogue.platform.tenancy import Actor
from tickets.api.access import strange
from tickets.models import Ticket

LARGEST = 2**63 - 1  # of a row's number
TEXTS = ("role", "work_type", "description", "note", "external_id")
OPTIONAL = ("role",)  # None is proposed
COVERED = "subscription__coverage__agreement"
ROWS = ("agreement", "ticket", "engineer", "provision")
FIELDS = {
    *TEXTS,
    *ROWS,
    "billable",
    "worked_on",
    "started_at",
    "ended_at",
    "minutes",
    "is_after_hours",
}
Errors = dict[str, list[str]]


def works_of(sent: Sequence[Any], actor: Actor, *, many: bool) -> list[Work]:
    """Rows as the action takes them; raises `ValidationError` with the faults of all of them."""
    if len(sent) > MOST:
        raise ValidationError({"entries": [f"Send at most {MOST:,} entries at once."]})
    known = Known.of([each for each in sent if isinstance(each, Mapping)], actor)
    errors: Errors = {}
    works = []
    for number, each in enumerate(sent):
        values, wrong = read(each, known)
        at = spot(number, many=many)
        errors |= {f"{at}{name}": [told] for name, told in wrong.items()}
        works.append(Work(**values) if not wrong else Work())
    if errors:
        raise ValidationError(errors)
    return works


def changes_of(sent: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """The fields that a correction names. Raises `ValidationError`.

    A field that is null becomes what is proposed, or empty.
    """
    values, wrong = read(sent, Known.of([sent], actor))
    if wrong:
        raise ValidationError({name: [told] for name, told in wrong.items()})
    emptied = {name for name, value in sent.items() if value is None}
    blank = dict.fromkeys(emptied.intersection(TEXTS) - {*OPTIONAL}, "")
    flags = {"is_after_hours": False} if "is_after_hours" in emptied else {}
    return {**dict.fromkeys(emptied), **blank, **flags, **values}


def spot(number: int, *, many: bool) -> str:
    """Where a row's fields are found in the request."""
    return f"entries/{number}/" if many else ""


class Known:
    """The rows that a request names, as far as the caller may know of them, by what was sent."""

    def __init__(self, rows: Mapping[str, Mapping[str, Any]]) -> None:
        self.rows = rows

    @classmethod
    def of(cls, sent: Sequence[Mapping[str, Any]], actor: Actor) -> Known:
        """Read them all; a query for each kind that is named."""
        asked = {
            name: {key for each in sent if (key := _key(name, each.get(name)))}
            for name in ROWS
        }
        tickets = Ticket.objects.visible_to(actor).select_related(COVERED)
        own = Agreement.objects.visible_to(actor).filter(pk__in=asked["agreement"])
        staff = User.objects.filter(is_staff=True, email__in=asked["engineer"])
        lines = Provision.objects.filter(pk__in=asked["provision"]).only("pk")
        found = {
            "ticket": tickets.filter(pk__in=asked["ticket"]),
            "agreement": own,
            "engineer": staff,
            "provision": lines,
        }
        return cls(
            {
                name: {_key_of(name, row): row for row in rows} if asked[name] else {}
                for name, rows in found.items()
            }
        )

    def find(self, name: str, value: Any) -> Any:
        """The row, None where there is none for the caller."""
        return self.rows[name].get(_key(name, value))


def read(sent: Any, known: Known) -> tuple[dict[str, Any], dict[str, str]]:
    """The fields of a row, and what is wrong by field."""
    if not isinstance(sent, Mapping):
        return {}, {"non_field_errors": "Send an object for each entry."}
    values: dict[str, Any] = {}
    wrong = dict.fromkeys(
        strange(sent, FIELDS), "There is no such field: leave it out."
    )
    for name, value in sent.items():
        if value is None or name not in FIELDS:
            continue
        is_good, wanted, made = _read(name, value, known)
        if is_good:
            values[name] = made
        else:
            wrong[name] = wanted
    return values, wrong


def _read(name: str, value: Any, known: Known) -> tuple[bool, str, Any]:
    """Whether a field is good, what is wanted, and its value."""
    if name in ROWS:
        row = known.find(name, value)
        return row is not None, WANTED[name], row
    if name in TEXTS:
        return isinstance(value, str), "Give a text.", value
    if name == "billable":
        listed = ", ".join(TimeEntry.Billable.values)
        good = isinstance(value, str) and value in TimeEntry.Billable.values
        return good, f"Choose one of: {listed}.", value
    if name == "minutes":
        return type(value) is int, "Give whole minutes, 1 to 1440.", value
    if name == "is_after_hours":
        return isinstance(value, bool), "Give true or false.", value
    make, wanted = DATES if name == "worked_on" else INSTANTS
    try:
        made = make(value) if isinstance(value, str) else None
    except ValueError:
        made = None
    good = made is not None and (name == "worked_on" or made.tzinfo is not None)
    return good, wanted, made


WANTED = {
    "ticket": "There is no such ticket: give its reference, such as T-1042.",
    "agreement": "There is no such agreement: give its reference, such as A-12.",
    "engineer": "There is no such member of staff: give the e-mail address.",
    "provision": "There is no such line: give its number.",
}
Maker = tuple[Callable[[str], Any], str]
DATES: Maker = (dt.date.fromisoformat, "Give a day such as 2026-10-05.")
INSTANTS: Maker = (
    dt.datetime.fromisoformat,
    "Give an instant with its offset, such as 2026-10-05T09:00:00-05:00.",
)


def _key(name: str, value: Any) -> Any:
    """What a row is looked for by; None for what names none."""
    if name == "provision":
        return value if type(value) is int and 0 < value <= LARGEST else None
    # What is not printable names nothing, and half a character is nothing to ask a database.
    if not isinstance(value, str) or len(value) > 254 or not value.isprintable():
        return None
    if name == "engineer":
        return value.strip().lower()
    prefix = "T-" if name == "ticket" else "A-"
    digits = value.strip().upper().removeprefix(prefix)
    good = digits.isascii() and digits.isdigit() and len(digits) < 18
    return int(digits) if good else None


def _key_of(name: str, row: Any) -> Any:
    return row.email.lower() if name == "engineer" else row.pk
