"""Demo tickets: what a newcomer finds in the queue and on a customer's list. Never in production.

Each is told as it would have happened, by the same actions as any other ticket. What they say stands
in `demo_stories`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction

from catalogue.actions import demo
from catalogue.models import (
    Contact,
    Customer,
    Escalation,
    Guide,
    Provider,
    Provision,
    User,
)
from catalogue.platform.tenancy import actor_for
from tickets.actions import approving, assigning, moving, sweeping, talking
from tickets.actions.demo_stories import BEGAN, ENGINEER, STORIES, Story
from tickets.actions.intake import Report, open_ticket
from tickets.models import EscalationContact, Event, Queue, Ticket

ACTS: dict[str, Callable[..., Any]] = {
    "reply": talking.reply,
    "note": talking.note,
    "called": talking.called,
    "workaround": talking.workaround,
    "action_plan": talking.action_plan,
    "comment": talking.comment,
    "ask_approval": approving.ask_approval,
    "decide": approving.decide,
}


@transaction.atomic
def load(*, at: dt.datetime) -> int:
    """Make the demo tickets, once; how many. Nothing without the demo customers and the engineer.

    Mail is not sent: nobody waits for it. Raises `demo.NotInProduction`.
    """
    if settings.PRODUCTION:
        raise demo.NotInProduction("Demo data is refused: REMIT_ENV says production.")
    customers = Customer.objects.filter(key__in={story.customer for story in STORIES})
    engineer = User.objects.filter(email=ENGINEER, is_staff=True).first()
    told = Ticket.objects.filter(customer__in=customers).exists()
    if engineer is None or told or not customers:
        return 0
    _queues()
    tickets = [_tell(story, engineer, at) for story in STORIES]
    sweeping.sweep(at)
    Event.objects.filter(ticket__in=tickets).told(at)
    return len(tickets)


def _queues() -> None:
    """A queue that takes new tickets at each provider, and who stands behind the escalations."""
    for provider in Provider.objects.all():
        if not Queue.objects.filter(provider=provider, takes_new=True).exists():
            Queue.objects.get_or_create(
                provider=provider,
                key="service-desk",
                defaults={"name": "Service desk", "takes_new": True},
            )
    path = "priority__service_level__revision"
    steps = Escalation.objects.filter(**{f"{path}__state": "published"}).order_by()
    for provider, key, name in steps.values_list(
        f"{path}__guide__provider", f"{path}__guide__provider__key", "to"
    ).distinct():
        EscalationContact.objects.get_or_create(
            provider_id=provider,
            name=name,
            defaults={"email": f"management@{key}.example", "in_hours": True},
        )


def _tell(story: Story, engineer: User, now: dt.datetime) -> int:
    began = now - story.ago
    people = User.objects.in_bulk([story.by, ENGINEER], field_name="email")
    customer = Customer.objects.get(key=story.customer)

    def actor(who: str, at: dt.datetime) -> Any:
        return actor_for(people[who], at=at, customer=customer.pk)

    by_staff = story.by == ENGINEER
    receipt = open_ticket(
        _report(story, customer, began, by_staff=by_staff),
        actor=actor(story.by, began),
        at=began,
    )
    pk = receipt.ticket.pk
    for step in story.steps:
        at = began + (now - began) * step.share
        who = actor(step.by or ENGINEER, at)
        if step.act == "assign":
            assigning.assign(pk, assignee=engineer.pk, actor=who, at=at)
        elif step.act in ACTS:
            ACTS[step.act](pk, actor=who, at=at, **step.given)
        else:
            given = dict(step.given)
            if step.ahead:
                given["until"] = now + step.ahead
            moving.move(pk, step.act, actor=who, at=at, **given)
    return pk


def _report(
    story: Story, customer: Customer, began: dt.datetime, *, by_staff: bool
) -> Report:
    guide = Guide.objects.get(key=story.guide)
    line = Provision.objects.filter(
        revision__guide=guide, revision__state="published", key=story.line
    ).first()
    requester = Contact.objects.get(
        customer=customer, email=story.requester or story.by
    )
    return Report(
        summary=story.summary,
        description=story.description,
        channel=story.channel,
        kind=story.kind,
        provision=line.pk if line else None,
        guide=guide.pk,
        priority=story.priority,
        intake={
            label: began.isoformat() if value == BEGAN else value
            for label, value in story.intake.items()
        },
        users_affected=story.users_affected,
        customer=customer.pk if by_staff else None,
        requester=requester.pk if by_staff else None,
    )
