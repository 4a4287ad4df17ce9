"""Changes of what is ordered: asked by the customer or proposed by staff, approved by a contact, applied.

`ChangeRequest.changes` is a list of plain values: each tells the order that becomes another (`order`,
none for something new), what it is and will be. A fee of None waits for staff to say it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction

from billing.models import Agreement, ChangeRequest
from billing.ordering import Problem
from catalogue.models import Contact
from catalogue.periods import day_of, month_of, moved
from catalogue.platform import audit
from catalogue.platform.tenancy import Actor
from tickets.wording import cleaned, on_one_line

from . import changes as changing
from . import order_facts, telling_agreements
from .agreeing import locked, require_open, require_staff
from .changes import Change
from .refusals import NotAllowed, NotNow, Refused

State = ChangeRequest.State
DECIDES = ("approver", "manager")
LIVE = (State.ASKED, State.PROPOSED)
LONGEST_NOTE = 5000
FARTHEST = dt.timedelta(days=5 * 366)
MOST = 50  # changes of one request


@transaction.atomic
def ask(
    agreement: int,
    *,
    changes: Sequence[Change],
    effective_on: dt.date | None = None,
    note: str = "",
    actor: Actor,
    at: dt.datetime,
) -> ChangeRequest:
    """A customer asks for other quantities; staff price them. Raises `Refused` with the rule."""
    if actor.customer is None:
        raise NotAllowed("Contacts of the customer ask; staff propose.")
    changing.check_unpriced(changes)
    return _made(agreement, State.ASKED, changes, effective_on, note, "", actor, at)


@transaction.atomic
def propose(
    agreement: int,
    *,
    changes: Sequence[Change],
    effective_on: dt.date | None = None,
    note: str = "",
    summary: str = "",
    actor: Actor,
    at: dt.datetime,
) -> ChangeRequest:
    """Staff propose a change with its fees to the customer's approvers.

    What rests on an open finding waits until that is decided, or `settle` says it is for this
    customer. Raises `Refused` with the rule.
    """
    require_staff(actor)
    made = _made(
        agreement, State.PROPOSED, changes, effective_on, note, summary, actor, at
    )
    changing.check_priced(made.changes)
    _tell(made, at)
    return made


@transaction.atomic
def price(
    pk: int, *, fees: Mapping[int, Decimal], actor: Actor, at: dt.datetime
) -> ChangeRequest:
    """Staff give the monthly fees of what the customer asked, by position; it waits for approval."""
    require_staff(actor)
    request = _taken(pk, [State.ASKED])
    for position, kept in enumerate(request.changes):
        if (fee := fees.get(position)) is not None:
            changing.check_fee(fee)
            kept["monthly_fee"] = str(fee)
    changing.check_priced(request.changes)
    _judge(request, at=at)
    request.state = State.PROPOSED
    with audit.acting(actor.name):
        request.save()
    _tell(request, at)
    return request


@transaction.atomic
def settle(pk: int, *, reason: str, actor: Actor, at: dt.datetime) -> ChangeRequest:
    """Staff decide for this customer what the guide leaves open; the reason is kept."""
    require_staff(actor)
    text = _said(reason, "reason", "how that was decided")
    request = _taken(pk, list(LIVE))
    if not request.waits_for:
        raise NotNow("It waits for no decision of staff.")
    day = day_of(at, request.customer.zone)
    kept = f"{day}, {actor.name}: {text}\n{request.waits_for}"
    request.note = "\n\n".join(filter(None, [request.note, kept]))
    request.waits_for = ""
    with audit.acting(actor.name):
        request.save()
    if request.state == State.PROPOSED:
        _tell(request, at)
    return request


@transaction.atomic
def approve(pk: int, *, actor: Actor, at: dt.datetime) -> ChangeRequest:
    """A contact approves: everything is judged again, and the orders are written.

    Raises `NotAllowed` for other roles, `NotNow` when it was decided, when what is ordered has
    changed, or when staff must decide first.
    """
    contact = _decider(actor)
    request = _taken(pk, [State.PROPOSED])
    rows = _judge(request, at=at, again=True)
    if request.waits_for:
        raise NotNow(f"Staff of the provider decide first: {request.waits_for}")
    _decide(request, State.APPROVED, "", contact, actor, at)
    with audit.acting(actor.name):
        changing.write(rows, request)
    return request


@transaction.atomic
def decline(pk: int, *, reason: str, actor: Actor, at: dt.datetime) -> ChangeRequest:
    """A contact declines a proposal, or takes back what was asked; raises as `approve` does."""
    contact = _decider(actor)
    text = _said(reason, "reason", "the reason")
    request = _taken(pk, list(LIVE))
    _decide(request, State.DECLINED, text, contact, actor, at)
    return request


@transaction.atomic
def withdraw(pk: int, *, reason: str, actor: Actor, at: dt.datetime) -> ChangeRequest:
    """Staff withdraw a proposal, or turn down what was asked, with the reason."""
    require_staff(actor)
    text = _said(reason, "reason", "the reason")
    request = _taken(pk, list(LIVE))
    _decide(request, State.WITHDRAWN, text, None, actor, at)
    return request


def next_month(agreement: Agreement, at: dt.datetime) -> dt.date:
    """When a change takes effect if nobody says: the first of the next month where the customer is."""
    return moved(month_of(day_of(at, agreement.customer.zone)), 1)


def problems_of(
    agreement: Agreement,
    changes: Sequence[Change],
    *,
    effective_on: dt.date | None = None,
    at: dt.datetime,
) -> list[Problem]:
    """What the guide's rules say of changes, without writing; raises `Refused` for impossible ones."""
    day = effective_on or next_month(agreement, at)
    check_day(agreement, day, at=at)
    rows = changing.applied(agreement, changing.kept(agreement, changes, day), day)
    stands = order_facts.standing(agreement, day)
    return order_facts.arising(agreement, stands, rows.standing, since=day)


def check_day(agreement: Agreement, day: dt.date, *, at: dt.datetime) -> None:
    """Raises `Refused` unless a change can take effect on a day: the first of an open month."""
    if day.day != 1:
        raise Refused(
            f"Changes take effect with a month: choose the first of one, such as {moved(month_of(day), 1)}.",
            "effective_on",
        )
    if day > day_of(at, agreement.customer.zone) + FARTHEST:
        raise Refused("Choose a month within the next five years.", "effective_on")
    if day < agreement.starts_on:
        raise Refused(f"The agreement begins on {agreement.starts_on}.", "effective_on")
    if agreement.ends_on and day >= agreement.ends_on:
        raise Refused(f"The agreement ends on {agreement.ends_on}.", "effective_on")
    require_open(agreement, day, at=at, field="effective_on")


def _made(
    pk: int,
    state: str,
    changes: Sequence[Change],
    effective_on: dt.date | None,
    note: str,
    summary: str,
    actor: Actor,
    at: dt.datetime,
) -> ChangeRequest:
    agreement = locked(pk)
    if not changes:
        raise Refused("Change at least one quantity.", "changes")
    if len(changes) > MOST:
        raise Refused(f"Ask for at most {MOST} changes at once.", "changes")
    if len(note) > LONGEST_NOTE:
        raise Refused(f"Write at most {LONGEST_NOTE:,} characters.", "note")
    day = effective_on or next_month(agreement, at)
    check_day(agreement, day, at=at)
    request = ChangeRequest(
        agreement=agreement,
        customer=agreement.customer,
        state=state,
        changes=changing.kept(agreement, changes, day),
        effective_on=day,
        note=cleaned(note),
        made_at=at,
        made_by=actor.name,
    )
    request.summary = on_one_line(summary)[:200] or changing.summary(request.changes)
    _judge(request, at=at)
    with audit.acting(actor.name):
        request.save()
    return request


def _judge(
    request: ChangeRequest, *, at: dt.datetime, again: bool = False
) -> changing.Applied:
    """The orders as they would be; raises `Refused` for a broken rule, sets `waits_for`.

    Judged `again`, what staff have settled stays settled.
    """
    agreement = request.agreement
    check_day(agreement, request.effective_on, at=at)
    day = request.effective_on
    rows = changing.applied(agreement, request.changes, day)
    stands = order_facts.standing(agreement, day)
    found = order_facts.arising(agreement, stands, rows.standing, since=day)
    for problem in found:
        if not problem.needs_decision:
            raise Refused(problem.message, "quantity", problem.source)
    if not again or request.waits_for:
        request.waits_for = "\n".join(problem.text for problem in found)
    return rows


def _taken(pk: int, states: list[str]) -> ChangeRequest:
    """The request, its agreement's row and its own locked; raises `NotNow` in other states."""
    agreement = ChangeRequest.objects.values_list("agreement", flat=True).get(pk=pk)
    held = locked(agreement)
    request = ChangeRequest.objects.select_for_update(of=("self",)).get(pk=pk)
    request.agreement, request.customer = held, held.customer
    if request.state not in states:
        decided = f" by {request.decided_by}" if request.decided_by else ""
        raise NotNow(f"It is {request.get_state_display()}{decided}.")
    return request


def _decider(actor: Actor) -> Contact:
    rows = Contact.objects.filter(customer=actor.customer, user=actor.user)
    contact = rows.filter(is_active=True).first() if actor.customer else None
    if contact is None or actor.role not in DECIDES:
        raise NotAllowed("An approver or a manager of the customer decides on that.")
    return contact


def _decide(
    request: ChangeRequest,
    state: str,
    reason: str,
    contact: Contact | None,
    actor: Actor,
    at: dt.datetime,
) -> None:
    request.state, request.reason, request.contact = state, reason, contact
    request.decided_at, request.decided_by = at, actor.name
    with audit.acting(actor.name):
        request.save()


def _tell(request: ChangeRequest, at: dt.datetime) -> None:
    """Tell approvers and managers of a proposal, once nothing is left for staff to decide."""
    if not request.waits_for:
        telling_agreements.of_proposal(request, at=at)


def _said(text: str, field: str, what: str) -> str:
    said = cleaned(text)
    if not said:
        raise Refused(f"Say {what}.", field)
    if len(said) > LONGEST_NOTE:
        raise Refused(f"Write at most {LONGEST_NOTE:,} characters.", field)
    return said
