"""What a page of an agreement shows, read in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from billing import terms_words
from billing.actions import changes
from billing.actions.agreeing import terms_of
from billing.actions.change_requests import LIVE
from billing.models import AgreedRate, Agreement, ChangeRequest, OrderedOffer
from billing.ordering import amount
from billing.terms import notice_by
from catalogue.money import shown

MOST_REQUESTS = 20
# States of a change request as the customer reads them.
STATES: dict[str, str] = {
    ChangeRequest.State.ASKED: "Asked; the provider says what it costs",
    ChangeRequest.State.PROPOSED: "Waits for your approval",
    ChangeRequest.State.APPROVED: "Approved",
    ChangeRequest.State.DECLINED: "Declined",
    ChangeRequest.State.WITHDRAWN: "Withdrawn by the provider",
}


@dataclass(frozen=True)
class OrderRow:
    """An order as people read it; `when` is blank for what is in force without an end."""

    row: OrderedOffer
    quantity: str
    fee: str
    when: str


@dataclass(frozen=True)
class ChangeRow:
    """A change request in words: each change with what it costs."""

    request: ChangeRequest
    state: str
    pairs: list[tuple[str, str]]
    is_live: bool


def sentences(agreement: Agreement, today: dt.date) -> list[tuple[str, str]]:
    """The terms in plain words, each under its name."""
    terms = terms_of(agreement)
    said = [
        ("Term", terms_words.term(terms, today)),
        ("Renewal", terms_words.renewal(terms, today)),
        ("Notice", terms_words.notice(terms, today)),
        ("Time", terms_words.rounding(agreement)),
        ("After hours", terms_words.after_hours(agreement)),
        ("Beyond the hours", terms_words.overage(agreement)),
        ("Unused hours", terms_words.unused(agreement)),
    ]
    return [(name, text) for name, text in said if text]


def last_notice(agreement: Agreement, today: dt.date) -> dt.date | None:
    """The next last day for giving notice."""
    return notice_by(terms_of(agreement), max(today, agreement.starts_on))


def orders_of(agreement: Agreement, today: dt.date) -> list[OrderRow]:
    """What is ordered now or begins later, packages first."""
    rows = agreement.orders.exclude(ends_on__lte=today)
    return [
        OrderRow(
            row,
            f"{amount(row.quantity)} {row.unit}".strip(),
            shown(row.monthly_fee, agreement.currency),
            _when(row, today),
        )
        for row in rows.order_by("kind", "starts_on", "pk")
    ]


def monthly_total(agreement: Agreement, rows: list[OrderRow], today: dt.date) -> str:
    """The fees of what is in force today."""
    fees = [each.row.monthly_fee for each in rows if each.row.starts_on <= today]
    return shown(sum(fees, Decimal(0)), agreement.currency)


def rates_of(agreement: Agreement, today: dt.date) -> list[tuple[AgreedRate, str, str]]:
    """Agreed rates in force today and those to come: with the amount, and from when on."""
    current: dict[tuple[str, str], AgreedRate] = {}
    coming = []
    for row in agreement.rates.order_by("kind", "role", "valid_from"):
        if row.valid_from <= today:
            current[row.kind, row.role] = row
        else:
            coming.append(row)
    rows = sorted(
        [*current.values(), *coming], key=lambda r: (r.kind, r.role, r.valid_from)
    )
    return [
        (row, shown(row.amount, agreement.currency), terms_words.date(row.valid_from))
        for row in rows
    ]


def requests_of(agreement: Agreement) -> list[ChangeRow]:
    """Change requests: those that wait first, then the latest that were decided."""
    rows = list(agreement.change_requests.select_related("contact")[:MOST_REQUESTS])
    rows.sort(key=lambda row: row.state not in LIVE)
    return [change_row(row, agreement.currency) for row in rows]


def change_row(row: ChangeRequest, currency: str) -> ChangeRow:
    """A change request in words, with its fees in the agreement's currency."""
    pairs = [
        (changes.sentence(each), changes.fee_words(each, currency))
        for each in row.changes
    ]
    return ChangeRow(row, STATES[row.state], pairs, row.state in LIVE)


def _when(row: OrderedOffer, today: dt.date) -> str:
    coming = row.starts_on > today
    said = f"from {terms_words.date(row.starts_on)}" if coming else ""
    if row.ends_on:
        last = terms_words.date(row.ends_on - terms_words.DAY)
        said = f"{said} until {last}".strip()
    return said
