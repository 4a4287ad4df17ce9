"""The hours of a ticket: what was worked on it, and what is left of its agreement this month."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, F, Q, Sum

from billing import hours_words, ticket_words, words
from billing.models import Agreement, TimeEntry
from billing.rates import OVERAGE
from catalogue.periods import day_of, month_of
from tickets.models import Ticket

from .reckoning_months import reckon

SHOWN = 10  # entries on a ticket's page


@dataclass(frozen=True)
class OfRole:
    """Minutes of a role on a ticket, worked and charged."""

    role: str
    minutes: int
    charged: int


@dataclass(frozen=True)
class Worked:
    """What was worked on a ticket; `waiting` of its `count` entries nobody approved yet."""

    roles: list[OfRole]
    count: int
    waiting: int

    @property
    def minutes(self) -> int:
        """Minutes as worked."""
        return sum(each.minutes for each in self.roles)

    @property
    def charged(self) -> int:
        """Minutes after rounding."""
        return sum(each.charged for each in self.roles)


def worked_on(ticket: Ticket) -> Worked:
    """What stands of the time on a ticket, by role, the most first; one query."""
    rows = TimeEntry.objects.standing().filter(ticket=ticket).order_by()
    sums = rows.values("role").annotate(
        raw=Sum("minutes"),
        charged=Sum(F("counted_minutes") + F("after_minutes")),
        entries=Count("pk"),
        waiting=Count("pk", filter=Q(approved_at=None)),
    )
    found = sorted(sums, key=lambda each: (-each["raw"], each["role"]))
    return Worked(
        roles=[OfRole(each["role"], each["raw"], each["charged"]) for each in found],
        count=sum(each["entries"] for each in found),
        waiting=sum(each["waiting"] for each in found),
    )


def entries_on(ticket: Ticket, most: int = SHOWN) -> list[TimeEntry]:
    """The latest entries that stand, by the time worked; one query."""
    rows = TimeEntry.objects.standing().filter(ticket=ticket)
    newest = rows.order_by("-worked_on", F("started_at").desc(nulls_last=True), "-pk")
    return list(newest.select_related("engineer")[:most])


@dataclass(frozen=True)
class HoursNow:
    """An agreement's hours in the month that goes on, said before work begins."""

    month: str
    headline: str
    policy: str
    is_used_up: bool


def hours_now(agreement: Agreement, role: str, *, at: dt.datetime) -> HoursNow:
    """How the agreement's month stands where the customer is; reads `agreement.customer`.

    As many queries as `reckon` takes.
    """
    today = day_of(at, agreement.customer.zone)
    month = month_of(today)
    found = reckon([agreement], [month], at=at)[agreement.pk, month]
    price = found.terms.card.price(OVERAGE, role, today)
    return HoursNow(
        month=words.month(month),
        headline=hours_words.headline(
            found.included_minutes,
            found.used_minutes,
            found.left_minutes,
            found.overage_minutes,
        ),
        policy=ticket_words.policy(
            agreement.overage,
            agreement.overage_cap_minutes or 0,
            price.amount,
            agreement.currency,
        ),
        is_used_up=bool(found.included_minutes) and not found.left_minutes,
    )
