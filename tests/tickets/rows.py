"""Rows of tickets for tests that start in the middle of a life."""

from tickets.models import Ticket


def ticket_of(subscription, *, at, **values):
    """A ticket as it stands in its table, without events or clocks."""
    revision = subscription.guide.revisions.filter(state="published").get()
    given = {
        "customer": subscription.customer,
        "provider": subscription.guide.provider,
        "subscription": subscription,
        "revision": revision,
        "service_level": subscription.service_level,
        "summary": "Phones are silent",
        "channel": "portal",
        "reported_at": at,
        "created_at": at,
        "created_by": "dana@northwind.example",
        "updated_at": at,
    }
    return Ticket.objects.create(**(given | values))
