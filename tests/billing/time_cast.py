"""Who logs time in the tests: an engineer of Acme, and Northwind's ticket under an agreement."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from billing.actions.logging_time import Work, log
from billing.models import Agreement, TimeEntry
from catalogue.models import (
    Calendar,
    CalendarVersion,
    Guide,
    Revision,
    Subscription,
    User,
    Window,
)
from catalogue.platform.tenancy import Actor
from tests.billing import rows
from tickets.models import Ticket

LINE = "restart-recorder"
CHICAGO = ZoneInfo("America/Chicago")
# When everything is logged: the first days of December, so that all of autumn is over.
NOW = dt.datetime(2026, 12, 2, 18, tzinfo=dt.UTC)


def actor(user: User | None = None, at: dt.datetime = NOW) -> Actor:
    """A member of staff who acts."""
    user = user or rows.engineer()
    return Actor(at=at, name=user.email, user=user.pk, is_staff=True)


def approver() -> User:
    """Who may approve time."""
    user = rows.engineer("bob@acme.example")
    user.is_superuser = True
    user.save()
    return user


def local(month: int, day: int, hour: int, minute: int = 0, fold: int = 0):
    """A moment of 2026 where the customer is."""
    return dt.datetime(2026, month, day, hour, minute, tzinfo=CHICAGO, fold=fold)


def revision(subscription: Subscription) -> Revision:
    """The published revision of the subscription's guide, made once: a line, a quota of 2 hours."""
    found = Revision.objects.filter(guide=subscription.guide).first()
    if found is None:
        found = Revision.objects.create(
            guide=subscription.guide, number=1, title=subscription.guide.title
        )
        section = found.sections.create(number="1", title="Daily work", position=1)
        found.provisions.create(
            section=section,
            kind="scope",
            key=LINE,
            text="Restart the recorder",
            supported=True,
            position=1,
        )
        found.quotas.create(
            section=section,
            text="2 hours of it a month.",
            value=2,
            unit="hours",
            per="month",
            draws=[LINE],
            over_charge="hourly",
            position=1,
        )
        found.rates.create(
            section=section,
            role="Service Management",
            kind="overage",
            amount=175,
            currency="USD",
            position=1,
        )
        Revision.objects.filter(pk=found.pk).move(
            "published", published_at=rows.NOON, published_by="the cast"
        )
        found.refresh_from_db()
    return found


def ticket(made: Agreement, **fields: Any) -> Ticket:
    """A ticket of the agreement's subscription, which is covered where it is not yet."""
    coverage = made.coverages.first()
    if coverage is None:
        guide, _ = Guide.objects.get_or_create(
            provider=made.provider, key=f"guide-{made.pk}", defaults={"title": "Guide"}
        )
        subscription = Subscription.objects.create(
            customer=made.customer, guide=guide, starts_on=rows.JANUARY
        )
        made.coverages.create(customer=made.customer, subscription=subscription)
    else:
        subscription = coverage.subscription
    return Ticket.objects.create(
        **{
            "customer": made.customer,
            "provider": made.provider,
            "subscription": subscription,
            "revision": revision(subscription),
            "summary": "The recorder has stopped",
            "channel": "portal",
            "reported_at": rows.NOON,
            "created_at": rows.NOON,
            "created_by": "olive@northwind.example",
            "updated_at": rows.NOON,
        }
        | fields
    )


def office_hours() -> Calendar:
    """Monday to Friday 08:00 to 18:00 in Chicago (W36), closed on Thanksgiving."""
    calendar = Calendar.objects.create(
        provider=rows.provider(), key="office", name="Office hours"
    )
    version = CalendarVersion.objects.create(
        calendar=calendar, valid_from=rows.JANUARY, zone="America/Chicago"
    )
    Window.objects.bulk_create(
        [Window(version=version, day=day, opens=480, closes=1080) for day in range(5)]
    )
    version.closures.create(day=dt.date(2026, 11, 26), name="Thanksgiving")
    calendar.refresh_from_db()
    return calendar


def logged(*works: Work, by: User | None = None, at: dt.datetime = NOW):
    """Entries of a call at the desk."""
    return log(works, source=TimeEntry.Source.GRID, actor=actor(by, at), at=at)


def one(**fields: Any) -> TimeEntry:
    """One entry, logged alone."""
    (entry,) = logged(Work(**fields))
    return entry


def figures(entries) -> list[tuple[int, int, int]]:
    """Minutes worked, charged within and charged after business hours, as they are stored."""
    pks = [each.pk for each in entries]
    stored = TimeEntry.objects.in_bulk(pks)
    return [
        (stored[pk].minutes, stored[pk].counted_minutes, stored[pk].after_minutes)
        for pk in pks
    ]
