"""What staff ask of all time together: who works how much, whose hours end, what waits.

Every figure is a sum that the database makes; no function takes more queries for more rows.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, F, Min, Q, QuerySet, Sum

from billing.margins import Margin, margin
from billing.models import Agreement, Package, TimeEntry
from billing.reckoning import Reckoning
from catalogue.hours import working_time
from catalogue.models import Calendar
from catalogue.periods import begins, last_day, moved
from catalogue.platform.tenancy import Actor

from .reckoning_months import reckon
from .watching_hours import share_of

NEAR = 75  # per cent of the hours
MOST = 500  # agreements, or rows of a report
HOUR = 60  # minutes
NO_ROLE = "no role"
CHARGED = (TimeEntry.Billable.PACKAGE, TimeEntry.Billable.HOURLY)
TOTAL = Sum("minutes")
CHARGEABLE = Sum("minutes", filter=Q(billable__in=CHARGED))


class Worked(NamedTuple):
    """Time that was worked: by an engineer, or in a role. Minutes."""

    name: str
    engineer: int | None
    minutes: int
    charged: int


@dataclass(frozen=True)
class Use:
    """An agreement's hours of a month."""

    agreement: Agreement
    share: int
    reckoning: Reckoning


@dataclass(frozen=True)
class Earned:
    """What an agreement's month left."""

    agreement: Agreement
    margin: Margin


class Waiting(NamedTuple):
    """Entries that lack something: whose, of which agreement, how many, how much time."""

    month: dt.date
    agreement: int
    agreement_name: str
    customer: str
    engineer: int
    engineer_email: str
    entries: int
    minutes: int


def by_engineer(month: dt.date, *, actor: Actor) -> list[Worked]:
    """Time worked in the month by each engineer, the most first; one query."""
    rows = _worked(month, actor).values_list("engineer__email", "engineer")
    counted = rows.annotate(total=TOTAL, charged=CHARGEABLE)
    return [
        Worked(name, pk, total, charged or 0)
        for name, pk, total, charged in counted.order_by("-total", "engineer")[:MOST]
    ]


def by_role(month: dt.date, *, actor: Actor) -> list[Worked]:
    """Time worked in the month in each role, the most first; one query."""
    rows = _worked(month, actor).values_list("role")
    counted = rows.annotate(total=TOTAL, charged=CHARGEABLE)
    return [
        Worked(role or NO_ROLE, None, total, charged or 0)
        for role, total, charged in counted.order_by("-total", "role")[:MOST]
    ]


def available(calendar: Calendar, month: dt.date, *, at: dt.datetime) -> int:
    """Working minutes of a calendar in a month, of the month that goes on those until now.

    Raises `NoHours` for a calendar without opening hours.
    """
    hours = working_time(calendar.pk, calendar.edition)
    zone = hours.hours_at(at).zone.key
    start, end = begins(month, zone), begins(moved(month, 1), zone)
    if at <= start:
        return 0
    return int(hours.elapsed(start, min(end, at)) / dt.timedelta(minutes=1))


def near_or_over(month: dt.date, *, actor: Actor, at: dt.datetime) -> list[Use]:
    """Agreements that used three quarters of their hours or more, the fullest first.

    Only those are reckoned that worked three quarters of any of their packages, 500 at most.
    """
    pks = _candidates(month, actor)
    rows = Agreement.objects.filter(pk__in=pks).select_related("customer", "provider")
    found = reckon(list(rows), [month], at=at)
    uses = [
        Use(row, share_of(found[row.pk, month]), found[row.pk, month]) for row in rows
    ]
    full = [use for use in uses if use.share >= NEAR]
    return sorted(full, key=lambda use: (-_fullness(use), use.agreement.pk))


def margins(
    agreements: Sequence[Agreement], month: dt.date, *, cost: Decimal, at: dt.datetime
) -> list[Earned]:
    """What the month left of each agreement at an internal cost an hour, in its currency."""
    found = reckon(agreements, [month], at=at)
    return [Earned(each, _margin(found[each.pk, month], cost)) for each in agreements]


def unapproved(*, actor: Actor) -> list[Waiting]:
    """Entries of any month that nobody approved, the oldest month first; one query."""
    return _waiting(_standing(actor).filter(approved_at=None))


def without_line(month: dt.date, *, actor: Actor) -> list[Waiting]:
    """Entries of the month that name no line of a guide; one query."""
    return _waiting(_standing(actor).filter(month=month, provision=None))


def count_unapproved(*, actor: Actor, most: int) -> int:
    """How many entries nobody approved, counted to `most`; one query."""
    rows = _standing(actor).filter(approved_at=None)
    return rows.order_by()[:most].count()


def _standing(actor: Actor) -> QuerySet[TimeEntry]:
    return TimeEntry.objects.standing().visible_to(actor)


def _worked(month: dt.date, actor: Actor) -> QuerySet[TimeEntry]:
    """Time worked on days of the month. It is charged then or later, which an index orders."""
    rows = _standing(actor).filter(month__gte=month)
    return rows.filter(worked_on__range=(month, last_day(month))).order_by()


def _candidates(month: dt.date, actor: Actor) -> list[int]:
    """Agreements that worked enough to be near the end of any of their packages; two queries."""
    package = _standing(actor).filter(month=month, billable=TimeEntry.Billable.PACKAGE)
    worked = (
        package.order_by()
        .values_list("agreement")
        .annotate(total=Sum(F("counted_minutes") + F("after_minutes")))
    )
    smallest = Package.objects.in_month(month, moved(month, 1)).order_by()
    hours = dict(smallest.values_list("agreement").annotate(least=Min("quantity")))
    shares: dict[int, Decimal] = defaultdict(Decimal)
    for pk, total in worked:
        if pk in hours:
            shares[pk] = total / (hours[pk] * HOUR)
    near = [pk for pk, share in shares.items() if share * 100 >= NEAR]
    return sorted(near, key=lambda pk: (-shares[pk], pk))[:MOST]


def _fullness(use: Use) -> Decimal:
    """What orders agreements: the share used, with the overage on top."""
    included = use.reckoning.included_minutes
    beyond = use.reckoning.overage_minutes
    return use.share + (Decimal(beyond * 100) / included if included else Decimal())


def _margin(month: Reckoning, cost: Decimal) -> Margin:
    fee = sum(
        (line.amount for line in month.lines if line.kind == "recurring"), Decimal()
    )
    return margin(
        fee=fee,
        overage=month.overage_amount,
        worked=month.raw_minutes,
        used=month.used_minutes,
        beyond=month.overage_minutes,
        apart=month.apart_minutes,
        cost=cost,
    )


def _waiting(rows: QuerySet[TimeEntry]) -> list[Waiting]:
    names = (
        "month",
        "agreement",
        "agreement__name",
        "customer__name",
        "engineer",
        "engineer__email",
    )
    counted = (
        rows.order_by()
        .values_list(*names)
        .annotate(entries=Count("pk"), time=Sum("minutes"))
    )
    return [Waiting(*row) for row in counted.order_by(*names[:1], *names[3:])[:MOST]]
