"""What a mail about a ticket says: the same words as text and as HTML.

Pure: it is given the ticket and the events of one act, and who reads it. What only staff may read
stands in letters to staff alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tickets import words

LONGEST_QUOTE = 20_000  # characters; the whole stands on the page
CUT = "… The rest stands on the page of the ticket."


@dataclass(frozen=True)
class Reader:
    """Who reads the letter: staff or a contact, in which zone, and whether the ticket is theirs."""

    is_staff: bool
    zone: str
    is_requester: bool = False


@dataclass(frozen=True)
class Block:
    """A paragraph, the quoted words of a person, or a list of lines."""

    text: str = ""
    quote: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Written:
    """A letter without an address."""

    subject: str
    blocks: tuple[Block, ...]


Writer = Callable[[Any, Any, Reader], list[Block]]


def write(
    ticket: Any, events: Sequence[Any], reader: Reader, *, more: Sequence[str] = ()
) -> Written:
    """The letter that tells one reader of the events of one act.

    `more` are lines to put below: the receipt's terms, or the estimate to approve.
    """
    blocks: list[Block] = []
    for event in events:
        blocks += [
            block
            for block in WRITERS[event.kind](event, ticket, reader)
            # A reply that moves the ticket may carry its words twice.
            if not (block.quote and block in blocks)
        ]
    if more:
        blocks.append(Block(items=tuple(more)))
    return Written(_subject(ticket, events, reader), tuple(blocks))


def plain(written: Written, *, url: str, footer: str) -> str:
    """The letter as text."""
    parts = [_as_text(block) for block in written.blocks]
    return "\n\n".join([*parts, f"The ticket: {url}", f"-- \n{footer}"]) + "\n"


def _as_text(block: Block) -> str:
    if block.items:
        return "\n".join(f"- {item}" for item in block.items)
    if block.quote:
        return "\n".join(f"> {line}".rstrip() for line in block.quote.splitlines())
    return block.text


def _subject(ticket: Any, events: Sequence[Any], reader: Reader) -> str:
    """The reference first; a lead where something is to be done. The rest never changes, so that
    mail programs keep the thread.
    """
    leads = [LEADS[event.kind] for event in events if event.kind in LEADS]
    if reader.is_staff and any(event.kind == "opened" for event in events):
        leads.append("New")
    lead = f"{leads[0]}: " if leads else ""
    return f"[{ticket.reference}] {lead}{ticket.summary}"


LEADS = {
    "estimated": "Approval needed",
    "warned": "Due soon",
    "breached": "Overdue",
    "escalated": "Escalation",
}


# -- what happened, one writer each ------------------------------------------------------------------


def _opened(event: Any, ticket: Any, reader: Reader) -> list[Block]:
    named = f"{ticket.reference} “{ticket.summary}”"
    if reader.is_requester:
        return [Block(f"Your ticket {named} has arrived.")]
    if not reader.is_staff:
        return [Block(f"A ticket that you follow has arrived: {named}.")]
    facts = [
        f"Customer: {ticket.customer.name}",
        f"Reported: {words.date(ticket.reported_at, reader.zone)}",
        *([f"Priority: {ticket.priority.label}"] if ticket.priority else []),
        *_due(ticket, reader),
    ]
    return [
        Block(f"A new ticket: {named}."),
        Block(items=tuple(facts)),
        *_quoted(ticket.description),
    ]


def _said(what: str) -> Writer:
    """Tells somebody's words."""

    def told(event: Any, ticket: Any, reader: Reader) -> list[Block]:
        return [
            Block(f"{_who(event, ticket, reader)} {what}"),
            *_quoted(event.body),
        ]

    return told


def _moved(event: Any, ticket: Any, reader: Reader) -> list[Block]:
    state = event.data.get("to", ticket.state)
    shown = words.STATES.get(state, state).lower()
    said = f"The ticket is now: {shown}."
    if until := event.data.get("until"):
        said += f" It goes on {_moment(until, reader)}."
    if event.data.get("verb") == "come_due":
        said += f" {event.data['note']}"
    return [Block(said), *_quoted(event.body)]


def _reclassified(event: Any, ticket: Any, reader: Reader) -> list[Block]:
    before, after = event.data.get("from"), event.data.get("priority")
    said = f"The priority is now {after or 'none'}"
    said += f"; it was {before}." if before else "."
    return [Block(said), *_quoted(event.body), *_listed(_due(ticket, reader))]


def _assigned(event: Any, ticket: Any, reader: Reader) -> list[Block]:
    named = f"{ticket.reference} “{ticket.summary}” of {ticket.customer.name}"
    return [
        Block(f"{_who(event, ticket, reader)} gave you the ticket {named}."),
        *_quoted(event.body),
        *_listed(_due(ticket, reader)),
    ]


def _estimated(event: Any, ticket: Any, reader: Reader) -> list[Block]:
    # The note of the estimate, which stands below, has the words of who asks.
    return [Block("Your approval is needed before paid work begins.")]


def _merged(event: Any, ticket: Any, reader: Reader) -> list[Block]:
    other = event.data.get("reference", "Another ticket")
    return [Block(f"{other} was about the same and goes on in this ticket.")]


def _warned(event: Any, ticket: Any, reader: Reader) -> list[Block]:
    data = event.data
    what = words.noun(data["metric"], data.get("name", ""))
    said = f"{what} is due {_moment(data['due_at'], reader)}"
    return [Block(f"{said}: {data['percent']} % of the time has passed.")]


def _breached(event: Any, ticket: Any, reader: Reader) -> list[Block]:
    data = event.data
    what = words.noun(data["metric"], data.get("name", ""))
    return [Block(f"{what} was due {_moment(data['due_at'], reader)} and is overdue.")]


def _escalated(event: Any, ticket: Any, reader: Reader) -> list[Block]:
    data, named = event.data, f"{ticket.reference} “{ticket.summary}”"
    since = words.date(ticket.reported_at, reader.zone)
    return [
        Block(
            f"{named} of {ticket.customer.name}, reported {since}, is not solved. "
            f"The guide says that it now goes to {data['name']}."
        ),
        *_listed([f"Limit: {data['text']}"] if data.get("text") else []),
    ]


WRITERS: dict[str, Writer] = {
    "opened": _opened,
    "replied": _said("replied:"),
    "commented": _said("wrote:"),
    "noted": _said("noted, for staff only:"),
    "moved": _moved,
    "workaround": _said("gave a way round:"),
    "action_plan": _said("gave an action plan:"),
    "reclassified": _reclassified,
    "assigned": _assigned,
    "supplied": _said("gave details that were missing."),
    "corrected": _said("corrected the ticket's details."),
    "estimated": _estimated,
    "approved": _said("approved the work."),
    "rejected": _said("did not approve the work."),
    "attached": _said("attached files; they are on the page of the ticket."),
    "merged": _merged,
    "split": _said("split the ticket: it held more than one issue."),
    "warned": _warned,
    "breached": _breached,
    "escalated": _escalated,
}


# -- pieces ------------------------------------------------------------------------------------------


def _who(event: Any, ticket: Any, reader: Reader) -> str:
    """Who did it; to the customer, staff speak with one voice."""
    if event.by_staff:
        return event.by if reader.is_staff else ticket.provider.name
    return event.contact.name if event.contact else event.by


def _quoted(text: str) -> list[Block]:
    text = text.strip()
    if len(text) > LONGEST_QUOTE:
        text = f"{text[:LONGEST_QUOTE]}{CUT}"
    return [Block(quote=text)] if text else []


def _listed(items: Sequence[str]) -> list[Block]:
    return [Block(items=tuple(items))] if items else []


def _due(ticket: Any, reader: Reader) -> list[str]:
    if ticket.due_at is None:
        return []
    return [f"Next deadline: {words.date(ticket.due_at, reader.zone)}"]


def _moment(instant: str, reader: Reader) -> str:
    """By its date: nobody knows when a mail is read."""
    return words.date(dt.datetime.fromisoformat(instant), reader.zone)
