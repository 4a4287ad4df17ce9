"""What months are reckoned from, as it is kept: time summed up by the database, packages, fees."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Case, Count, Max, Min, Q, QuerySet, Sum, Value, When

from billing import terms
from billing.models import (
    Agreement,
    Credit,
    OrderedOffer,
    OverageApproval,
    TimeEntry,
)
from billing.month_facts import Fee, Given, Row
from billing.settling import Pool
from catalogue.models import Finding
from catalogue.periods import day_of, days_in, month_of, moved
from catalogue.platform.among import Among
from catalogue.platform.planned import Rows, planned
from tickets.models import Reservation

Month = tuple[int, dt.date]  # an agreement's key and a month
HOUR = 60
EARLY = dt.datetime.min.replace(tzinfo=dt.UTC)


class Order(NamedTuple):
    """An ordered offer as far as months are reckoned by it."""

    pk: int
    kind: str
    name: str
    role: str
    quantity: Decimal
    fee: Decimal
    is_prorated: bool
    starts_on: dt.date
    ends_on: dt.date | None


def sums(
    agreements: Collection[int], months: Collection[dt.date]
) -> dict[Month, list[Row]]:
    """Standing time by agreement, month, class and role: one query, summed by the database."""
    found: dict[Month, list[Row]] = defaultdict(list)
    for agreement, month, *row in _sums(agreements, months):
        found[agreement, month].append(Row(*row))
    return found


@planned
def _sums(agreements: Collection[int], months: Collection[dt.date]) -> Rows:
    rows = _standing(agreements, months).values_list(
        "agreement_id", "month", "billable", "role", "beyond", "doubtful", "approved"
    )
    return rows.annotate(
        entries=Count("pk"),
        # A key is not counted where it is empty.
        unlined=Count("pk") - Count("provision_id"),
        raw=Sum("minutes"),
        counted=Sum("counted_minutes"),
        after=Sum("after_minutes"),
        first=Min("worked_on"),
        last=Max("worked_on"),
    )


def entries(wanted: Collection[Month]) -> dict[Month, list[Row]]:
    """The same time, entry by entry, in the order in which it was worked; one query."""
    agreements = {agreement for agreement, _ in wanted}
    rows = _standing(agreements, {month for _, month in wanted}).values_list(
        "agreement_id",
        "month",
        "billable",
        "role",
        "beyond",
        "doubtful",
        "approved",
        "provision_id",
        "minutes",
        "counted_minutes",
        "after_minutes",
        "worked_on",
        "started_at",
        "ended_at",
        "engineer_id",
        "pk",
    )
    found: dict[Month, list[Row]] = {each: [] for each in wanted}
    for agreement, month, *row in rows:
        if (agreement, month) in found:
            found[agreement, month].append(_single(*row))
    return found


def _single(
    billable: str,
    role: str,
    beyond: bool,
    doubtful: bool,
    approved: bool,
    provision: int | None,
    raw: int,
    counted: int,
    after: int,
    day: dt.date,
    start: dt.datetime | None,
    end: dt.datetime | None,
    engineer: int,
    pk: int,
) -> Row:
    # Without a start it comes first of its day; of two that are alike in all, either may.
    order = (
        *(day, start or EARLY, end or EARLY, raw, role),
        *(engineer, counted, doubtful, beyond, pk),
    )
    unlined = int(provision is None)
    flags = bool(beyond), bool(doubtful), bool(approved)
    times = raw, counted, after
    return Row(billable, role, *flags, 1, unlined, *times, day, day, pk, order)


def _standing(
    agreements: Collection[int], months: Collection[dt.date]
) -> QuerySet[Any]:
    """Entries that count, with what parts them: beyond a quota, in doubt, approved."""
    held = Reservation.objects.order_by().filter(is_beyond=True)
    held = held.exclude(state=Reservation.State.RELEASED)
    doubtful = Finding.objects.open().order_by().filter(provisions__isnull=False)
    rows = TimeEntry.objects.standing().order_by()
    return rows.filter(Among("agreement_id", agreements), month__in=months).annotate(
        beyond=_flag(
            billable=TimeEntry.Billable.HOURLY, ticket_id__in=held.values("ticket_id")
        ),
        doubtful=_flag(provision_id__in=doubtful.values("provisions")),
        approved=_flag(approved_at__isnull=False),
    )


def _flag(**condition: Any) -> Case:
    return Case(When(Q(**condition), then=Value(True)), default=Value(False))


def orders(agreements: Collection[int]) -> dict[int, list[Order]]:
    """What each agreement has ordered, at any time; one query."""
    found: dict[int, list[Order]] = defaultdict(list)
    for agreement, *row in _ordered(agreements):
        found[agreement].append(Order._make(row))
    return found


@planned
def _ordered(agreements: Collection[int]) -> Rows:
    rows = OrderedOffer.objects.filter(Among("agreement_id", agreements))
    return rows.order_by("kind", "starts_on", "pk").values_list(
        "agreement_id",
        "pk",
        "kind",
        "name",
        "role",
        "quantity",
        "monthly_fee",
        "is_prorated",
        "starts_on",
        "ends_on",
    )


def in_month(
    agreement: Agreement, ordered: Iterable[Order], month: dt.date
) -> list[Order]:
    """What is in force on any day of a month; nothing outlasts its agreement."""
    after = moved(month, 1)
    if not is_in_force(agreement, month):
        return []
    return [
        each
        for each in ordered
        if each.starts_on < after and not _is_over(each.ends_on, month)
    ]


def is_in_force(agreement: Agreement, month: dt.date) -> bool:
    """Whether an agreement holds on any day of a month."""
    begun = agreement.starts_on < moved(month, 1)
    return begun and not _is_over(agreement.ends_on, month)


def _is_over(ends_on: dt.date | None, month: dt.date) -> bool:
    return ends_on is not None and ends_on <= month


def pools_of(ordered: Iterable[Order]) -> list[Pool]:
    """The packages among the orders; never prorated."""
    return [
        Pool(each.pk, each.kind, each.role, int(each.quantity * HOUR), each.name)
        for each in ordered
        if each.kind != OrderedOffer.Kind.OTHER
    ]


def fees_of(ordered: Iterable[Order], month: dt.date) -> list[Fee]:
    """Recurring charges: whole months (W44), a first one by its days where so agreed (N03)."""
    return [_fee(each, month) for each in ordered if each.fee]


def _fee(order: Order, month: dt.date) -> Fee:
    part = terms.share(month, order.starts_on, prorated=order.is_prorated)
    amount = terms.fee(order.fee, part)
    if part == 1:
        return Fee(order.pk, order.name, order.fee, amount)
    of_days = days_in(month)
    return Fee(order.pk, order.name, order.fee, amount, int(part * of_days), of_days)


def credits(
    agreements: Collection[int], months: Collection[dt.date]
) -> dict[Month, list[Given]]:
    """Credits of the months that stand; one query."""
    found: dict[Month, list[Given]] = defaultdict(list)
    for agreement, month, *row in _credits(agreements, months):
        found[agreement, month].append(Given._make(row))
    return found


@planned
def _credits(agreements: Collection[int], months: Collection[dt.date]) -> Rows:
    rows = Credit.objects.order_by("pk").filter(
        Among("agreement_id", agreements), month__in=months, cancelled_at=None
    )
    return rows.values_list("agreement_id", "month", "pk", "amount", "reason")


def approved_overage(
    agreements: Collection[int], months: Collection[dt.date]
) -> dict[Month, int]:
    """Minutes beyond the cap that approvers allowed; one query, none for no agreements."""
    summed = _approved(agreements, months)
    return {(agreement, month): minutes for agreement, month, minutes in summed}


@planned
def _approved(agreements: Collection[int], months: Collection[dt.date]) -> Rows:
    rows = OverageApproval.objects.order_by().filter(
        Among("agreement_id", agreements),
        month__in=months,
        state=OverageApproval.State.APPROVED,
    )
    return rows.values_list("agreement_id", "month").annotate(Sum("minutes"))


def fee_tickets(
    agreements: Collection[int], months: Sequence[dt.date]
) -> dict[Month, list[str]]:
    """Tickets reported in the months that are beyond a quota for a fee; one query.

    Nobody has priced such a fee: it is charged by hand or not at all.
    """
    # A day more at either end: the months are those of the customers' zones.
    first = dt.datetime.combine(min(months), dt.time(), dt.UTC) - dt.timedelta(days=1)
    last = moved(max(months), 1)
    end = dt.datetime.combine(last, dt.time(), dt.UTC) + dt.timedelta(days=1)
    found: dict[Month, list[str]] = defaultdict(list)
    for agreement, ticket, at, zone in _fee_tickets(agreements, first, end):
        found[agreement, month_of(day_of(at, zone))].append(f"T-{ticket}")
    return found


@planned
def _fee_tickets(
    agreements: Collection[int], since: dt.datetime, until: dt.datetime
) -> Rows:
    rows = Reservation.objects.order_by("ticket_id").filter(
        Among("ticket__subscription__coverage__agreement_id", agreements),
        is_beyond=True,
        ticket__charge="fee",
        ticket__reported_at__gte=since,
        ticket__reported_at__lt=until,
    )
    return (
        rows.exclude(state=Reservation.State.RELEASED)
        .values_list(
            "ticket__subscription__coverage__agreement_id",
            "ticket_id",
            "ticket__reported_at",
            "ticket__customer__zone",
        )
        .distinct()
    )
