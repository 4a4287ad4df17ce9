"""Which package would have been the cheapest for an agreement's last 3, 6 and 12 months."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from billing import sizing
from billing.models import Agreement, Package
from billing.rates import OVERAGE
from billing.reckoning import Reckoning
from billing.settling import SUPPLEMENTAL
from billing.sizing import Advice, Needed
from catalogue.periods import last_day, moved
from catalogue.platform.planned import Rows, planned

SPANS = (3, 6, 12)
HOUR = 60  # minutes
STOPS = "Nothing is charged beyond the hours of this agreement: sizes are not compared."
NO_BASE = "The agreement has no base package this month."
EXACT = Decimal("0.0001")


class Base(NamedTuple):
    """A base package, with what its guide offers it for: sizes in hours, a price for each."""

    quantity: Decimal
    monthly_fee: Decimal
    minimum: Decimal | None
    step: Decimal | None
    maximum: Decimal | None
    price: Decimal | None
    currency: str | None


def advise(
    agreement: Agreement, month: dt.date, past: Mapping[dt.date, Reckoning]
) -> list[Advice]:
    """Advice on the last 3, 6 and 12 months before `month`, as far as `past` holds them; one query.

    Fewer months than asked for say so: `Advice.months`. A span that adds no month is left out.
    """
    base = _base(agreement, month)
    needed = [_needed(past[each]) for each in sorted(past) if each < month]
    found: list[Advice] = []
    for span in SPANS:
        part = [each for each in needed if each.month >= moved(month, -span)]
        if not found or len(part) > found[-1].months:
            found.append(_advice(agreement, base, part))
    return found


def _advice(
    agreement: Agreement, base: Base | None, needed: Sequence[Needed]
) -> Advice:
    months, currency = len(needed), agreement.currency
    if base is None:
        return Advice(months, Decimal(0), currency=currency, why_not=NO_BASE)
    if agreement.overage == Agreement.Overage.STOP:
        return Advice(months, base.quantity, currency=currency, why_not=STOPS)
    sizes = sizing.sizes_of(base.minimum, base.step, base.maximum, needed)
    fee = _fee_per_hour(agreement, base)
    return sizing.cheapest(needed, sizes, fee, now=base.quantity, currency=currency)


def _base(agreement: Agreement, month: dt.date) -> Base | None:
    """The base package of the month, the later where it changes within."""
    found = _bases(agreement.pk, month, moved(month, 1))
    return Base(*found[0]) if found else None


@planned
def _bases(agreement: int, month: dt.date, after: dt.date) -> Rows:
    rows = Package.objects.in_month(month, after)
    rows = rows.filter(agreement=agreement, kind=Package.Kind.BASE)
    return rows.order_by("-starts_on").values_list(
        "quantity",
        "monthly_fee",
        "offer__minimum",
        "offer__step",
        "offer__maximum",
        "offer__price",
        "offer__currency",
    )[:1]


def _fee_per_hour(agreement: Agreement, base: Base) -> Decimal | None:
    """What is paid for an hour of the package now, else what the guide asks for one."""
    if base.monthly_fee:
        return base.monthly_fee / base.quantity
    return base.price if base.currency == agreement.currency else None


def _needed(month: Reckoning) -> Needed:
    """What the base package had to carry: all but what supplemental packages served."""
    own = sum(u.used for u in month.pools if u.pool.kind == SUPPLEMENTAL)
    first = month.terms.month
    return Needed(first, month.rounded_minutes - own, _rate(month))


def _rate(month: Reckoning) -> Decimal | None:
    """What an hour beyond the packages cost: by the overage there was, else by the roles' work."""
    over = [(o.rate, o.minutes) for o in month.settlement.overage]
    if not over:
        price, day = month.terms.card.price, last_day(month.terms.month)
        shares = {role: m for role, m in month.roles.items() if m} or {"": 1}
        over = [(price(OVERAGE, role, day).amount, m) for role, m in shares.items()]
    total = Decimal(0)
    for rate, minutes in over:
        if rate is None:
            return None
        total += rate * minutes
    return (total / sum(minutes for _, minutes in over)).quantize(EXACT)
