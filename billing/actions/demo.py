"""Demo hours: agreements of the demo customers with a year of time and statements. Never in production.

Made by the same actions as any other: agreed, ordered, logged, approved, closed month by month.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate

from django.conf import settings
from django.db import transaction

from billing.actions import agreeing, approving_time, closing, logging_time, rating
from billing.actions.demo_hours import DONE, FEES, GUIDE, MONTHS, PLANS, SHARES, Plan
from billing.actions.ordering_offers import order
from billing.models import Agreement, OrderedOffer
from catalogue.actions.demo import NotInProduction
from catalogue.models import Customer, Offer, Provider, Subscription, User
from catalogue.periods import day_of, month_of, moved
from catalogue.platform.tenancy import Actor, actor_for
from tickets.models import Ticket

BILLING, ENGINEER = "bo@remit.example", "eva@remit.example"
SATURDAY = 5
HOUR = 60  # minutes
STEP = 5  # minutes to which the story is told
Work = logging_time.Work


@transaction.atomic
def load(*, at: dt.datetime) -> int:
    """Make the demo agreements, once; how many. Nothing without the demo customers and staff.

    Raises `NotInProduction`.
    """
    if settings.PRODUCTION:
        raise NotInProduction("Demo data is refused: REMIT_ENV says production.")
    people = User.objects.in_bulk([BILLING, ENGINEER], field_name="email")
    provider = Provider.objects.filter(guides__key=GUIDE).first()
    customers = Customer.objects.in_bulk(
        [plan.customer for plan in PLANS], field_name="key"
    )
    there = Agreement.objects.filter(customer__in=customers.values()).exists()
    if there or provider is None or len(people) < 2 or len(customers) < len(PLANS):
        return 0
    first = moved(month_of(at.date()), -MONTHS)
    staff = actor_for(people[BILLING], at=at)
    made = [
        (plan, _agreed(plan, customers[plan.customer], provider, first, staff))
        for plan in PLANS
    ]
    for number in range(MONTHS + 1):
        _month(made, number, moved(first, number), people, at)
    return len(made)


def _agreed(
    plan: Plan, customer: Customer, provider: Provider, first: dt.date, actor: Actor
) -> Agreement:
    """The agreement over the customer's subscriptions, with its packages and rates."""
    made = agreeing.save_agreement(
        Agreement(
            customer=customer,
            provider=provider,
            name="Service management",
            starts_on=first,
            term_months=24,
            increment_minutes=STEP,
            overage=plan.overage,
            overage_cap_minutes=plan.cap,
        ),
        actor=actor,
        at=actor.at,
    )
    covered = Subscription.objects.filter(customer=customer, guide__key__in=plan.guides)
    for subscription in covered.select_related("guide"):
        agreeing.cover(made, subscription, actor=actor, at=actor.at)
    offers = {
        offer.role: offer
        for offer in Offer.objects.filter(
            revision__guide__key=GUIDE, revision__state="published"
        ).order_by("pk")
    }
    _ordered(made, offers.get("CSDM and CSE"), plan.base, first, actor)
    if plan.supplement:
        role, hours = plan.supplement
        _ordered(made, offers.get(role), hours, first, actor)
    for kind, amount in (("overage", 175), ("after_hours", 250)):
        rating.set_rate(
            made,
            kind=kind,
            amount=Decimal(amount),
            valid_from=first,
            actor=actor,
            at=actor.at,
        )
    return made


def _ordered(
    made: Agreement, offer: Offer | None, hours: int, first: dt.date, actor: Actor
) -> None:
    if offer is None:
        raise LookupError(f"The guide {GUIDE} has no offer of that role.")
    row = OrderedOffer(
        agreement=made,
        offer=offer,
        quantity=Decimal(hours),
        monthly_fee=Decimal(FEES[hours]),
        starts_on=first,
    )
    order(row, actor=actor, at=actor.at)


def _month(
    made: list[tuple[Plan, Agreement]],
    number: int,
    month: dt.date,
    people: dict[str, User],
    now: dt.datetime,
) -> None:
    """Log a month's work, approve it, and close the month if it is over."""
    noon = dt.datetime.combine(moved(month, 1), dt.time(18), dt.UTC)
    at = min(noon + dt.timedelta(days=2), now)
    works = [
        work
        for plan, agreement in made
        for work in _works(plan, agreement, number, month, people[ENGINEER], at)
    ]
    if number == MONTHS:
        works += _on_tickets(made, people[ENGINEER], at)
    engineer, staff = (actor_for(people[who], at=at) for who in (ENGINEER, BILLING))
    entries = logging_time.log(works, source="grid", actor=engineer, at=at)
    if number == MONTHS:
        entries = entries[::2]  # some wait for approval
    approving_time.approve([entry.pk for entry in entries], actor=staff, at=at)
    if number < MONTHS:
        agreements = [agreement.pk for _, agreement in made]
        closing.close(month, agreements=agreements, actor=staff, at=at)


def _works(
    plan: Plan,
    agreement: Agreement,
    number: int,
    month: dt.date,
    engineer: User,
    at: dt.datetime,
) -> Iterator[Work]:
    """A month's work in pieces on its working days, as far as they have gone by."""
    hours = plan.worked[number] if number < MONTHS else plan.now
    whole = round(hours * HOUR)
    days = [
        day
        for day in (month + dt.timedelta(n) for n in range(28))
        if day.weekday() < SATURDAY
    ]
    today = day_of(at, agreement.customer.zone)
    done = enumerate(_pieces(whole - plan.own) + _pieces(plan.own))
    for place, minutes in done:
        day = days[place % len(SHARES) * len(days) // len(SHARES)]
        if minutes and day < today:
            is_own = place >= len(SHARES)
            yield Work(
                agreement=agreement,
                engineer=engineer,
                role=plan.supplement[0]
                if is_own and plan.supplement
                else plan.roles[place % len(plan.roles)],
                billable="package",
                worked_on=day,
                minutes=minutes,
                description=DONE[(place + number) % len(DONE)],
            )


def _pieces(minutes: int) -> list[int]:
    """So many minutes in pieces of uneven size, each in steps of five; they add up."""
    ends = [
        round(minutes * share / sum(SHARES) / STEP) * STEP
        for share in accumulate(SHARES)
    ]
    ends[-1] = minutes
    return [end - before for before, end in zip([0, *ends], ends, strict=False)]


def _on_tickets(
    made: list[tuple[Plan, Agreement]], engineer: User, at: dt.datetime
) -> list[Work]:
    """Some time on tickets that are resolved: what it costs follows from their line of the guide."""
    covered = [agreement.pk for _, agreement in made]
    tickets = Ticket.objects.filter(
        subscription__coverage__agreement__in=covered, resolved_at__isnull=False
    )
    return [
        Work(
            ticket=ticket,
            engineer=engineer,
            role="CSDM",
            worked_on=day_of(at, ticket.customer.zone),
            minutes=45,
            description="Worked on the ticket",
        )
        for ticket in tickets.select_related("customer").order_by("pk")
    ]
