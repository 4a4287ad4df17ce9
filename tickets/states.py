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
STAFF, CUSTOMER, PROGRAM = "staff", "customer", "program"
SYSTEM = "system"  # nobody does it: its time has come
# A program that opens tickets for a customer also takes them back when its alarm is over.
ANYBODY = (STAFF, CUSTOMER, PROGRAM)


@dataclass(frozen=True)
class Verb:
    """A transition: from which states it leads to which, who may do it, what it asks for.

    `needs` names what has to be said with it: `body` (told the customer), `reason`, `until`, or an
    `estimate`. One that is not `offered` is brought about by another act: an answer, a decision.
    """

    name: str
    label: str
    sources: tuple[str, ...]
    target: str
    by: tuple[str, ...] = (STAFF,)
    needs: tuple[str, ...] = ()
    needs_approval: bool = False  # paid work has to be approved before
    offered: bool = True


VERBS = {
    verb.name: verb
    for verb in (
        Verb(
            "begin",
            "Begin work",
            (NEW, PENDING_CUSTOMER, PENDING_APPROVAL, PENDING_THIRD_PARTY, SCHEDULED),
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
        # Again while one is asked: the estimate was wrong.
        Verb(
            "ask_approval",
            "Ask for approval",
            LIVE,
            PENDING_APPROVAL,
            needs=("estimate",),
        ),
        Verb(
            "wait_for_third_party",
            "Wait for a third party",
            (NEW, OPEN, PENDING_CUSTOMER, SCHEDULED),
            PENDING_THIRD_PARTY,
            needs=("body",),
        ),
        # Again while it is scheduled: another day.
        Verb(
            "schedule",
            "Schedule the work",
            LIVE,
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
            by=ANYBODY,
            needs=("reason",),
        ),
        Verb("close", "Close", (RESOLVED,), CLOSED, by=ANYBODY),
        Verb("cancel", "Cancel", LIVE, CANCELLED, by=ANYBODY, needs=("reason",)),
        Verb(
            "answer",
            "Answer",
            (PENDING_CUSTOMER,),
            OPEN,
            by=(CUSTOMER, PROGRAM),
            offered=False,
        ),
        Verb(
            "approve",
            "Approve",
            (PENDING_APPROVAL,),
            OPEN,
            by=(CUSTOMER,),
            offered=False,
        ),
        Verb(
            "reject",
            "Reject",
            (PENDING_APPROVAL,),
            OPEN,
            by=(CUSTOMER,),
            needs=("reason",),
            offered=False,
        ),
        Verb(
            "come_due",
            "Begin as scheduled",
            (SCHEDULED,),
            OPEN,
            by=(SYSTEM,),
            offered=False,
        ),
        # A resolved ticket too: the report of what turned out to be the same.
        Verb("merge", "Merge", (*LIVE, RESOLVED), CANCELLED, offered=False),
    )
}


def verbs_from(state: str, who: str) -> list[Verb]:
    """What `who` (staff, customer, program) is offered in a state, in the order of the table."""
    return [verb for verb in VERBS.values() if verb.offered and leads(verb, state, who)]


def leads(verb: Verb, state: str, who: str) -> bool:
    """Whether the table lets `who` do that in that state."""
    return state in verb.sources and who in verb.by
