"""The hours of an agreement in a month, collected once for page, admin and API.

The same few queries whatever was worked: sums come from the database, entries stay there.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db import DEFAULT_DB_ALIAS

from billing.actions import hour_sums, past_months
from billing.actions.advising import advise
from billing.actions.month_rows import is_in_force
from billing.actions.past_months import CLOSED, OPEN, Past
from billing.actions.reckoning_months import reckon
from billing.forecast import Projection, project
from billing.lines import Line
from billing.models import Agreement, OverageApproval, Package
from billing.reckoning import Reckoning
from billing.settling import NOTHING
from billing.sizing import Advice
from catalogue.models import Quota
from catalogue.periods import day_of, last_day, month_of, moved
from catalogue.platform.planned import Rows, planned
from tickets.models import QuotaPeriod

HELD = [field.attname for field in QuotaPeriod._meta.concrete_fields]
ALLOWED = [field.attname for field in Quota._meta.concrete_fields]


@dataclass(frozen=True)
class Hours:
    """An agreement's month. `today` is the customer's; `history` ends with the month before.

    `lines` are those of the statement where the month is closed, as reckoned where it is not.
    """

    agreement: Agreement
    month: dt.date
    today: dt.date
    state: str
    reckoning: Reckoning
    lines: Sequence[Line]
    days: Sequence[hour_sums.Day]
    history: Sequence[Past]
    has_packages: bool
    approvals: Sequence[OverageApproval]
    quotas: Sequence[QuotaPeriod]
    projection: Projection | None = None
    advice: Sequence[Advice] = ()
    statement: str = ""

    @property
    def is_over(self) -> bool:
        """Whether the month has ended where the customer is."""
        return self.last < self.today

    @property
    def is_ahead(self) -> bool:
        """Whether the month has not begun."""
        return self.month > self.today

    @property
    def in_force(self) -> bool:
        """Whether the agreement holds on any day of the month."""
        return is_in_force(self.agreement, self.month)

    @property
    def last(self) -> dt.date:
        """The month's last day."""
        return last_day(self.month)

    @property
    def total(self) -> Decimal:
        """What the month comes to: the sum of its lines."""
        return sum((line.amount for line in self.lines), NOTHING)

    @property
    def overage_amount(self) -> Decimal:
        """What its overage costs."""
        over = (line.amount for line in self.lines if line.kind == "overage")
        return sum(over, NOTHING)

    @cached_property
    def waiting(self) -> int:
        """Charged minutes that nobody approved yet."""
        return sum(day.waiting for day in self.days)

    @cached_property
    def late(self) -> int:
        """Charged minutes worked in earlier months that are charged in this one."""
        return sum(
            day.counted + day.after
            for day in self.days
            if day.on < self.month and day.billable in hour_sums.CHARGED
        )

    @cached_property
    def entries(self) -> int:
        """How many entries stand in the month."""
        return sum(day.entries for day in self.days)


def show(agreement: Agreement, month: dt.date, *, at: dt.datetime) -> Hours:
    """The hours of an agreement in a month. Reads the agreement's customer and provider.

    What a closed month costs, and what went beyond in it, is as its statement says.
    """
    today = day_of(at, agreement.customer.zone)
    earlier = past_months.earlier(agreement, month)
    states = past_months.states_of(agreement, [*earlier, month])
    stated = past_months.stated_of(agreement, [*earlier, month])
    found = reckon([agreement], [*earlier, month], at=at)
    past = {each: found[agreement.pk, each] for each in earlier}
    history = [
        past_months.past_of(
            agreement, past[each], states.get(each, OPEN), stated.get(each)
        )
        for each in earlier
    ]
    days = hour_sums.by_day(agreement, month)
    is_stated = states.get(month) == CLOSED and month in stated
    lines = past_months.stated_lines(agreement, month) if is_stated else None
    return Hours(
        agreement=agreement,
        month=month,
        today=today,
        state=states.get(month, OPEN),
        reckoning=found[agreement.pk, month],
        lines=found[agreement.pk, month].lines if lines is None else lines,
        days=days,
        history=history,
        has_packages=_has_packages(agreement, found[agreement.pk, month]),
        approvals=_approvals(agreement, month),
        quotas=_quotas(agreement, month),
        projection=_projection(agreement, month, today, days, history),
        advice=_advice(agreement, min(month, month_of(today)), past),
        statement=past_months.reference_of(agreement, stated.get(month)),
    )


def _projection(
    agreement: Agreement,
    month: dt.date,
    today: dt.date,
    days: Sequence[hour_sums.Day],
    history: Sequence[Past],
) -> Projection | None:
    """Where a month leads that is not over; None where nothing was ever worked."""
    if last_day(month) < today or not is_in_force(agreement, month):
        return None
    used: Counter[dt.date] = Counter()
    for each in days:
        used[each.on] += hour_sums.split(each, agreement).get(hour_sums.PACKAGE, 0)
    past = [each.used for each in history if each.month < month_of(today)]
    found = project(used, month, today, past)
    return found if found.high else None


def _advice(
    agreement: Agreement, month: dt.date, past: Mapping[dt.date, Reckoning]
) -> list[Advice]:
    """The cheapest package over the months that are over; nothing before the first is."""
    over = {each: found for each, found in past.items() if each < month}
    return advise(agreement, month, over) if over else []


def _has_packages(agreement: Agreement, reckoning: Reckoning) -> bool:
    """Whether hours are bought this month, or ever were; a query only where they are not."""
    if reckoning.included_minutes:
        return True
    return Package.objects.filter(agreement=agreement).exists()


def _approvals(agreement: Agreement, month: dt.date) -> list[OverageApproval]:
    """What approvers were asked for in the month, the newest first; none where nobody is asked."""
    if agreement.overage != Agreement.Overage.ASK:
        return []
    rows = OverageApproval.objects.filter(agreement=agreement, month=month)
    return list(rows.order_by("-pk"))


def _quotas(agreement: Agreement, month: dt.date) -> list[QuotaPeriod]:
    """What the covered subscriptions have used of their guides' quotas in periods of the month."""
    found = []
    for row in _held(agreement.pk, month, moved(month, 1)):
        held = QuotaPeriod.from_db(DEFAULT_DB_ALIAS, HELD, row[: len(HELD)])
        held.quota = Quota.from_db(DEFAULT_DB_ALIAS, ALLOWED, row[len(HELD) :])
        found.append(held)
    return found


@planned
def _held(agreement: int, month: dt.date, after: dt.date) -> Rows:
    rows = QuotaPeriod.objects.filter(
        subscription__coverage__agreement=agreement,
        starts_on__lt=after,
        ends_on__gt=month,
    )
    rows = rows.order_by("starts_on", "pk")
    return rows.values_list(*HELD, *(f"quota__{name}" for name in ALLOWED))
