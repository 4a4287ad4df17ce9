"""The hours of an agreement in a month, collected once for page, admin and API.

The same few queries whatever was worked: sums come from the database, entries stay there.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from billing.actions import hour_sums, past_months
from billing.actions.past_months import CLOSED, OPEN, Past
from billing.actions.reckoning_months import reckon
from billing.forecast import Projection, project
from billing.models import (
    Agreement,
    OverageApproval,
    Package,
)
from billing.reckoning import Reckoning
from billing.sizing import Advice, cheapest, sizes_of
from catalogue.periods import day_of, last_day, month_of, moved
from tickets.models import QuotaPeriod

SPANS = (3, 6, 12)  # months that packages are compared over


@dataclass(frozen=True)
class Hours:
    """An agreement's month. `today` is the customer's; `history` ends with the month before."""

    agreement: Agreement
    month: dt.date
    today: dt.date
    state: str
    reckoning: Reckoning
    days: Sequence[hour_sums.Day]
    history: Sequence[Past]
    packages: Sequence[Package]
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
    def last(self) -> dt.date:
        """The month's last day."""
        return last_day(self.month)

    @cached_property
    def has_packages(self) -> bool:
        """Whether hours were ever bought under the agreement."""
        return bool(self.packages)

    @cached_property
    def waiting(self) -> int:
        """Charged minutes that nobody approved yet."""
        return sum(day.waiting for day in self.days)

    @cached_property
    def late(self) -> int:
        """Charged minutes worked in earlier months that are charged in this one."""
        return sum(d.counted + d.after for d in self.days if d.on < self.month)

    @cached_property
    def entries(self) -> int:
        """How many entries stand in the month."""
        return sum(day.entries for day in self.days)


def show(agreement: Agreement, month: dt.date, *, at: dt.datetime) -> Hours:
    """The hours of an agreement in a month. Reads the agreement's customer and provider.

    Closed months of the history are as their statements say, open ones as they would be reckoned.
    """
    today = day_of(at, agreement.customer.zone)
    earlier = past_months.earlier(agreement, month)
    states = past_months.states_of(agreement, [*earlier, month])
    stated = past_months.stated_of(agreement, [*earlier, month])
    closed = {each for each in stated if states.get(each) == CLOSED}
    asked = [each for each in earlier if each not in closed]
    found = reckon([agreement], [*asked, month], at=at)
    reckoning = found[agreement.pk, month]
    packages = list(_packages(agreement))
    sums = past_months.by_role(agreement, sorted(closed & set(earlier)))
    history = [
        past_months.closed_month(
            agreement, each, sums[each], packages, stated[each], reckoning.terms.card
        )
        if each in closed
        else past_months.open_month(
            each, states.get(each, OPEN), found[agreement.pk, each]
        )
        for each in earlier
    ]
    days = hour_sums.by_day(agreement, month)
    return Hours(
        agreement=agreement,
        month=month,
        today=today,
        state=states.get(month, OPEN),
        reckoning=reckoning,
        days=days,
        history=history,
        packages=packages,
        approvals=_approvals(agreement, month),
        quotas=_quotas(agreement, month),
        projection=_projection(agreement, month, today, days, history),
        advice=_advice(
            agreement, packages, [p for p in history if p.month < month_of(today)]
        ),
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
    if last_day(month) < today:
        return None
    used: Counter[dt.date] = Counter()
    for each in days:
        used[each.on] += hour_sums.split(each, agreement).get(hour_sums.PACKAGE, 0)
    past = [each.used for each in history if each.month < month_of(today)]
    found = project(used, month, today, past)
    return found if found.high else None


def _advice(
    agreement: Agreement, packages: Sequence[Package], past: Sequence[Past]
) -> list[Advice]:
    """The cheapest base package for the last 3, 6 and 12 months, as far as there are any.

    Where nothing is charged beyond the hours, the smallest would always be the cheapest: no advice.
    """
    base = [each for each in packages if each.kind == Package.Kind.BASE]
    if not base or not past or agreement.overage == Agreement.Overage.STOP:
        return []
    now = base[-1]
    spans = [span for span in SPANS if span <= len(past)] or [len(past)]
    fee = now.monthly_fee / now.quantity if now.monthly_fee else None
    needs = [each.needed for each in past]
    offer = now.offer
    terms = (offer.minimum, offer.step, offer.maximum) if offer else (None,) * 3
    return [
        cheapest(
            needs[-span:],
            sizes_of(*terms, needs[-span:]),
            fee,
            now=now.quantity,
            currency=agreement.currency,
        )
        for span in spans
    ]


def _packages(agreement: Agreement) -> QuerySet[Package]:
    rows = Package.objects.filter(agreement=agreement).select_related("offer")
    return rows.order_by("starts_on", "pk")


def _approvals(agreement: Agreement, month: dt.date) -> list[OverageApproval]:
    """What approvers were asked for in the month, the newest first; none where nobody is asked."""
    if agreement.overage != Agreement.Overage.ASK:
        return []
    rows = OverageApproval.objects.filter(agreement=agreement, month=month)
    return list(rows.order_by("-pk"))


def _quotas(agreement: Agreement, month: dt.date) -> list[QuotaPeriod]:
    """What the covered subscriptions have used of their guides' quotas in periods of the month."""
    rows = QuotaPeriod.objects.filter(
        subscription__coverage__agreement=agreement,
        starts_on__lt=moved(month, 1),
        ends_on__gt=month,
    )
    return list(rows.select_related("quota").order_by("starts_on", "pk"))
