"""What a report is answered with, in sentences: the same words at every door.

Pure: takes a `Receipt` of `actions.intake` or anything like it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from tickets import words

CHARGES = {
    "included": "Included in the service.",
    "hourly": "Charged by the hour.",
    "sow": "Needs a statement of work; it is quoted first.",
    "fee": "An additional fee applies.",
    "customer": "Yours to do: the provider charges nothing for it.",
    "vendor": "The vendor’s to do.",
    "unstated": "The guide does not state a charge: staff will say.",
}
PAID = ("hourly", "sow", "fee")  # nobody works on it before an approver has agreed
APPROVAL = "Work begins after an approver of yours has agreed to it."
NOT_PART = "This is not part of the service."
NO_LINE = (
    "No line of a guide is named: staff will say who handles it and what it costs."
)
NOTHING_PROMISED = "None promised: the guide states no times for this."


class Due(Protocol):
    """A promised time: when it would be over, or why nobody can say."""

    @property
    def metric(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def due_at(self) -> dt.datetime | None: ...
    @property
    def why(self) -> str: ...


class Said(Protocol):
    """What a receipt tells."""

    @property
    def reference(self) -> str: ...
    @property
    def created(self) -> bool: ...
    @property
    def who(self) -> str: ...
    @property
    def charge(self) -> str: ...
    @property
    def charge_note(self) -> str: ...
    @property
    def quotas(self) -> Sequence[Any]: ...
    @property
    def due(self) -> Sequence[Any]: ...
    @property
    def notes(self) -> Sequence[str]: ...


def sentences(receipt: Said, *, now: dt.datetime, zone: str) -> list[str]:
    """The whole receipt, a sentence a line: reference, who, charge, quota, due times, notes."""
    note = receipt.charge_note
    for position in receipt.quotas:  # each has a line of its own
        note = note.replace(position.text, "").strip()
    return [
        *_reference(receipt),
        f"Who handles it: {receipt.who}",
        f"Charge: {charge_words(receipt.charge, note)}",
        *(f"Quota: {position.text}" for position in receipt.quotas),
        *due_words(receipt.due, now=now, zone=zone),
        *receipt.notes,
    ]


def _reference(receipt: Said) -> Iterator[str]:
    if not receipt.reference:
        return
    if receipt.created:
        yield f"Your ticket is {receipt.reference}."
    else:
        yield f"This joined the open ticket {receipt.reference}."


def charge_words(charge: str, note: str = "") -> str:
    """What it costs the customer, and why; a note that says it all stands alone."""
    said = CHARGES[charge]
    if not note:
        return said
    return note if charge == "unstated" else f"{said} {note}"


def due_words(due: Sequence[Due], *, now: dt.datetime, zone: str) -> list[str]:
    """A sentence for each promised time, or one that says that there are none.

    To whom a ticket escalates is the provider's affair.
    """
    told = [
        _due(each, now=now, zone=zone) for each in due if each.metric != "escalation"
    ]
    return told or [f"Due times: {NOTHING_PROMISED}"]


def _due(each: Due, *, now: dt.datetime, zone: str) -> str:
    if not each.metric:
        return f"Due times: {each.why}"
    if each.due_at is None and each.why.startswith(f"{each.text} in "):
        return f"{words.noun(each.metric)}: {each.why}"  # it waits for its start
    said = words.promised(
        each.metric, each.text, each.due_at, each.why, now=now, zone=zone
    )
    return said if said.endswith(".") else f"{said}."


def asks_for(missing: Sequence[str]) -> str:
    """What the reporter still has to tell."""
    names = ", ".join(f"“{label}”" for label in missing)
    return f"Please tell us also: {names}."


def out_of_hours(opening: dt.datetime, *, now: dt.datetime, zone: str) -> str:
    """That support is closed, and when it opens."""
    when = words.moment(opening, now=now, zone=zone)
    return f"This is outside support hours: support opens {when}."


@dataclass(frozen=True)
class Told:
    """A quota's place, as it was told."""

    text: str


@dataclass(frozen=True)
class DueTold:
    """A due time, as it was told."""

    metric: str
    text: str
    due_at: dt.datetime | None
    why: str
    name: str = ""


def kept(receipt: Said) -> dict[str, Any]:
    """The facts of a receipt for the timeline, ready for JSON."""
    return {
        "who": receipt.who,
        "charge": receipt.charge,
        "charge_note": receipt.charge_note,
        "quotas": [position.text for position in receipt.quotas],
        "due": [
            {
                "metric": each.metric,
                "text": each.text,
                "due_at": each.due_at.isoformat() if each.due_at else None,
                "why": each.why,
                "name": getattr(each, "name", ""),
            }
            for each in receipt.due
        ],
        "notes": list(receipt.notes),
    }


def restored(facts: dict[str, Any]) -> dict[str, Any]:
    """What `kept` made of a receipt, as a receipt's fields again."""
    return {
        "who": facts.get("who", ""),
        "charge": facts.get("charge", "unstated"),
        "charge_note": facts.get("charge_note", ""),
        "quotas": [Told(text) for text in facts.get("quotas", [])],
        "due": [
            DueTold(
                **each
                | {
                    "due_at": each["due_at"]
                    and dt.datetime.fromisoformat(each["due_at"])
                }
            )
            for each in facts.get("due", [])
        ],
        "notes": list(facts.get("notes", [])),
    }
