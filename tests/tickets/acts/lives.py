"""Tickets that begin as intake begins them, and a guide that binds them."""

import datetime as dt

from catalogue.models import Contact, Guide, Provision, Revision
from tests.again import again
from tests.tickets.rows import ticket_of
from tickets.actions import clocking, promising, quotas
from tickets.actions.recording import Author, record
from tickets.models import Event, Ticket

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
INTAKE = Author("intake")


def begun(subscription, *, at, priority="P1", understood=False, **values):
    """A new ticket with its opening event, its clocks and its quota."""
    level = subscription.service_level
    row = level.priorities.get(label=priority) if priority else None
    ticket = ticket_of(subscription, at=at, priority=row, **values)
    data = {
        **promising.terms(level=level, priority=row, subscription=subscription),
        "priority": priority,
        "state": "new",
        "understood": understood,
    }
    record(ticket, Event.Kind.OPENED, author=INTAKE, at=at, is_public=True, data=data)
    clocking.begin(ticket, data=data, at=at)
    if ticket.provision:
        quotas.reserve(ticket, author=INTAKE, at=at)
    ticket.save()
    return ticket


def in_state(subscription, state, *, at, **values):
    """A ticket's row in a state, with the stamps that the state has; without events."""
    stamps = {
        "resolved_at": at if state in ("resolved", "closed") else None,
        "ended_at": at if state in ("closed", "cancelled") else None,
        "scheduled_for": at + DAY if state == "scheduled" else None,
    }
    return ticket_of(subscription, at=at, state=state, **(stamps | values))


def clocks(ticket):
    """The states of the ticket's clocks, by metric; of several the last one's."""
    return dict(ticket.clocks.order_by("cycle").values_list("metric", "state"))


def kinds(ticket):
    """What happened to the ticket, in order."""
    return list(ticket.events.order_by("pk").values_list("kind", flat=True))


def last(ticket):
    """What happened to the ticket last."""
    return ticket.events.order_by("pk").last()


def now_of(ticket):
    """The ticket as it stands in its table."""
    return Ticket.objects.get(pk=ticket.pk)


def contact_of(actor):
    """The contact behind an actor."""
    return Contact.objects.get(customer=actor.customer, user=actor.user)


def line(subscription, key):
    """A line of the guide by its key."""
    return Provision.objects.get(revision__guide=subscription.guide, key=key)


def plain_guide(provider, *, at):
    """A guide in force with one of everything that acts on tickets ask of one; it has no index."""
    return again(("plain guide", at), lambda: _guide_of_rows(provider, at), provider)


def _guide_of_rows(provider, at):
    guide = Guide.objects.create(provider=provider, key="voice", title="Voice")
    revision = Revision.objects.create(guide=guide, number=1, title="Voice")
    section = revision.sections.create(number="1", title="Daily work")
    for kind, key, given in LINES:
        revision.provisions.create(
            section=section, kind=kind, key=key, text=f"The line {key}", **given
        )
    level = revision.service_levels.create(name="Standard", default_priority="P3")
    urgent = level.priorities.create(label="P1", position=1)
    urgent.targets.create(metric="response", text="30 minutes", minutes=30)
    urgent.targets.create(metric="restoration", text="4 hours", minutes=240)
    usual = level.priorities.create(label="P3", position=2)
    usual.targets.create(metric="response", text="2 hours", minutes=120)
    level.intake_fields.create(label="Users affected", kind="number")
    level.intake_fields.create(label="Fault sheet", kind="file", required=False)
    level.exemptions.create(text="The carrier's network.", duties=["gone"])
    level.exemptions.create(text="The web host.", duties=["tell", "gone"])
    revision.rates.create(
        role="Engineer", kind="standard", amount=150, currency="USD", minimum_minutes=60
    )
    revision.quotas.create(
        text="One reset a month.",
        value=1,
        unit="tickets",
        per="month",
        draws=["reset"],
        over_charge="hourly",
    )
    rows = Revision.objects.filter(pk=revision.pk)
    rows.move("published", published_at=at, published_by="the cast")
    return guide


LINES = [
    ("scenario", "reset", {"charge": "included"}),
    ("scenario", "report", {"charge": "hourly"}),
    ("duty", "tell", {}),
    ("duty", "triage", {"label": "L1"}),
    ("duty", "reproduce", {"label": "L2"}),
]
