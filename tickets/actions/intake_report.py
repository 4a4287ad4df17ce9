"""What is asked of intake, what it answers, and why it refuses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tickets.actions.refusals import Refused
from tickets.models import Ticket

LONGEST_SUMMARY = 200
NEEDED = "This is needed for the report."
MOST = 1_000_000  # users, pieces
INTAKE = "intake/"  # before the label of an intake field in the names of errors
# Who reports this way cannot be shown an error: what is missing is asked for in the receipt.
LENIENT = ("email", "phone")


@dataclass(frozen=True)
class Report:
    """What somebody reports. Rows are named by primary key, a priority and intake fields by label.

    `customer` and `requester` are for staff; a program may name the requester by e-mail instead.
    `files` are checked uploads; an intake field of kind file holds their names. `follows` is an
    earlier ticket about the same; `reported_at` is when it was said, where that is not now.
    """

    summary: str
    channel: str
    description: str = ""
    kind: str = "incident"
    provision: int | None = None
    subscription: int | None = None
    guide: int | None = None
    customer: int | None = None
    requester: int | None = None
    requester_email: str = ""
    priority: str = ""
    users_affected: int | None = None
    users_total: int | None = None
    quantity: int = 1
    minutes: int | None = None
    intake: Mapping[str, Any] = field(default_factory=dict)
    files: Sequence[Any] = ()
    external_id: str = ""
    dedup_key: str = ""
    follows: int | None = None
    reported_at: dt.datetime | None = None


@dataclass(frozen=True)
class Receipt:
    """What a report is answered with; `receipts.sentences` says it in words.

    In a preview `ticket` is not stored. `due` are `promising.Due`, `quotas` `quotas.Position`.
    """

    ticket: Ticket
    created: bool
    who: str
    charge: str
    charge_note: str = ""
    quotas: Sequence[Any] = ()
    due: Sequence[Any] = ()
    notes: Sequence[str] = ()
    zone: str = "UTC"

    @property
    def reference(self) -> str:
        """The ticket's reference; empty in a preview."""
        return self.ticket.reference if self.ticket.pk else ""


class BadReport(Refused):
    """A report that cannot be taken as it is: `errors` says by field what to change.

    Fields are those of `Report`; an intake field is `intake/` and its label.
    """

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors = dict(errors)
        name, message = next(iter(self.errors.items()))
        super().__init__(message, name)
