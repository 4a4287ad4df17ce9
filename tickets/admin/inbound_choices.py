"""For whom a stray message may become a ticket: contacts, each with the guides they subscribe to."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from catalogue.models import Contact, Customer, Subscription

MOST = 50


@dataclass(frozen=True)
class Choice:
    """A contact and a subscription: `value` names both, `words` is what staff read."""

    value: str
    words: str


def choices_for(find, actor):
    """Contacts whose address, name or customer holds the words, with their guides; two queries."""
    if not find:
        return []
    seen = Customer.objects.visible_to(actor)
    words = (
        Q(email__icontains=find)
        | Q(name__icontains=find)
        | Q(customer__name__icontains=find)
    )
    rows = Contact.objects.filter(words, customer__in=seen, is_active=True)
    contacts = list(
        rows.select_related("customer").order_by("customer__name", "name")[:MOST]
    )
    guides = _guides({contact.customer_id for contact in contacts}, actor)
    return [
        Choice(
            f"{contact.pk}:{subscription.pk}",
            f"{contact.name} <{contact.email}>, {contact.customer.name}: {subscription.guide.title}",
        )
        for contact in contacts
        for subscription in guides[contact.customer_id]
    ][:MOST]


def _guides(customers, actor):
    rows = Subscription.objects.in_force(actor.day).filter(customer__in=customers)
    if actor.providers is not None:
        rows = rows.filter(guide__provider__in=actor.providers)
    found = defaultdict(list)
    for row in rows.select_related("guide").order_by("guide__title", "pk"):
        found[row.customer_id].append(row)
    return found
