"""The life of a ticket: its states, and the one table of what leads from which to which.

Buttons, the admin and the API read this table; nothing else says what may follow on what.
"""

from __future__ import annotations

from dataclasses import dataclass

NEW, OPEN = "new", "open"
PENDING_CUSTOMER, PENDING_APPROVAL = "pending_customer", "pending_approval"
PENDING_THIRD_PARTY, SCHEDULED = "pending_third_party", "scheduled"
RESOLVED, CLOSED, CANCELLED = "resolved", "closed", "cancelled"

STATES = {
    NEW: "new",
    OPEN: "open",
    PENDING_CUSTOMER: "waiting for the customer",
    PENDING_APPROVAL: "waiting for approval",
    PENDING_THIRD_PARTY: "waiting for a third party",
    SCHEDULED: "scheduled",
    RESOLVED: "resolved",
    CLOSED: "closed",
    CANCELLED: "cancelled",
}
# Somebody still has something to do.
LIVE = (NEW, OPEN, PENDING_CUSTOMER, PENDING_APPROVAL, PENDING_THIRD_PARTY, SCHEDULED)
ENDED = (CLOSED, CANCELLED)
# Why the clocks stand still in a state. A third party stops them only where the service level
# exempts its time.
PAUSES = {
    PENDING_CUSTOMER: "customer",
    PENDING_APPROVAL: "approval",
    PENDING_THIRD_PARTY: "third_party",
    SCHEDULED: "scheduled",
}


@dataclass(frozen=True)
class Verb:
    """A transition: from which states it leads to which, who may do it, what it asks for.

    `needs` names what has to be said with it: `body` (told the customer), `reason`, `until`.
    """

    name: str
    label: str
    sources: tuple[str, ...]
    target: str
    by: tuple[str, ...] = ("staff",)
    needs: tuple[str, ...] = ()
    needs_approval: bool = False  # paid work has to be approved before


VERBS = {
    verb.name: verb
    for verb in (
        Verb(
            "begin",
            "Begin work",
            (
                NEW,
                PENDING_CUSTOMER,
                PENDING_APPROVAL,
                PENDING_THIRD_PARTY,
                SCHEDULED,
            ),
            OPEN,
            needs_approval=True,
        ),
        Verb(
            "ask_customer",
            "Ask the customer",
            (NEW, OPEN, SCHEDULED, PENDING_THIRD_PARTY),
            PENDING_CUSTOMER,
            needs=("body",),
        ),
        Verb(
            "ask_approval",
            "Ask for approval",
            (NEW, OPEN, PENDING_CUSTOMER, PENDING_THIRD_PARTY, SCHEDULED),
            PENDING_APPROVAL,
        ),
        Verb(
            "wait_for_third_party",
            "Wait for a third party",
            (NEW, OPEN, PENDING_CUSTOMER, SCHEDULED),
            PENDING_THIRD_PARTY,
            needs=("body",),
        ),
        Verb(
            "schedule",
            "Schedule the work",
            (NEW, OPEN, PENDING_CUSTOMER, PENDING_APPROVAL, PENDING_THIRD_PARTY),
            SCHEDULED,
            needs=("until",),
            needs_approval=True,
        ),
        Verb(
            "resolve",
            "Resolve",
            (NEW, OPEN, PENDING_CUSTOMER, PENDING_THIRD_PARTY, SCHEDULED),
            RESOLVED,
            needs=("body",),
            needs_approval=True,
        ),
        Verb(
            "reopen",
            "Reopen",
            (RESOLVED, CLOSED),
            OPEN,
            by=("staff", "customer"),
            needs=("reason",),
        ),
        Verb(
            "close", "Close", (RESOLVED,), CLOSED, by=("staff", "customer", "program")
        ),
        Verb(
            "cancel",
            "Cancel",
            LIVE,
            CANCELLED,
            by=("staff", "customer"),
            needs=("reason",),
        ),
    )
}


def verbs_from(state: str, who: str) -> list[Verb]:
    """What `who` (staff, customer, program) may do in a state, in the order of the table."""
    return [verb for verb in VERBS.values() if state in verb.sources and who in verb.by]
