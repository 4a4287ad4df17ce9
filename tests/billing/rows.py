"""Rows of billing that many tests need, written past the actions: only what the test speaks of."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from billing.models import AgreedRate, Agreement, Coverage, OrderedOffer, TimeEntry
from catalogue.models import Customer, Guide, Provider, Subscription, User

JANUARY = dt.date(2026, 1, 1)
OCTOBER = dt.date(2026, 10, 1)
NOON = dt.datetime(2026, 10, 15, 17, tzinfo=dt.UTC)


def customer(key: str = "northwind", zone: str = "America/Chicago") -> Customer:
    """A customer of that zone, made once."""
    return Customer.objects.get_or_create(
        key=key, defaults={"name": key.title(), "zone": zone}
    )[0]


def provider(key: str = "acme") -> Provider:
    """A provider, made once."""
    return Provider.objects.get_or_create(key=key, defaults={"name": key.title()})[0]


def engineer(email: str = "eva@acme.example") -> User:
    """A member of staff without special rights, made once."""
    return User.objects.filter(email=email).first() or User.objects.create_user(
        email, "pass", is_staff=True
    )


def subscription(owner: Customer | None = None, by: Provider | None = None):
    """A subscription to a guide of the provider without a revision."""
    guide, _ = Guide.objects.get_or_create(
        provider=by or provider(), key="management", defaults={"title": "Management"}
    )
    return Subscription.objects.create(
        customer=owner or customer(), guide=guide, starts_on=JANUARY
    )


def agreement(
    owner: Customer | None = None,
    *,
    by: Provider | None = None,
    base: int | None = 20,
    rate: str | None = "175",
    fee: str = "3000",
    covers: Subscription | None = None,
    **fields: Any,
) -> Agreement:
    """An agreement from January on: a base package of so many hours, one overage rate for all."""
    made = Agreement.objects.create(
        customer=owner or customer(),
        provider=by or provider(),
        **{"name": "Service management", "starts_on": JANUARY} | fields,
    )
    if base:
        package(made, base, fee=fee)
    if rate:
        agreed(made, rate)
    if covers:
        Coverage.objects.create(
            customer=made.customer, agreement=made, subscription=covers
        )
    return made


def package(
    made: Agreement,
    hours: int,
    role: str = "",
    *,
    fee: str = "0",
    starts_on: dt.date = JANUARY,
    ends_on: dt.date | None = None,
) -> OrderedOffer:
    """A package of hours a month: supplemental where it serves a role, else base."""
    return OrderedOffer.objects.create(
        agreement=made,
        customer=made.customer,
        kind="supplemental" if role else "base",
        name=f"{role or 'Base'} {hours} h",
        role=role,
        quantity=hours,
        unit="hours per month",
        monthly_fee=Decimal(fee),
        starts_on=starts_on,
        ends_on=ends_on,
    )


def agreed(
    made: Agreement,
    amount: str,
    kind: str = "overage",
    role: str = "",
    since: dt.date = JANUARY,
) -> AgreedRate:
    """A rate an hour from a day on."""
    return AgreedRate.objects.create(
        agreement=made,
        customer=made.customer,
        role=role,
        kind=kind,
        amount=Decimal(amount),
        valid_from=since,
    )


def entry(
    made: Agreement,
    minutes: int,
    role: str = "",
    day: dt.date = OCTOBER,
    **fields: Any,
) -> TimeEntry:
    """Approved time from the package, counted as worked, in the month of its day."""
    return TimeEntry.objects.create(
        **{
            "agreement": made,
            "customer": made.customer,
            "engineer": fields.pop("engineer", None) or engineer(),
            "role": role,
            "billable": "package",
            "worked_on": day,
            "month": day.replace(day=1),
            "minutes": minutes,
            "counted_minutes": minutes,
            "description": "Worked on it",
            "source": "grid",
            "created_at": NOON,
            "created_by": "eva@acme.example",
            "approved_at": NOON,
            "approved_by": "eva@acme.example",
        }
        | fields
    )
