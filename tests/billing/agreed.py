"""A guide of hours, made of rows, and an agreement over it: what orders are judged by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from billing.actions.refusals import Refused
from billing.models import Agreement, OrderedOffer, Period
from catalogue.models import (
    Contact,
    Customer,
    Guide,
    Offer,
    Revision,
    Subscription,
    User,
)
from catalogue.platform.tenancy import Actor, actor_for
from tests.billing import rows

NOW = dt.datetime(2026, 10, 15, 17, tzinfo=dt.UTC)
NOVEMBER = dt.date(2026, 11, 1)
HOURS = {"unit": "hours per month", "step": 10}


def hours_guide(*, finding: str = "", decided: str = "") -> Revision:
    """A published guide: a base of 20 h in steps of 10, supplements by role, bands, a rate.

    `finding` is one on two amounts in the section of the supplements; `decided` its reading.
    """
    guide = Guide.objects.create(
        provider=rows.provider(), key="hours", title="Hours guide"
    )
    revision = Revision.objects.create(guide=guide, number=1, title=guide.title)
    items = revision.sections.create(number="6", title="Items", position=1)
    more = revision.sections.create(number="2.1", title="More hours", position=2)
    base = {"section": items, "minimum": 20, "ref": "C24", **HOURS}
    revision.offers.create(key="base", name="Base package", position=1, **base)
    revision.offers.create(
        key="network",
        name="Network hours",
        role="CSE - Network",
        requires=["base"],
        section=more,
        minimum=10,
        ref="C07",
        position=2,
        price=120,
        currency="USD",
        **HOURS,
    )
    revision.offers.create(
        key="seats",
        name="Voice licence",
        unit="concurrent agents",
        minimum=10,
        term_months=36,
        section=items,
        position=3,
    )
    revision.rates.create(
        role="Service Management", kind="overage", minimum_minutes=60, section=items
    )
    revision.spendbands.create(
        low=0, high=23999, hours=20, text="up to 23,999", currency="USD", section=items
    )
    revision.spendbands.create(
        low=24000, hours=30, text="24,000 and more", currency="USD", section=items
    )
    if finding:
        decision = {"decided_at": NOW, "decided_by": "eva", "reading": decided}
        revision.findings.create(
            kind="two-amounts",
            text=finding,
            section=more,
            **(decision if decided else {}),
        )
    Revision.objects.filter(pk=revision.pk).move(
        "published", published_at=NOW, published_by="the tests"
    )
    return Revision.objects.get(pk=revision.pk)


def subscribed(revision: Revision, owner: Customer | None = None) -> Subscription:
    """A subscription to the guide from January on."""
    return Subscription.objects.create(
        customer=owner or rows.customer(), guide=revision.guide, starts_on=rows.JANUARY
    )


def hours_agreement(revision: Revision, **fields) -> Agreement:
    """An agreement of a year over the guide, with its base package of 20 h for $3,000."""
    made = rows.agreement(
        base=None,
        covers=subscribed(revision),
        **{"term_months": 12, "technology_groups": ["network"]} | fields,
    )
    ordered(made, offer_of(revision, "base"), 20, kind="base", monthly_fee=3000)
    return made


def ordered(made: Agreement, offer: Offer, quantity: int, **fields) -> OrderedOffer:
    """An order of an offer, written past the actions."""
    return OrderedOffer.objects.create(
        **{
            "agreement": made,
            "customer": made.customer,
            "offer": offer,
            "name": offer.name,
            "unit": offer.unit,
            "quantity": Decimal(quantity),
            "starts_on": made.starts_on,
        }
        | fields
    )


def offer_of(revision: Revision, key: str) -> Offer:
    """An offer of the guide by its key."""
    return revision.offers.get(key=key)


def person(role: str, owner: Customer | None = None) -> User:
    """A login of a contact in a role, made once."""
    owner = owner or rows.customer()
    email = f"{role}@{owner.key}.example"
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, "pass", name=role.title())
        Contact.objects.create(
            customer=owner, user=user, name=role.title(), email=email, role=role
        )
    return user


def actor(role: str, at: dt.datetime = NOW, owner: Customer | None = None) -> Actor:
    """A contact in a role as an actor."""
    return actor_for(person(role, owner), at=at)


def staff(at: dt.datetime = NOW) -> Actor:
    """A member of staff as an actor."""
    return actor_for(rows.engineer(), at=at)


def close(agreement: Agreement, month: dt.date = dt.date(2026, 9, 1)) -> Period:
    """A closed month, written past the action."""
    return Period.objects.create(
        agreement=agreement,
        customer=agreement.customer,
        month=month,
        state="closed",
        closed_at=NOW,
        closed_by="eva",
    )


def refusal(act: Callable[..., Any], *args: Any, **kwargs: Any) -> Refused:
    """Why an act was refused."""
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value


def desk_address(name: str, *args: Any, model: str = "agreement") -> str:
    """An address of agreements at the desk."""
    return reverse(f"admin:billing_{model}_{name}", args=args)
