"""The months before one: what was bought and used, and what went beyond."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, Sum

from billing.lines import Line
from billing.models import Agreement, Period, Statement, StatementLine
from billing.reckoning import Reckoning
from billing.settling import NOTHING
from catalogue.periods import month_of, moved
from catalogue.platform.planned import Rows, planned

MONTHS_BACK = 12
OPEN, CLOSED = Period.State.OPEN, Period.State.CLOSED


@dataclass(frozen=True)
class Past:
    """A month of the last twelve, in minutes: bought, drawn on the packages, and beyond them.

    `amount` is what the overage cost; `statement` is the reference of a closed month's last one.
    """

    month: dt.date
    state: str
    bought: int
    within: int
    beyond: int
    amount: Decimal
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
    """The states of those months that have one, from the first to the last; one query."""
    return dict(_states(agreement.pk, months[0], months[-1]))


@planned
def _states(agreement: int, first: dt.date, last: dt.date) -> Rows:
    rows = Period.objects.filter(agreement=agreement, month__gte=first, month__lte=last)
    return rows.order_by().values_list("month", "state")


def stated_of(agreement: Agreement, months: Sequence[dt.date]) -> dict[dt.date, Stated]:
    """The last statement of each month that has one; one query."""
    found = _stated(agreement.customer_id, agreement.pk, months[0], months[-1])
    return {
        month: Stated(number, minutes, amount)
        for month, number, minutes, amount in found
    }


@planned
def _stated(customer: int, agreement: int, first: dt.date, last: dt.date) -> Rows:
    rows = Statement.objects.filter(
        # The index of statements begins with the customer.
        customer=customer,
        agreement=agreement,
        month__gte=first,
        month__lte=last,
        corrected_by=None,
    )
    overage = Q(lines__kind=StatementLine.Kind.OVERAGE)
    return (
        rows.order_by()
        .values_list("month", "number")
        .annotate(
            minutes=Sum("lines__minutes", filter=overage, default=0),
            amount=Sum("lines__amount", filter=overage, default=NOTHING),
        )
    )


def stated_lines(agreement: Agreement, month: dt.date) -> list[Line]:
    """What a month's last statement says of it as a whole: not what it takes off; one query."""
    rows = StatementLine.objects.filter(
        statement__customer=agreement.customer_id,
        statement__agreement=agreement,
        statement__month=month,
        statement__corrected_by=None,
    ).exclude(kind=StatementLine.Kind.STATED)
    return [
        Line._make(row) for row in rows.order_by("position").values_list(*Line._fields)
    ]


def past_of(
    agreement: Agreement, reckoning: Reckoning, state: str, stated: Stated | None
) -> Past:
    """A month as it is reckoned; its overage as stated, where it is closed and has a statement."""
    if state != CLOSED or stated is None:
        stated = None
        beyond, amount = reckoning.overage_minutes, reckoning.overage_amount
    else:
        beyond, amount = stated.minutes, stated.amount
    return Past(
        month=reckoning.terms.month,
        state=state,
        bought=reckoning.included_minutes,
        within=max(reckoning.rounded_minutes - beyond, 0),
        beyond=beyond,
        amount=amount,
        statement=reference_of(agreement, stated),
    )


def reference_of(agreement: Agreement, stated: Stated | None) -> str:
    """The reference of a month's statement; empty without one."""
    return f"{agreement.provider.key}-{stated.number:06d}" if stated else ""
