"""Who plays in the tests: two customers, their people, and an operator of the provider."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from billing.models import Agreement, Coverage, OrderedOffer, Statement
from catalogue.models import (
    Contact,
    Customer,
    Guide,
    Provider,
    Revision,
    Subscription,
    User,
)
from tickets.models import Clock, Event, Ticket

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Cast:
    """Harbour Foods subscribes to the guide; Quiet Mills subscribes to nothing.

    The owner manages Harbour Foods, the colleague may only request there. The stranger manages
    Quiet Mills. The operator works for the provider. The ticket is the owner's, and so are the
    agreement over the subscription and the statement of February.
    """

    owner: User
    colleague: User
    stranger: User
    operator: User
    customer: Customer
    other_customer: Customer
    guide: Guide
    revision: Revision
    ticket: Ticket
    agreement: Agreement
    statement: Statement


def assemble() -> Cast:
    """Bring the cast on stage."""
    provider = Provider.objects.create(key="northwind", name="Northwind Networks")
    guide = Guide.objects.create(
        provider=provider, key="voice", title="Guide to the voice service"
    )
    harbour = Customer.objects.create(key="harbour-foods", name="Harbour Foods")
    mills = Customer.objects.create(key="quiet-mills", name="Quiet Mills")
    subscription = Subscription.objects.create(
        customer=harbour, guide=guide, starts_on=dt.date(2026, 1, 1)
    )
    owner = contact(harbour, "olive@harbour.example", Contact.Role.MANAGER)
    revision = publish(guide)
    agreement = agree(subscription)
    return Cast(
        owner=owner,
        colleague=contact(harbour, "carl@harbour.example", Contact.Role.REQUESTER),
        stranger=contact(mills, "sten@mills.example", Contact.Role.MANAGER),
        operator=User.objects.create_user(
            "opal@northwind.example", "pass", is_staff=True, is_superuser=True
        ),
        customer=harbour,
        other_customer=mills,
        guide=guide,
        revision=revision,
        ticket=report(subscription, revision, owner),
        agreement=agreement,
        statement=state(agreement),
    )


def contact(customer: Customer, email: str, role: str) -> User:
    """A person with a login at a customer."""
    name = email.partition("@")[0].title()
    user = User.objects.create_user(email, "pass", name=name)
    Contact.objects.create(
        customer=customer, user=user, name=name, email=email, role=role
    )
    return user


def publish(guide: Guide) -> Revision:
    """A published revision with a section, a matrix, a component and a line, without an index."""
    revision = Revision.objects.create(guide=guide, number=1, title=guide.title)
    section = revision.sections.create(number="1", title="Daily work", position=1)
    component = section.components.create(title="Call recording", position=1)
    section.matrices.create(title="Who does what", position=1)
    revision.provisions.create(
        section=section,
        component=component,
        kind="scope",
        key="restart-recorder",
        text="Restart the recorder",
        supported=True,
        position=1,
    )
    rows = Revision.objects.filter(pk=revision.pk)
    rows.move("published", published_at=NOON, published_by="the cast")
    return Revision.objects.get(pk=revision.pk)


def report(subscription: Subscription, revision: Revision, owner: User) -> Ticket:
    """A new ticket of the owner's with the first line of its timeline and a clock that runs."""
    customer = subscription.customer
    ticket = Ticket.objects.create(
        customer=customer,
        provider=subscription.guide.provider,
        subscription=subscription,
        revision=revision,
        provision=revision.provisions.get(),
        summary="The recorder has stopped",
        channel=Ticket.Channel.PORTAL,
        requester=owner.contacts.get(),
        reported_at=NOON,
        created_at=NOON,
        created_by=owner.email,
        updated_at=NOON,
        due_at=NOON + HOUR,
    )
    promise = {
        "metric": "response",
        "name": "",
        "text": "1 hour",
        "goal": HOUR.total_seconds(),
        "hours": "elapsed",
        "calendar": None,
        "met_by": ["reply"],
        "reason": "",
    }
    Event.objects.create(
        ticket=ticket,
        customer=customer,
        kind=Event.Kind.OPENED,
        at=NOON,
        by=owner.email,
        contact=ticket.requester,
        is_public=True,
        body="Nothing is recorded since this morning.",
        data={
            "priority": "",
            "state": "new",
            "channel": "portal",
            "policy": {},
            "promises": [promise],
            "understood": True,
        },
    )
    Clock.objects.create(
        ticket=ticket,
        customer=customer,
        metric=Clock.Metric.RESPONSE,
        target_text="1 hour",
        goal=HOUR,
        hours=Clock.Hours.ELAPSED,
        met_by=["reply"],
        state=Clock.State.RUNNING,
        started_at=NOON,
        due_at=NOON + HOUR,
    )
    return ticket


def agree(subscription: Subscription) -> Agreement:
    """An agreement over the subscription, with a base package of 20 hours a month."""
    agreement = Agreement.objects.create(
        customer=subscription.customer,
        provider=subscription.guide.provider,
        name="Voice service",
        starts_on=subscription.starts_on,
    )
    Coverage.objects.create(
        agreement=agreement,
        customer=agreement.customer,
        subscription=subscription,
    )
    OrderedOffer.objects.create(
        agreement=agreement,
        customer=agreement.customer,
        kind=OrderedOffer.Kind.BASE,
        name="20 hours a month",
        quantity=20,
        unit="hours per month",
        monthly_fee=3000,
        starts_on=agreement.starts_on,
    )
    return agreement


def state(agreement: Agreement) -> Statement:
    """The statement of February: the fee of the package."""
    statement = Statement.objects.create(
        provider=agreement.provider,
        customer=agreement.customer,
        agreement=agreement,
        month=dt.date(2026, 2, 1),
        number=1,
        currency=agreement.currency,
        total=3000,
        issued_at=NOON,
        issued_by="the cast",
    )
    statement.lines.create(
        customer=agreement.customer,
        position=1,
        kind="recurring",
        text="20 hours a month",
        amount=3000,
    )
    return statement
