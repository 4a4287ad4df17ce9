"""What tickets show on pages of the catalogue: where an answer leads, and what is open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.urls import reverse

from catalogue.answers.result import Answer, Part
from catalogue.models import Customer
from catalogue.platform.parts import Panel
from catalogue.platform.tenancy import Actor
from tickets import words
from tickets.models import Ticket
from tickets.states import PENDING_APPROVAL

SHOWN = 5  # open tickets on the first page
APPROVE = ("approver", "manager")


def way_to_ticket(
    answers: Sequence[Answer], actor: Actor, at: dt.datetime
) -> list[list[Part]]:
    """On each line of a guide a customer may open a ticket about it."""
    if actor.customer is None:
        return [[] for _ in answers]
    new = reverse("tickets:ticket-new")
    return [
        [
            Part(
                "Ticket",
                "Open a ticket",
                f"{new}?provision={answer.provision}",
                is_act=True,
            )
        ]
        if answer.provision
        else []
        for answer in answers
    ]


def open_tickets(
    customers: Sequence[Customer], actor: Actor, at: dt.datetime
) -> list[list[Panel]]:
    """On a person's first page their tickets that are not finished, the newest first."""
    rows = Ticket.objects.visible_to(actor).live().filter(requester__user=actor.user)
    rows = rows.filter(customer__in=customers).order_by("-pk")
    shown: dict[int, list[Ticket]] = {customer.pk: [] for customer in customers}
    for ticket in rows[:SHOWN]:
        shown[ticket.customer_id].append(ticket)
    return [
        _panels("Your open tickets", shown[customer.pk], actor)
        for customer in customers
    ]


def approvals_asked(
    customers: Sequence[Customer], actor: Actor, at: dt.datetime
) -> list[list[Panel]]:
    """On the first page of who approves paid work: the tickets that wait for it, the oldest first."""
    if actor.role not in APPROVE:
        return [[] for _ in customers]
    rows = Ticket.objects.visible_to(actor).filter(state=PENDING_APPROVAL)
    rows = rows.filter(customer__in=customers).order_by("pk")
    shown: dict[int, list[Ticket]] = {customer.pk: [] for customer in customers}
    for ticket in rows[:SHOWN]:
        shown[ticket.customer_id].append(ticket)
    return [
        _panels("Waiting for your approval", shown[customer.pk], actor)
        for customer in customers
    ]


def _panels(title: str, tickets: list[Ticket], actor: Actor) -> list[Panel]:
    if not tickets:
        return []
    lines = [
        {
            "ticket": ticket,
            "state": words.STATES[ticket.state],
            "due": words.due(ticket.due_at, now=actor.at, zone=actor.zone),
        }
        for ticket in tickets
    ]
    return [
        Panel(
            title,
            template="tickets/_panel.html",
            context={"lines": lines},
        )
    ]
