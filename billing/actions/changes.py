"""What a change request changes, as values that are kept, and as the orders that come of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from billing.models import Agreement, ChangeRequest, OrderedOffer
from billing.ordering import amount
from catalogue.models import Offer
from catalogue.money import shown

from . import order_facts
from .ordering_offers import complete, kind_of
from .refusals import NotNow, Refused

LARGEST = Decimal(1_000_000)  # of a quantity, and of a fee a month; more is a slip
CENT = Decimal("0.01")
Kept = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """Another quantity of something ordered, or something new; 0 ends it.

    `monthly_fee` is for the whole quantity; None where staff have yet to say it.
    """

    quantity: Decimal
    order: int | None = None
    offer: int | None = None
    monthly_fee: Decimal | None = None
    is_prorated: bool = False


@dataclass
class Applied:
    """Orders after a change: what stands, which of it is new, which ends."""

    standing: list[OrderedOffer] = field(default_factory=list)
    new: list[OrderedOffer] = field(default_factory=list)
    ending: list[OrderedOffer] = field(default_factory=list)


def kept(agreement: Agreement, changes: Sequence[Change], day: dt.date) -> list[Kept]:
    """Changes as a request keeps them; raises `Refused` for what cannot be changed or ordered."""
    there = {row.pk: row for row in order_facts.standing(agreement, day)}
    offers = {offer.pk: offer for offer in order_facts.offered(agreement)}
    found = [_kept(each, there, offers, agreement.currency) for each in changes]
    named = [each["order"] for each in found if each["order"]]
    if len(named) != len(set(named)):
        raise Refused("Name each order once.", "changes")
    return found


def _kept(
    change: Change,
    there: dict[int, OrderedOffer],
    offers: dict[int, Offer],
    currency: str,
) -> Kept:
    if (change.order is None) == (change.offer is None):
        raise Refused("Name an order to change, or an offer to order.", "changes")
    check_quantity(change.quantity)
    if change.monthly_fee is not None:
        check_fee(change.monthly_fee)
    if change.order is not None:
        row = there.get(change.order)
        if row is None:
            raise Refused("That order is not in force then.", "changes")
        if row.quantity == change.quantity and change.monthly_fee is None:
            raise Refused(f"“{row.name}” stays as it is: leave it out.", "quantity")
        return _as_values(row, change, was=row)
    offer = offers.get(change.offer or 0)
    if offer is None:
        raise Refused("Choose an offer of a guide that the agreement covers.", "offer")
    if not change.quantity:
        raise Refused("Order more than 0.", "quantity")
    new = complete(OrderedOffer(offer=offer, kind=kind_of(offer)))
    values = _as_values(new, change, was=None)
    if values["monthly_fee"] is None and offer.price and offer.currency == currency:
        values["monthly_fee"] = str(offer.price * change.quantity)
    return values


def _as_values(row: OrderedOffer, change: Change, was: OrderedOffer | None) -> Kept:
    fee = change.monthly_fee
    return {
        "order": was.pk if was else None,
        "offer": row.offer_id,
        "kind": row.kind,
        "name": row.name,
        "role": row.role,
        "unit": row.unit,
        "is_prorated": change.is_prorated and was is None,
        "quantity": str(change.quantity),
        "monthly_fee": None if fee is None else str(fee),
        "was_quantity": str(was.quantity) if was else None,
        "was_fee": str(was.monthly_fee) if was else None,
    }


def applied(agreement: Agreement, changes: Sequence[Kept], day: dt.date) -> Applied:
    """The orders as the changes make them, not stored. Raises `NotNow` when one has changed since."""
    rows = {row.pk: row for row in order_facts.standing(agreement, day)}
    offers = Offer.objects.select_related("section", "revision").in_bulk(
        [each["offer"] for each in changes if each["offer"]]
    )
    out = Applied()
    for each in changes:
        if each["order"]:
            row = rows.get(each["order"])
            _check_same(row, each, day)
            assert row is not None
            row.ends_on = day
            out.ending.append(row)
        if Decimal(each["quantity"]):
            out.new.append(_new(agreement, each, offers, day))
    out.standing = [*rows.values(), *out.new]
    return out


def write(rows: Applied, request: ChangeRequest) -> None:
    """Store what ends and what is new."""
    for row in rows.ending:
        row.save(update_fields=["ends_on"])
    for row in rows.new:
        row.change_request = request
        row.save()


def summary(changes: Sequence[Kept]) -> str:
    """A line for lists: `Standard package: 20 to 30 hours per month`."""
    told = "; ".join(map(sentence, changes))
    return told if len(told) <= 200 else f"{told[:199]}…"


def sentence(kept_values: Kept) -> str:
    """One change in words."""
    now, was = Decimal(kept_values["quantity"]), kept_values["was_quantity"]
    name, unit = kept_values["name"], kept_values["unit"]
    if not now:
        return f"{name}: ends"
    if was is None:
        return f"{name}: {amount(now)} {unit}".strip()
    if Decimal(was) == now:
        return f"{name}: another fee"
    return f"{name}: {amount(Decimal(was))} to {amount(now)} {unit}".strip()


def check_quantity(quantity: Decimal) -> None:
    """Raises `Refused` for what is no quantity; 0 ends an order."""
    if not quantity.is_finite() or not 0 <= quantity <= LARGEST:
        raise Refused(f"A quantity is 0 to {LARGEST:,}.", "quantity")
    if quantity % CENT:
        raise Refused("A quantity has two digits behind the point at most.", "quantity")


def check_fee(fee: Decimal) -> None:
    """Raises `Refused` for what is no fee."""
    if not fee.is_finite() or not 0 <= fee <= LARGEST:
        raise Refused(f"A fee is 0 to {LARGEST:,} a month.", "monthly_fee")
    if fee % CENT:
        raise Refused("A fee is in whole cents.", "monthly_fee")


def check_unpriced(changes: Sequence[Change]) -> None:
    """Raises `Refused` for a fee in what a customer asks: fees are for staff to say."""
    if any(each.monthly_fee is not None for each in changes):
        raise Refused("The provider says the fee: leave it out.", "monthly_fee")


def check_priced(changes: Sequence[Kept]) -> None:
    """Raises `Refused` for a change without a fee, which no customer can approve."""
    for each in changes:
        if Decimal(each["quantity"]) and each["monthly_fee"] is None:
            raise Refused(f"Give the fee a month of “{each['name']}”.", "monthly_fee")


def _check_same(row: OrderedOffer | None, each: Kept, day: dt.date) -> None:
    was = Decimal(each["was_quantity"]), Decimal(each["was_fee"])
    if row is None or (row.quantity, row.monthly_fee) != was:
        raise NotNow(
            f"“{each['name']}” has become another order since: ask for the change again."
        )
    if row.starts_on >= day:
        raise NotNow(
            f"“{row.name}” begins on {row.starts_on} only: choose a later day.",
            "effective_on",
        )
    if row.ends_on is not None:
        raise NotNow(f"“{row.name}” ends on {row.ends_on} already.")


def _new(
    agreement: Agreement, each: Kept, offers: dict[int, Offer], day: dt.date
) -> OrderedOffer:
    return OrderedOffer(
        agreement=agreement,
        customer=agreement.customer,
        offer=offers.get(each["offer"]) if each["offer"] else None,
        kind=each["kind"],
        name=each["name"],
        role=each["role"],
        unit=each["unit"],
        quantity=Decimal(each["quantity"]),
        monthly_fee=Decimal(each["monthly_fee"] or 0),
        is_prorated=each["is_prorated"],
        starts_on=day,
    )


def fee_words(kept: Kept, currency: str) -> str:
    """What a change costs a month, in words; the provider may not have said it yet."""
    was = kept.get("was_fee")
    before = shown(Decimal(was), currency) if was else ""
    if not Decimal(kept["quantity"]):
        return f"{before} a month less" if before else ""
    if kept["monthly_fee"] is None:
        return "the provider says the fee"
    now = f"{shown(Decimal(kept['monthly_fee']), currency)} a month"
    return f"{now}, {before} so far" if before else now
