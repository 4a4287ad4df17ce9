"""Which package would have been the cheapest for an agreement's last 3, 6 and 12 months."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

from billing import sizing
from billing.models import Agreement, Package
from billing.rates import OVERAGE
from billing.reckoning import Reckoning
from billing.settling import SUPPLEMENTAL
from billing.sizing import Advice, Needed
from catalogue.models import Offer
from catalogue.periods import last_day, moved

SPANS = (3, 6, 12)
HOUR = 60  # minutes
STOPS = "Nothing is charged beyond the hours of this agreement: sizes are not compared."
NO_BASE = "The agreement has no base package this month."
EXACT = Decimal("0.0001")


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
    agreement: Agreement, base: Package | None, needed: Sequence[Needed]
) -> Advice:
    months, currency = len(needed), agreement.currency
    if base is None:
        return Advice(months, Decimal(0), currency=currency, why_not=NO_BASE)
    if agreement.overage == Agreement.Overage.STOP:
        return Advice(months, base.quantity, currency=currency, why_not=STOPS)
    offer: Offer | None = base.offer
    bounds = (offer.minimum, offer.step, offer.maximum) if offer else (None, None, None)
    sizes = sizing.sizes_of(*bounds, needed)
    fee = _fee_per_hour(agreement, base)
    return sizing.cheapest(needed, sizes, fee, now=base.quantity, currency=currency)


def _base(agreement: Agreement, month: dt.date) -> Package | None:
    """The base package of the month, the later where it changes within."""
    rows = Package.objects.in_month(month, moved(month, 1))
    rows = rows.filter(agreement=agreement, kind=Package.Kind.BASE)
    return rows.select_related("offer").order_by("starts_on").last()


def _fee_per_hour(agreement: Agreement, base: Package) -> Decimal | None:
    """What is paid for an hour of the package now, else what the guide asks for one."""
    if base.monthly_fee:
        return base.monthly_fee / base.quantity
    offer = base.offer
    if offer is None or offer.currency != agreement.currency:
        return None
    return offer.price


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
