"""What tickets show at the desk: the queue in short, and which open ones a new revision leaves behind."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from catalogue.actions.comparing import Differing
from catalogue.compare.difference import Kind
from catalogue.models import User
from catalogue.platform.parts import Panel
from catalogue.platform.tenancy import Actor
from tickets import words
from tickets.models import Clock, InboundMail, Ticket

NEXT = 5  # tickets by deadline on the first page
PROMISES = {Kind.TARGETS, Kind.LEVELS}
VIEW = "tickets.view_ticket"
# A line or a service level of a revision: the revision, which of both, its key or name.
Spot = tuple[int, str, str]
LIST = "admin:tickets_ticket_changelist"


def affected_tickets(
    items: Sequence[Differing], actor: Actor, at: dt.datetime
) -> list[list[Panel]]:
    """On each difference: open tickets that stay judged by what the old revision says there.

    One query for all of them, and what asks for the rights of a staff member.
    """
    if actor.is_staff and not _may(actor, VIEW):
        return [[] for _ in items]
    rows = Ticket.objects.visible_to(actor).live().order_by()
    rows = rows.filter(revision__in={item.old.pk for item in items})
    rows = rows.values_list(
        "revision",
        "provision",
        "provision__key",
        "service_level",
        "service_level__name",
    )
    counts: Counter[Spot] = Counter()
    pks: dict[Spot, int] = {}
    for revision, line, key, level, name, count in rows.annotate(
        n=Count("pk", distinct=True)
    ):
        for what, named, pk in (
            ("provision", key, line),
            ("service_level", name, level),
        ):
            counts[revision, what, named] += count
            pks[revision, what, named] = pk
    return [_affected(item, counts, pks, actor) for item in items]


def _affected(
    item: Differing, counts: Counter[Spot], pks: dict[Spot, int], actor: Actor
) -> list[Panel]:
    spot = (item.old.pk, "provision", item.difference.old_key)
    if item.difference.kind in PROMISES:
        spot = (item.old.pk, "service_level", item.difference.place)
    count = counts[spot] if spot[-1] else 0
    if not count:
        return []
    tickets = "1 open ticket stays" if count == 1 else f"{count} open tickets stay"
    query = urlencode({"revision__exact": item.old.pk, f"{spot[1]}__exact": pks[spot]})
    return [
        Panel(
            "Tickets",
            f"{tickets} judged by revision {item.old.number}",
            f"{reverse(LIST)}?{query}" if actor.is_staff else "",
        )
    ]


def queue_in_short(
    people: Sequence[User], actor: Actor, at: dt.datetime
) -> list[list[Panel]]:
    """For a staff member who may read tickets: how many wait, what is due next, stray mail.

    Three queries, and one more for mail.
    """
    return [_queue(person, actor) for person in people]


def _queue(person: User, actor: Actor) -> list[Panel]:
    if not person.has_perm(VIEW):
        return []
    rows = Ticket.objects.visible_to(actor).live()
    context = {"counts": _counts(rows, person, actor), "next": _next(rows, actor)}
    if person.has_perm("tickets.view_inboundmail"):
        context["counts"] += _strays(actor)
    return [
        Panel(
            "Tickets",
            url=reverse(LIST),
            template="admin/tickets/_queue_panel.html",
            context=context,
        )
    ]


def _counts(rows: Any, person: User, actor: Actor) -> list[dict[str, Any]]:
    """How many tickets stand how, each with the address of the list of them."""
    late = Clock.objects.filter(ticket=OuterRef("pk")).exclude(
        metric=Clock.Metric.ESCALATION
    )
    running = Q(state=Clock.State.RUNNING, due_at__lte=actor.at)
    told = Q(breached_at__isnull=False) & ~Q(state=Clock.State.CANCELLED)
    counted = rows.order_by().aggregate(
        live=Count("pk"),
        mine=Count("pk", filter=Q(assignee=person)),
        nobody=Count("pk", filter=Q(assignee=None)),
    )
    breached = rows.filter(Exists(late.filter(running | told))).count()
    return [
        _count(breached, "past a deadline", "standing=breached", urgent=True),
        _count(counted["nobody"], "assigned to nobody", "whose=nobody"),
        _count(counted["mine"], "assigned to you", "whose=mine"),
        _count(counted["live"], "open in all"),
    ]


def _count(
    number: int, text: str, query: str = "", *, urgent: bool = False
) -> dict[str, Any]:
    address = reverse(LIST)
    return {
        "number": number,
        "text": text,
        "url": f"{address}?{query}" if query else address,
        "urgent": urgent and number > 0,
    }


def _strays(actor: Actor) -> list[dict[str, Any]]:
    """Mail that belongs to no ticket yet and waits for a decision; none without any."""
    rows = InboundMail.objects.filter(state=InboundMail.State.STRAY)
    if actor.providers is not None:
        rows = rows.filter(provider__in=actor.providers)
    number = rows.count()
    if not number:
        return []
    address = reverse("admin:tickets_inboundmail_changelist")
    url = f"{address}?state__exact=stray"
    said = {"text": "mails without a ticket", "url": url, "urgent": False}
    return [{"number": number, **said}]


def _next(rows: Any, actor: Actor) -> list[dict[str, Any]]:
    """The tickets whose deadline comes first, those that are past it before them."""
    due = rows.filter(due_at__isnull=False).select_related("customer")
    return [
        {
            "url": reverse("admin:tickets_ticket_change", args=[ticket.pk]),
            "text": str(ticket),
            "detail": ticket.customer.name,
            "due": words.due(ticket.due_at, now=actor.at, zone=actor.zone),
            "urgent": ticket.due_at <= actor.at,
        }
        for ticket in due.order_by("due_at", "pk")[:NEXT]
    ]


def _may(actor: Actor, right: str) -> bool:
    if actor.user is None:
        return False
    return any(user.has_perm(right) for user in User.objects.filter(pk=actor.user))
