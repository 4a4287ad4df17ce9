"""Whether time can be logged as somebody gives it: every fault of a row is named at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from billing.models import Agreement, TimeEntry
from catalogue.models import User
from catalogue.platform.tenancy import Actor
from tickets.models import Ticket
from tickets.wording import LONGEST, cleaned, on_one_line

from .judging_time import judge_force, judge_time
from .known_roles import same_role, unknown
from .proposing import (
    Known,
    Proposal,
    agreement_of,
    no_agreement,
    propose,
    propose_apart,
)
from .works import Errors, Work

MOST_OF_LINE = {"work_type": 100, "external_id": 100}


@dataclass(frozen=True)
class Around:
    """What rows are judged by, read once for all of them."""

    actor: Actor
    at: dt.datetime
    tickets: Mapping[int, Ticket]
    agreements: Mapping[int, Agreement]
    engineers: Mapping[int, User]
    providers: Mapping[int, int]  # of the lines of a guide, by their keys
    known: Known
    limited: Mapping[int, frozenset[int]] = field(default_factory=dict)  # engineers
    may_log_for_others: bool = False
    replaced: Mapping[int, TimeEntry] = field(default_factory=dict)  # by number

    def works_for(self, engineer: User, agreement: Agreement) -> bool:
        """Whether an engineer works for the agreement's provider, or for all."""
        limited = self.limited.get(engineer.pk)
        return limited is None or agreement.provider_id in limited


def judge(number: int, work: Work, around: Around) -> tuple[TimeEntry, Errors]:
    """A row as an entry that is not stored, and what is wrong with it; no query."""
    errors: Errors = {}
    before = around.replaced.get(number)
    ticket = _ticket(work, around, errors)
    agreement = _agreement(work, ticket, around, errors)
    entry = TimeEntry(
        agreement=agreement,
        customer=agreement.customer if agreement else None,
        ticket=ticket,
        engineer=_engineer(work, agreement, around, before, errors),
        is_after_hours=work.is_after_hours,
    )
    judge_time(entry, agreement, work, around.at, errors)
    _judge_texts(entry, work, errors)
    _judge_provision(entry, agreement, work, around, errors)
    judge_force(entry, agreement, errors)
    # A day that cannot be may be one without a month after it.
    day = None if "worked_on" in errors else entry.worked_on
    proposed = _proposed(ticket, agreement, day, around)
    _judge_billable(entry, work, proposed, errors)
    kept = before.role if before and _is_under(before, agreement) else ""
    _judge_role(entry, work, proposed, kept, errors)
    return entry, errors


def _ticket(work: Work, around: Around, errors: Errors) -> Ticket | None:
    if work.ticket is None:
        return None
    ticket = around.tickets.get(work.ticket.pk)
    if ticket is None:
        errors["ticket"] = "There is no such ticket."
    return ticket


def _agreement(
    work: Work, ticket: Ticket | None, around: Around, errors: Errors
) -> Agreement | None:
    """The ticket's agreement, or the one given; a ticket's time is logged under its own."""
    given = None
    if work.agreement is not None:
        given = around.agreements.get(work.agreement.pk)
        if given is None:
            errors["agreement"] = "There is no such agreement."
            return None
    if ticket is None:
        if given is None and "ticket" not in errors:
            errors["agreement"] = (
                "Give the ticket or the agreement that the time is for."
            )
        return given
    covering = agreement_of(ticket)
    own = around.agreements.get(covering.pk) if covering else None
    if given and (given.customer_id, given.provider_id) != (
        ticket.customer_id,
        ticket.provider_id,
    ):
        errors["ticket"] = f"{ticket.reference} is of another customer or provider."
        return given
    if own is None:
        errors["ticket"] = no_agreement(ticket)
        return given
    if given and given.pk != own.pk:
        errors["agreement"] = (
            f"{ticket.reference} is covered by {own.reference}: log the time there."
        )
    return own


def _engineer(
    work: Work,
    agreement: Agreement | None,
    around: Around,
    before: TimeEntry | None,
    errors: Errors,
) -> User | None:
    """Who worked. Whose entry is corrected may have left since, or work for others now."""
    pk = work.engineer.pk if work.engineer else around.actor.user
    engineer = around.engineers.get(pk or 0)
    is_kept = before is not None and before.engineer_id == pk
    if engineer is None or not (is_kept or (engineer.is_staff and engineer.is_active)):
        errors["engineer"] = "Name who worked: an active member of staff."
    elif pk != around.actor.user and not around.may_log_for_others:
        errors["engineer"] = "Only who approves time logs it for somebody else."
    elif (
        agreement
        and not (is_kept and _is_under(before, agreement))
        and not around.works_for(engineer, agreement)
    ):
        errors["engineer"] = f"{engineer} does not work for this provider."
    return engineer


def _is_under(before: TimeEntry | None, agreement: Agreement | None) -> bool:
    """Whether the entry that is corrected was of the same agreement."""
    if before is None or agreement is None:
        return False
    return before.agreement_id == agreement.pk


def _judge_texts(entry: TimeEntry, work: Work, errors: Errors) -> None:
    for name in ("description", "note"):
        text = cleaned(getattr(work, name))
        setattr(entry, name, text)
        if len(text) > LONGEST:
            errors[name] = (
                f"Shorten it to {LONGEST:,} characters: it has {len(text):,}."
            )
    for name, most in MOST_OF_LINE.items():
        text = on_one_line(getattr(work, name))
        setattr(entry, name, text)
        if len(text) > most:
            errors[name] = f"Shorten it to {most} characters: it has {len(text):,}."


def _judge_provision(
    entry: TimeEntry,
    agreement: Agreement | None,
    work: Work,
    around: Around,
    errors: Errors,
) -> None:
    """The line of the guide: the one given, else the ticket's."""
    if work.provision is None:
        entry.provision_id = entry.ticket.provision_id if entry.ticket else None
        return
    entry.provision_id = work.provision.pk
    provider = around.providers.get(work.provision.pk)
    if agreement and provider != agreement.provider_id:
        errors["provision"] = "The line is of another provider’s guide, or of none."


def _proposed(
    ticket: Ticket | None,
    agreement: Agreement | None,
    day: dt.date | None,
    around: Around,
) -> Proposal | None:
    if agreement is None:
        return None
    if ticket is not None:
        return propose(ticket, around.known, day=day)
    return propose_apart(agreement, around.known, day=day)


def _judge_billable(
    entry: TimeEntry, work: Work, proposed: Proposal | None, errors: Errors
) -> None:
    entry.billable = work.billable or (proposed.billable if proposed else "")
    if work.billable and work.billable not in TimeEntry.Billable.values:
        named = ", ".join(TimeEntry.Billable.values)
        errors["billable"] = f"Choose one of {named}."


def _judge_role(
    entry: TimeEntry, work: Work, proposed: Proposal | None, kept: str, errors: Errors
) -> None:
    if proposed is None:
        return
    if work.role is None:
        entry.role = proposed.role
        return
    role = on_one_line(work.role)
    if not role:
        return
    known = same_role(role, [*proposed.roles, kept] if kept else proposed.roles)
    if known is None:
        errors["role"] = unknown(role[:100], proposed.roles)
    entry.role = known or ""
