"""Mail about an agreement to the customer's people: who gets it, and how it looks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.template.loader import render_to_string

from billing.models import Agreement
from catalogue.models import Contact
from catalogue.platform import outbox
from tickets.audiences import WANTED
from tickets.models import Preference


def people(
    customers: Iterable[int], roles: Sequence[str], kind: str = ""
) -> dict[int, list[str]]:
    """Addresses of active contacts in one of the roles who want mail of a kind; two queries.

    Without a kind it is mail that nobody is asked about.
    """
    rows = Contact.objects.filter(
        customer__in=set(customers), role__in=roles, is_active=True
    )
    contacts = list(rows.order_by("pk").values_list("customer", "pk", "email"))
    wishes = _wishes([pk for _, pk, _ in contacts], kind) if kind else {}
    found: dict[int, list[str]] = defaultdict(list)
    for customer, pk, email in contacts:
        if not kind or wishes.get(pk, WANTED[kind]):
            found[customer].append(email)
    return found


def _wishes(contacts: Sequence[int], kind: str) -> dict[int, bool]:
    rows = Preference.objects.filter(kind=kind, contact__in=contacts)
    return dict(rows.values_list("contact", "wanted"))


def letters(
    agreement: Agreement, people: Sequence[str], event: str, subject: str, text: str
) -> Iterator[outbox.Letter]:
    """One letter a person; `event` names what it tells of, so that nobody is told twice."""
    blocks = [{"text": block} for block in text.split("\n\n")]
    context = {"subject": subject, "blocks": blocks}
    html = render_to_string("catalogue/mail/notice.html", context)
    for email in people:
        yield outbox.Letter(
            key=outbox.key_of(event, email),
            recipient=email,
            subject=subject,
            text=f"{text}\n",
            html=html,
            customer=agreement.customer_id,
            provider=agreement.provider_id,
        )
