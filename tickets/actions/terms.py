"""On what terms a ticket is handled, as lines of a mail: the receipt's own words."""

from __future__ import annotations

import datetime as dt

from tickets import receipts, words
from tickets.models import Approval, Event, Ticket

YEAR = dt.timedelta(days=365)


def of_ticket(ticket: Ticket, opened: Event) -> list[str]:
    """Who handles a new ticket, what it costs, when what is due or why not, what is missing."""
    told = receipts.restored(opened.data.get("receipt", {}))
    # Told as if from afar, times come by their dates: nobody knows when a mail is read.
    due = receipts.due_words(
        told["due"], now=opened.at - YEAR, zone=ticket.customer.zone
    )
    charge = receipts.charge_words(told["charge"], told["charge_note"])
    return [
        f"Who handles it: {told['who']}",
        f"Charge: {charge}",
        *(f"Quota: {place.text}" for place in told["quotas"]),
        *due,
        *told["notes"],
    ]


def of_estimate(approval: Approval) -> list[str]:
    """What an approver agrees to."""
    lines = []
    if approval.minutes is not None:
        work = words.duration(dt.timedelta(minutes=approval.minutes))
        lines.append(f"Estimated work: {work}")
    if approval.amount is not None:
        lines.append(f"Estimated cost: {approval.amount} {approval.currency}")
    return [*lines, *([approval.note] if approval.note else [])]
