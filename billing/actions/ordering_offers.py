"""Ordering under an agreement by staff: a row is judged together with all that is ordered."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from django.db import transaction

from billing.models import Agreement, OrderedOffer
from billing.ordering import Problem
from catalogue.models import Offer
from catalogue.periods import day_of, moved
from catalogue.platform import audit
from catalogue.platform.tenancy import Actor

from . import order_facts
from .agreeing import last_closed, locked, require_near, require_open, require_staff
from .refusals import NotNow, Refused

Kind = OrderedOffer.Kind
_A_MONTH = re.compile(r"\bhours?\s*(?:per|a|each|/)\s*month\b", re.I)


@transaction.atomic
def order(row: OrderedOffer, *, actor: Actor, at: dt.datetime) -> list[Problem]:
    """Write an order, new or changed; raises `Refused` with the rule and its source.

    Returns what rests on an open finding: staff who order have decided that for this customer.
    """
    return order_all(row.agreement_id, [row], actor=actor, at=at)


@transaction.atomic
def order_all(
    agreement: int,
    rows: Sequence[OrderedOffer],
    *,
    removed: Sequence[OrderedOffer] = (),
    actor: Actor,
    at: dt.datetime,
) -> list[Problem]:
    """Write orders that are judged together, and take away others; raises as `order` does."""
    require_staff(actor)
    held = locked(agreement)
    for row in rows:
        row.agreement, row.customer = held, held.customer
        complete(row)
        check_row(row, at=at)
    for row in removed:
        row.agreement = held
        check_removal(row, at=at)
    touched = {row.pk for row in (*rows, *removed)}
    others = held.orders.exclude(pk__in=touched - {None}).select_related("offer")
    found = problems_of(held, [*others, *rows])
    refuse(found)
    with audit.acting(actor.name):
        for row in removed:
            row.delete()
        for row in rows:
            row.save()
    return found


def complete(row: OrderedOffer) -> OrderedOffer:
    """Fill what the offer says and nobody wrote: name, unit, and the role of a supplement."""
    offer = row.offer
    if offer is None:
        return row
    row.name = row.name or offer.name
    row.unit = row.unit or offer.unit[: OrderedOffer._meta.get_field("unit").max_length]
    row.kind = row.kind or kind_of(offer)
    if row.kind == Kind.SUPPLEMENTAL and not row.role:
        row.role = offer.role[: OrderedOffer._meta.get_field("role").max_length]
    return row


def kind_of(offer: Offer) -> str:
    """What an offer is ordered as: hours a month are a package, supplemental where it needs another."""
    if not _A_MONTH.search(offer.unit):
        return Kind.OTHER
    return Kind.SUPPLEMENTAL if offer.requires else Kind.BASE


def check_row(row: OrderedOffer, *, at: dt.datetime) -> None:
    """Raises `Refused` for what the row itself cannot be, `NotNow` for closed months."""
    agreement = row.agreement
    require_near(row, "starts_on", "ends_on")
    stored = OrderedOffer.objects.filter(pk=row.pk).first()
    if row.starts_on < agreement.starts_on:
        raise Refused(f"The agreement begins on {agreement.starts_on}.", "starts_on")
    if agreement.ends_on and row.starts_on >= agreement.ends_on:
        raise Refused(f"The agreement ends on {agreement.ends_on}.", "starts_on")
    if stored is None or stored.offer_id != row.offer_id:
        _check_offer(row)
    if stored is None:
        require_open(agreement, row.starts_on, at=at, field="starts_on")
    else:
        _check_change(stored, row, at)


def _check_offer(row: OrderedOffer) -> None:
    known = {each.pk for each in order_facts.offered(row.agreement)}
    if row.offer_id and row.offer_id not in known:
        raise Refused(
            "Choose an offer of a guide that the agreement covers, in the revision that binds.",
            "offer",
        )


def _check_change(stored: OrderedOffer, row: OrderedOffer, at: dt.datetime) -> None:
    names = [field.attname for field in OrderedOffer._meta.concrete_fields]
    changed = {n for n in names if getattr(stored, n) != getattr(row, n)}
    if changed - {"ends_on"}:
        first = min(stored.starts_on, row.starts_on)
        field = sorted(changed - {"ends_on"})[0].removesuffix("_id")
        require_open(row.agreement, first, at=at, field=field)
    if "ends_on" in changed:
        days = [day for day in (stored.ends_on, row.ends_on) if day]
        require_open(row.agreement, min(days), at=at, field="ends_on")


def check_removal(row: OrderedOffer, *, at: dt.datetime) -> None:
    """Raises `NotNow` when a closed month rests on the order: end it instead."""
    require_open(row.agreement, row.starts_on, at=at, field="")


def problems_of(agreement: Agreement, rows: Sequence[OrderedOffer]) -> list[Problem]:
    """What would be wrong that is not yet, from the first month that is not closed on."""
    closed = last_closed(agreement)
    since = moved(closed, 1) if closed else agreement.starts_on
    stored = list(agreement.orders.select_related("offer"))
    return order_facts.arising(
        agreement, stored, rows, since=max(since, agreement.starts_on)
    )


def refuse(found: Sequence[Problem]) -> None:
    """Raises `Refused` with the first problem that is one for certain."""
    for problem in found:
        if not problem.needs_decision:
            raise Refused(problem.message, problem.field, problem.source)


@transaction.atomic
def end(pk: int, *, on: dt.date, actor: Actor, at: dt.datetime) -> OrderedOffer:
    """End an order with a day, the first after its last; raises as `order` does."""
    row = OrderedOffer.objects.select_related("offer").get(pk=pk)
    if row.ends_on and row.ends_on <= day_of(at, row.agreement.customer.zone):
        raise NotNow(f"It ended on {row.ends_on} already.")
    row.ends_on = on
    if on <= row.starts_on:
        raise Refused("The end must be after the start.", "ends_on")
    order(row, actor=actor, at=at)
    return row
