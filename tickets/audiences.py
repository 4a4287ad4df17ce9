"""Whom an event concerns: one table of kinds, and the defaults of what contacts are told."""

from __future__ import annotations

from dataclasses import dataclass

# What a contact is told who has not said otherwise. A deadline is the provider's to watch.
WANTED = {
    "receipt": True,
    "reply": True,
    "status": True,
    "resolved": True,
    "approval": True,
    "hours": True,
    "due_soon": False,
    "breached": False,
}


@dataclass(frozen=True)
class Audience:
    """Who hears of a kind of event.

    `contacts`: the requester and the watchers, by that preference; empty for none. `approvers`: who
    may approve, instead of them. `staff`: the assignee, else the queue's address, when a customer, a
    program or the passing of time did it (`customer`), whoever did it (`any`), or never. `escalation`: who stands behind
    the name that the guide gives.
    """

    contacts: str = ""
    staff: str = ""
    approvers: bool = False
    escalation: bool = False


NOBODY = Audience()

AUDIENCES = {
    "opened": Audience("receipt", "any"),
    "replied": Audience("reply"),
    "commented": Audience("reply", "any"),
    "noted": Audience(staff="any"),
    "moved": Audience("status", "customer"),
    "workaround": Audience("reply"),
    "action_plan": Audience("reply"),
    "reclassified": Audience("status"),
    "assigned": Audience(staff="any"),
    "supplied": Audience(staff="customer"),
    "corrected": Audience("status"),
    "estimated": Audience("approval", approvers=True),
    "approved": Audience("status", "customer"),
    "rejected": Audience("status", "customer"),
    "attached": Audience("reply", "customer"),
    "merged": Audience("status"),
    "split": Audience("status"),
    "warned": Audience("due_soon", "any"),
    "breached": Audience("breached", "any"),
    "escalated": Audience(escalation=True),
    # Who called was on the phone, a repeated report is a machine's, and the rest is seen on the page.
    # A calendar that changes would tell thousands at once.
    "called": NOBODY,
    "repeated": NOBODY,
    "understood": NOBODY,
    "watched": NOBODY,
    "quota": NOBODY,
    "duty": NOBODY,
    "reckoned": NOBODY,
}


def preference_of(kind: str, target: str = "") -> str:
    """The preference that decides on an event; `target` is the state that it moved to."""
    if kind == "moved" and target == "resolved":
        return "resolved"
    return AUDIENCES[kind].contacts
