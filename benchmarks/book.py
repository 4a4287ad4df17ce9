"""A book of agreements to measure on: customers, packages, rates, and years of time, in bulk.

On PostgreSQL the rows are made by the server; elsewhere Python makes them.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from django.db import connection, transaction

from billing.models import AgreedRate, Agreement, Coverage, OrderedOffer, TimeEntry
from catalogue import models
from catalogue.periods import moved

ENTRIES = 42  # a month and agreement: 10,000 agreements × 24 months make ten million
ENGINEERS = 50
ROLES = ("CSDM", "CSE - Network", "CSE - Security")
RATE = {"CSDM": 165, "CSE - Network": 185, "CSE - Security": 195}
OWN_RATES = 20  # one agreement in so many has a rate for each role, and a change of it
SUPPLEMENTAL = 4  # one in so many has a supplemental package
BEGAN = dt.date(2020, 1, 1)
CHUNK = 2000

# The place of a row among its month's entries decides what it is: the same book each time.
SPREAD = """
INSERT INTO billing_timeentry (
  customer_id, agreement_id, engineer_id, role, work_type, billable, worked_on, minutes,
  is_after_hours, month, counted_minutes, after_minutes, description, note, source, external_id,
  created_at, created_by, approved_at, approved_by, withdrawn_by, reason)
SELECT a.customer_id, a.id, %(engineer)s + (a.id + n) %% %(engineers)s,
  (ARRAY['CSDM', 'CSE - Network', 'CSE - Security'])[1 + n %% 3], '',
  CASE n %% 14 WHEN 0 THEN 'hourly' WHEN 1 THEN 'no_charge' ELSE 'package' END,
  %(month)s::date + (n * 2 %% 28), 15 + (a.id + n) %% 31, false, %(month)s::date,
  CASE WHEN n %% 40 = 7 THEN 0 ELSE 15 + (a.id + n) %% 31 END,
  CASE WHEN n %% 40 = 7 THEN 15 + (a.id + n) %% 31 ELSE 0 END,
  'Worked on the network', '', 'grid', '', now(), 'benchmark', now(), 'benchmark', '', ''
FROM billing_agreement a, generate_series(0, %(entries)s - 1) n
"""


def set_up(agreements: int) -> models.User:
    """The provider, its customers with an agreement each, and the manager of the first."""
    provider = models.Provider.objects.create(key="benchmark", name="Benchmark")
    guide = models.Guide.objects.create(
        provider=provider, key="management", title="Service management"
    )
    for number in range(ENGINEERS):
        models.User.objects.create_user(f"e{number}@p.example", None, is_staff=True)
    for first in range(0, agreements, CHUNK):
        with transaction.atomic():
            _agreed(provider, guide, range(first, min(first + CHUNK, agreements)))
    manager = models.User.objects.create_user("manager@c0.example", None)
    models.Contact.objects.create(
        customer=models.Customer.objects.get(key="c0"),
        user=manager,
        name="M",
        email=manager.email,
        role="manager",
    )
    return manager


def fill(first: dt.date, months: int) -> int:
    """Time in each of so many months from `first` on; how many entries stand in the book."""
    with _without_indexes():
        for number in range(months):
            _month(moved(first, number))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return TimeEntry.objects.count()


def _agreed(provider: models.Provider, guide: models.Guide, numbers: range) -> None:
    customers = models.Customer.objects.bulk_create(
        models.Customer(key=f"c{n}", name=f"Customer {n}", zone="America/Chicago")
        for n in numbers
    )
    subscribed = models.Subscription.objects.bulk_create(
        models.Subscription(customer=each, guide=guide, starts_on=BEGAN)
        for each in customers
    )
    agreements = Agreement.objects.bulk_create(
        Agreement(customer=each, provider=provider, name="Management", starts_on=BEGAN)
        for each in customers
    )
    Coverage.objects.bulk_create(
        Coverage(agreement=made, customer=made.customer, subscription=one)
        for made, one in zip(agreements, subscribed, strict=True)
    )
    OrderedOffer.objects.bulk_create(
        order
        for n, made in zip(numbers, agreements, strict=True)
        for order in _orders(n, made)
    )
    AgreedRate.objects.bulk_create(
        rate
        for n, made in zip(numbers, agreements, strict=True)
        for rate in _rates(n, made)
    )


def _orders(number: int, made: Agreement) -> Iterator[OrderedOffer]:
    """A base package; for some, one for the network, too."""
    hours = (10, 20, 30)[number % 3]
    yield _package(made, "base", "", hours)
    if number % SUPPLEMENTAL == 0:
        yield _package(made, "supplemental", ROLES[1], 10)


def _package(made: Agreement, kind: str, role: str, hours: int) -> OrderedOffer:
    return OrderedOffer(
        agreement=made,
        customer=made.customer,
        kind=kind,
        role=role,
        name=f"{role or 'Base'} {hours} h",
        quantity=hours,
        monthly_fee=hours * 130,
        starts_on=BEGAN,
    )


def _rates(number: int, made: Agreement) -> Iterator[AgreedRate]:
    """One rate for all, and one after hours; for some, one for each role, the first with a change."""
    for kind, amount in (("overage", 175), ("after_hours", 250)):
        yield _rate(made, "", kind, amount, BEGAN)
    if number % OWN_RATES == 0:
        for role, amount in RATE.items():
            yield _rate(made, role, "overage", amount, BEGAN)
        yield _rate(made, ROLES[0], "overage", 170, dt.date(2026, 6, 15))


def _rate(
    made: Agreement, role: str, kind: str, amount: int, since: dt.date
) -> AgreedRate:
    return AgreedRate(
        agreement=made,
        customer=made.customer,
        role=role,
        kind=kind,
        amount=Decimal(amount),
        valid_from=since,
    )


def _month(month: dt.date) -> None:
    engineer = models.User.objects.get(email="e0@p.example").pk
    if connection.vendor == "postgresql":
        given: dict[str, dt.date | int] = {
            "engineer": engineer,
            "engineers": ENGINEERS,
            "month": month,
            "entries": ENTRIES,
        }
        with connection.cursor() as cursor:
            cursor.execute(SPREAD, given)
        return
    dice = random.Random(str(month))
    at = dt.datetime.combine(month, dt.time(), dt.UTC)
    for made in Agreement.objects.iterator(chunk_size=CHUNK):
        TimeEntry.objects.bulk_create(
            TimeEntry(
                agreement=made,
                customer_id=made.customer_id,
                engineer_id=engineer + n % ENGINEERS,
                role=ROLES[n % 3],
                billable="hourly" if n % 14 == 0 else "package",
                worked_on=month + dt.timedelta(n * 2 % 28),
                month=month,
                minutes=(minutes := dice.randint(15, 45)),
                counted_minutes=minutes,
                description="Worked on the network",
                source="grid",
                created_at=at,
                created_by="benchmark",
                approved_at=at,
                approved_by="benchmark",
            )
            for n in range(ENTRIES)
        )


@contextmanager
def _without_indexes() -> Iterator[None]:
    """Ten million rows go in quicker without indexes and checks of keys; both are back afterwards."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'billing_timeentry' "
            "AND indexname NOT IN (SELECT conname FROM pg_constraint)"
        )
        found = cursor.fetchall()
        for name, _ in found:
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("SET session_replication_role = DEFAULT")
        for _, definition in found:
            cursor.execute(definition)
