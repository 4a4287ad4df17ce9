"""What rows of time are judged by, read at once, with the rows locked that order those who log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence

from billing.models import Agreement, TimeEntry
from catalogue.models import Provision, User
from catalogue.platform.tenancy import Actor
from tickets.models import Ticket

from .judging import Around
from .proposing import BESIDE, agreement_of, known_of
from .rights import APPROVE, may
from .works import Work


def around(
    works: Sequence[Work],
    replaced: Mapping[int, TimeEntry],
    *,
    actor: Actor,
    at: dt.datetime,
) -> Around:
    """What the rows, and those they replace, rest on.

    Locks the tickets, the agreements, then the engineers: in this order everywhere, before any
    month. So an engineer's entries follow each other, and cannot overlap; and no agreement changes
    how time is counted between its being read and the entry's being written.
    """
    before = replaced.values()
    tickets = locked_tickets(
        {each.ticket.pk for each in works if each.ticket}
        | {each.ticket_id for each in before if each.ticket_id},
        actor,
    )
    covering = filter(None, map(agreement_of, tickets.values()))
    agreements = _agreements(
        {each.pk for each in covering}
        | {each.agreement.pk for each in works if each.agreement}
        | {each.agreement_id for each in before},
        actor,
    )
    people = {each.engineer.pk if each.engineer else actor.user for each in works}
    people |= {each.engineer_id for each in before}
    named = {pk for pk in people if pk is not None}
    engineers = _engineers(named)
    return Around(
        actor=actor,
        at=at,
        tickets=tickets,
        agreements=agreements,
        engineers=engineers,
        limited=_limited(engineers.values()),
        providers=_providers(works),
        known=known_of(list(tickets.values()), agreements.keys()),
        may_log_for_others=named != {actor.user} and may(actor, APPROVE),
        replaced=replaced,
    )


def locked_tickets(pks: Collection[int], actor: Actor) -> dict[int, Ticket]:
    """Tickets that the actor may know of, locked in one order, with what a proposal reads."""
    rows = Ticket.objects.visible_to(actor).filter(pk__in=pks)
    rows = rows.select_related(*BESIDE).order_by("pk")
    found = rows.select_for_update(of=("self",), no_key=True)
    return {ticket.pk: ticket for ticket in found} if pks else {}


def _agreements(pks: Collection[int], actor: Actor) -> dict[int, Agreement]:
    rows = Agreement.objects.visible_to(actor).filter(pk__in=pks).order_by("pk")
    rows = rows.select_related("calendar", "customer")
    found = rows.select_for_update(of=("self",), no_key=True)
    return {agreement.pk: agreement for agreement in found} if pks else {}


def _engineers(pks: Collection[int]) -> dict[int, User]:
    rows = User.objects.filter(pk__in=pks).order_by("pk")
    return {user.pk: user for user in rows.select_for_update(no_key=True)}


def _limited(engineers: Iterable[User]) -> dict[int, frozenset[int]]:
    """The providers of those engineers who work for some only; a query where there are any."""
    pks = {each.pk for each in engineers if each.is_limited}
    if not pks:
        return {}
    links = User.limited_to.through.objects.filter(user__in=pks)
    found: dict[int, set[int]] = {pk: set() for pk in pks}
    for user, provider in links.values_list("user", "provider"):
        found[user].add(provider)
    return {pk: frozenset(providers) for pk, providers in found.items()}


def _providers(works: Sequence[Work]) -> dict[int, int]:
    """Whose guide each line is of."""
    pks = {each.provision.pk for each in works if each.provision}
    if not pks:
        return {}
    rows = Provision.objects.filter(pk__in=pks)
    return dict(rows.values_list("pk", "revision__guide__provider"))
