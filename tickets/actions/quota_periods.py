"""Which quotas of a guide count here, and their rows of the period: read for many lines at once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import prefetch_related_objects

from catalogue.models import Provision, Quota, Subscription, SubscriptionMeasure
from catalogue.platform.reads import read
from tickets import allowances
from tickets.actions.intake_catalogue import quotas_of
from tickets.models import QuotaPeriod

NO_USERS = (
    "Whether this is included cannot be told yet (“{quota}”): staff must enter the provisioned users "
    "of the subscription. Nothing is charged automatically."
)
NO_WHOLE = (
    "Whether this is included cannot be told (“{quota}”): Remit does not know how many of “{of}” "
    "there are. Nothing is charged automatically."
)


# The periods that hold a day. By hand: every report asks for them, and Django takes longer to put the
# query together than the database to answer it.
HOLDING = """
    SELECT id, customer_id, subscription_id, quota_id, starts_on, ends_on, measure, allowed, users,
        used, beyond
    FROM tickets_quotaperiod
    WHERE subscription_id IN ({}) AND starts_on <= %s AND ends_on > %s ORDER BY id
"""


@dataclass(frozen=True)
class Counted:
    """A quota that a line draws on. `period` is not stored before its first use; None: see `why`."""

    quota: Quota
    period: QuotaPeriod | None
    why: str = ""


@dataclass(frozen=True)
class Position:
    """Where a ticket stands, or would stand, in a quota: `text` says it in one sentence.

    `period` and `allowed` are None where the allowance cannot be determined; `text` says why.
    """

    quota: Quota
    period: QuotaPeriod | None
    used: Decimal
    allowed: Decimal | None
    number: Decimal
    is_beyond: bool
    text: str


def day_of(subscription: Subscription, at: dt.datetime) -> dt.date:
    """The customer's day of an instant: periods begin and end at its midnight (`W32`)."""
    return at.astimezone(ZoneInfo(subscription.customer.zone)).date()


def counted(
    asked: Sequence[tuple[Provision, Subscription]], *, day: dt.date
) -> list[list[Counted]]:
    """For each line and subscription the quotas that count; two queries, however many.

    What a published revision states is read once in a process.
    """
    by_key = _quotas({line.revision_id for line, _ in asked})
    if not any(by_key[line.revision_id, line.key] for line, _ in asked):
        return [[] for _ in asked]
    subscriptions = {subscription.pk for _, subscription in asked}
    known = {quota.pk: quota for found in by_key.values() for quota in found}
    rows = _rows(subscriptions, day, known.values())
    shares = any(
        allowances.is_percent(quota.unit)
        for line, _ in asked
        for quota in by_key[line.revision_id, line.key]
    )
    users = _users(subscriptions, day) if shares else {}
    return [
        [
            _counted(quota, subscription, rows[subscription.pk], users, day)
            for quota in by_key[line.revision_id, line.key]
        ]
        for line, subscription in asked
    ]


def amount_of(measure: str, *, quantity: int, minutes: int | None) -> Decimal:
    """What a ticket takes: itself, what it asks for, or the work that is known so far."""
    if measure == allowances.TICKETS:
        return Decimal(1)
    return Decimal(quantity if measure == allowances.QUANTITY else minutes or 0)


def place(
    period: QuotaPeriod,
    *,
    amount: Decimal,
    number: Decimal,
    is_beyond: bool,
    held: bool,
) -> allowances.Place:
    """The place of an amount in a period, ready to be put in words."""
    quota = period.quota
    return allowances.Place(
        measure=period.measure,
        unit=quota.unit,
        period=allowances.name_of(period.starts_on, period.ends_on),
        amount=amount,
        number=number,
        allowed=period.allowed,
        is_beyond=is_beyond,
        basis=allowances.basis_of(quota.value, quota.unit, period.users),
        over_charge=quota.over_charge,
        held=held,
    )


def would_be(found: Counted, *, quantity: int, minutes: int | None) -> Position:
    """The position that one more ticket would have."""
    period = found.period
    if period is None:
        return undetermined(found)
    amount = amount_of(period.measure, quantity=quantity, minutes=minutes)
    is_beyond = period.used + amount > period.allowed
    number = period.used + amount + (period.beyond if is_beyond else 0)
    put = place(period, amount=amount, number=number, is_beyond=is_beyond, held=False)
    return Position(
        quota=found.quota,
        period=period,
        used=period.used,
        allowed=period.allowed,
        number=number,
        is_beyond=is_beyond,
        text=allowances.sentence(put),
    )


def undetermined(found: Counted) -> Position:
    """The position in an allowance that nobody can reckon yet."""
    nothing = Decimal(0)
    return Position(found.quota, None, nothing, None, nothing, False, found.why)


def _quotas(revisions: Iterable[int]) -> dict[tuple[int, str], list[Quota]]:
    """Quotas over time, by the revision and the key of the line that draws on them."""
    found: dict[tuple[int, str], list[Quota]] = defaultdict(list)
    for revision in sorted(set(revisions)):
        for quota in quotas_of(revision):
            if allowances.counts(quota.unit, quota.per, quota.over_charge):
                for key in quota.draws:
                    same = (_is_restated(quota, each) for each in found[revision, key])
                    if not any(same):
                        found[revision, key].append(quota)
    return found


def _rows(
    subscriptions: set[int], day: dt.date, known: Iterable[Quota]
) -> dict[int, list[QuotaPeriod]]:
    """The stored periods that hold a day, by subscription; a query more for quotas not `known`."""
    found: dict[int, list[QuotaPeriod]] = defaultdict(list)
    quotas = {quota.pk: quota for quota in known}
    strange = []
    places = ", ".join(["%s"] * len(subscriptions))
    asked = [*subscriptions, day, day]
    for row in read(QuotaPeriod, HOLDING.format(places), asked):
        found[row.subscription_id].append(row)
        if row.quota_id in quotas:
            row.quota = quotas[row.quota_id]
        else:
            strange.append(row)
    prefetch_related_objects(strange, "quota")
    return found


def _users(subscriptions: set[int], day: dt.date) -> dict[int, int]:
    """Provisioned users of each subscription on a day, where somebody entered them."""
    rows = SubscriptionMeasure.objects.filter(
        subscription__in=subscriptions,
        kind=SubscriptionMeasure.Kind.USERS,
        valid_from__lte=day,
    )
    latest = rows.order_by("valid_from").values_list("subscription", "value")
    return {subscription: int(value) for subscription, value in latest}


def _counted(
    quota: Quota,
    subscription: Subscription,
    rows: list[QuotaPeriod],
    users: dict[int, int],
    day: dt.date,
) -> Counted:
    stored = next((row for row in rows if row.quota_id == quota.pk), None)
    stored = stored or next((r for r in rows if _is_same(r.quota, quota)), None)
    if stored:
        return Counted(quota, stored)
    percent = allowances.is_percent(quota.unit)
    if percent and not allowances.of_users(quota.unit, quota.of):
        return Counted(quota, None, NO_WHOLE.format(quota=quota.text, of=quota.of))
    known = users.get(subscription.pk) if percent else None
    allowed = allowances.allowed_of(quota.value, quota.unit, known)
    if allowed is None:
        return Counted(quota, None, NO_USERS.format(quota=quota.text or quota))
    starts_on, ends_on = allowances.span_of(day, allowances.cadence_of(quota.per))
    return Counted(
        quota,
        QuotaPeriod(
            customer_id=subscription.customer_id,
            subscription=subscription,
            quota=quota,
            starts_on=starts_on,
            ends_on=ends_on,
            measure=allowances.measure_of(quota.unit),
            allowed=allowed,
            users=known,
            used=Decimal(0),
            beyond=Decimal(0),
        ),
    )


def _is_restated(quota: Quota, other: Quota) -> bool:
    """Whether a guide states one allowance in two places: it is counted once."""
    named = ("value", "over_charge")
    alike = all(getattr(quota, name) == getattr(other, name) for name in named)
    cadences = {allowances.cadence_of(each.per) for each in (quota, other)}
    return alike and len(cadences) == 1 and _are_alike(quota, other, "unit", "of")


def _are_alike(one: Quota, other: Quota, *names: str) -> bool:
    return all(
        getattr(one, n).casefold() == getattr(other, n).casefold() for n in names
    )


def _is_same(one: Quota, other: Quota) -> bool:
    """Whether a new revision goes on with a quota: a period that has begun is not begun anew."""
    if one.revision_id == other.revision_id:
        return False
    alike = _are_alike(one, other, "unit", "per", "of")
    return alike and bool(set(one.draws) & set(other.draws))
