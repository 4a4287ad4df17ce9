"""The months before one: what was bought and used, and what went beyond.

Closed months are as their statements say; open ones as they would be reckoned.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, Sum

from billing import outlook
from billing.actions import hour_sums
from billing.models import Agreement, Package, Period, Statement, StatementLine
from billing.rates import Card
from billing.reckoning import Reckoning
from billing.settling import NOTHING, Pool
from billing.sizing import Needed
from catalogue.periods import month_of, moved

MONTHS_BACK = 12
OPEN, CLOSED = Period.State.OPEN, Period.State.CLOSED


@dataclass(frozen=True)
class Past:
    """A month of the last twelve, in minutes: bought, drawn on the packages, and beyond them.

    `amount` is what the overage cost; `statement` is the reference of a closed month's last one.
    `needed` is what the base package had to carry.
    """

    month: dt.date
    state: str
    bought: int
    within: int
    beyond: int
    amount: Decimal
    needed: Needed
    statement: str = ""

    @property
    def used(self) -> int:
        """All that was drawn on the packages or beyond them."""
        return self.within + self.beyond


@dataclass(frozen=True)
class Stated:
    """The last statement of a month: its number, and its overage in minutes and money."""

    number: int
    minutes: int
    amount: Decimal


def earlier(agreement: Agreement, month: dt.date) -> list[dt.date]:
    """The twelve months before, as far back as the agreement goes."""
    months = [moved(month, -back) for back in range(MONTHS_BACK, 0, -1)]
    first = month_of(agreement.starts_on)
    return [each for each in months if each >= first]


def states_of(agreement: Agreement, months: Sequence[dt.date]) -> dict[dt.date, str]:
    """The states of those months that have one; one query."""
    rows = Period.objects.filter(agreement=agreement, month__in=months)
    return dict(rows.order_by().values_list("month", "state"))


def stated_of(agreement: Agreement, months: Sequence[dt.date]) -> dict[dt.date, Stated]:
    """The last statement of each month that has one; one query."""
    rows = Statement.objects.filter(
        # The index of statements begins with the customer.
        customer=agreement.customer_id,
        agreement=agreement,
        month__in=months,
        corrected_by=None,
    )
    overage = Q(lines__kind=StatementLine.Kind.OVERAGE)
    found = (
        rows.order_by()
        .values_list("month", "number")
        .annotate(
            minutes=Sum("lines__minutes", filter=overage, default=0),
            amount=Sum("lines__amount", filter=overage, default=NOTHING),
        )
    )
    return {
        month: Stated(number, minutes, amount)
        for month, number, minutes, amount in found
    }


def by_role(
    agreement: Agreement, months: Sequence[dt.date]
) -> Mapping[dt.date, Mapping[str, int]]:
    """Minutes of each month that draw on the packages, by role; one query."""
    sums: dict[dt.date, Counter[str]] = defaultdict(Counter)
    if months:
        for row in hour_sums.by_month(agreement, months[0], months[-1]):
            minutes = hour_sums.split(row, agreement).get(hour_sums.PACKAGE, 0)
            sums[row.month][row.role] += minutes
    return sums


def closed_month(
    agreement: Agreement,
    month: dt.date,
    roles: Mapping[str, int],
    packages: Sequence[Package],
    stated: Stated,
    card: Card,
) -> Past:
    """A closed month as its statement says."""
    pools = list(_pools(packages, month))
    return Past(
        month=month,
        state=CLOSED,
        bought=sum(pool.minutes for pool in pools),
        within=max(sum(roles.values()) - stated.minutes, 0),
        beyond=stated.minutes,
        amount=stated.amount,
        needed=outlook.needed(month, roles, pools, card),
        statement=reference_of(agreement, stated),
    )


def open_month(month: dt.date, state: str, reckoning: Reckoning) -> Past:
    """A month that is not closed, as it stands."""
    pools = [use.pool for use in reckoning.pools]
    return Past(
        month=month,
        state=state,
        bought=reckoning.included_minutes,
        within=reckoning.used_minutes,
        beyond=reckoning.overage_minutes,
        amount=reckoning.overage_amount,
        needed=outlook.needed(month, reckoning.roles, pools, reckoning.terms.card),
    )


def _pools(packages: Sequence[Package], month: dt.date) -> Iterator[Pool]:
    for each in packages:
        if _holds(each, month):
            yield Pool(each.pk, each.kind, each.role, each.minutes, each.name)


def _holds(package: Package, month: dt.date) -> bool:
    ended = package.ends_on is not None and package.ends_on <= month
    return package.starts_on < moved(month, 1) and not ended


def reference_of(agreement: Agreement, stated: Stated | None) -> str:
    """The reference of a month's statement; empty without one."""
    return f"{agreement.provider.key}-{stated.number:06d}" if stated else ""
