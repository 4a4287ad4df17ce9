"""What the rows of a file name: tickets, agreements, customers and engineers, read once for all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.db.models.functions import Lower

from billing.models import Agreement, TimeEntry
from catalogue.models import User
from catalogue.platform.tenancy import Actor
from tickets.models import Ticket

Values = Mapping[str, Any]
COVERED = "subscription__coverage__agreement__customer"


@dataclass(frozen=True)
class Found:
    """What a row leads to; None for what it does not name."""

    ticket: Ticket | None = None
    agreement: Agreement | None = None
    engineer: User | None = None

    @property
    def zone(self) -> ZoneInfo | None:
        """The customer's zone."""
        about = self.ticket or self.agreement
        return ZoneInfo(about.customer.zone) if about else None

    @property
    def key(self) -> tuple[int, ...]:
        """What it leads to, by keys."""
        rows = (self.ticket, self.agreement, self.engineer)
        return tuple(row.pk if row else 0 for row in rows)


@dataclass(frozen=True)
class References:
    """The rows that a file names, as far as the actor may know of them."""

    tickets: Mapping[int, Ticket]
    agreements: Mapping[str, Agreement]
    by_customer: Mapping[str, list[Agreement]]
    engineers: Mapping[str, User]
    entries: frozenset[int]

    def of(self, values: Values) -> tuple[Found, dict[str, str]]:
        """What a row leads to, and by column what leads nowhere."""
        wrong: dict[str, str] = {}
        ticket = self.tickets.get(values.get("ticket", 0))
        if "ticket" in values and ticket is None:
            wrong["ticket"] = f"There is no ticket T-{values['ticket']}."
        agreement = self._agreement(values, wrong)
        engineer = self.engineers.get(values.get("engineer", ""))
        if "engineer" in values and engineer is None:
            wrong["engineer"] = (
                f"No member of staff has the address {values['engineer'][:80]}."
            )
        if "entry" in values:
            wrong["entry"] = (
                f"There is no entry {values['entry']}: leave the number out for a new one."
            )
        return Found(ticket, agreement, engineer), wrong

    def has_entry(self, values: Values) -> bool:
        """Whether the row is of an entry that is there."""
        return values.get("entry") in self.entries

    def _agreement(self, values: Values, wrong: dict[str, str]) -> Agreement | None:
        if "agreement" in values:
            found = self.agreements.get(values["agreement"].upper())
            if found is None:
                wrong["agreement"] = (
                    f"There is no agreement {values['agreement'][:40]}."
                )
            return found
        if "customer" not in values:
            return None
        theirs = self.by_customer.get(values["customer"].casefold(), [])
        if not theirs:
            wrong["customer"] = (
                f"No customer “{values['customer'][:80]}” has an agreement here."
            )
        elif "ticket" not in values:
            return _only(theirs, _day(values), wrong)
        return None


def references_of(rows: Sequence[Values], *, actor: Actor) -> References:
    """Everything that the rows name; five queries, however many they are."""
    numbers = _given(rows, "ticket")
    tickets = Ticket.objects.visible_to(actor).filter(pk__in=numbers)
    agreements = list(_agreements(rows, actor))
    by_customer: dict[str, list[Agreement]] = {}
    for row in agreements:
        for name in {row.customer.key.casefold(), row.customer.name.casefold()}:
            by_customer.setdefault(name, []).append(row)
    addresses = _given(rows, "engineer")
    staff = User.objects.filter(is_staff=True).annotate(address=Lower("email"))
    entries = TimeEntry.objects.visible_to(actor).filter(pk__in=_given(rows, "entry"))
    related = tickets.select_related("customer", COVERED) if numbers else tickets.none()
    return References(
        tickets={row.pk: row for row in related},
        agreements={row.reference: row for row in agreements},
        by_customer=by_customer,
        engineers={row.address: row for row in staff.filter(address__in=addresses)},
        entries=frozenset(entries.values_list("pk", flat=True)),
    )


def _agreements(rows: Sequence[Values], actor: Actor) -> Any:
    """Agreements that are named, and those of customers that are."""
    keys = set()
    for text in _given(rows, "agreement"):
        digits = text.upper().removeprefix("A-")
        if digits.isascii() and digits.isdigit() and len(digits) < 18:
            keys.add(int(digits))
    names = {name.casefold() for name in _given(rows, "customer")}
    known = Agreement.objects.visible_to(actor).annotate(
        owner=Lower("customer__name"), owner_key=Lower("customer__key")
    )
    wanted = Q(pk__in=keys) | Q(owner__in=names) | Q(owner_key__in=names)
    return known.filter(wanted).select_related("customer").order_by("pk")


def _given(rows: Sequence[Values], name: str) -> set[Any]:
    return {row[name] for row in rows if name in row}


def _day(values: Values) -> dt.date | None:
    start = values.get("start")
    dated = start.date() if isinstance(start, dt.datetime) else None
    return values.get("date", dated)


def _only(
    theirs: Sequence[Agreement], day: dt.date | None, wrong: dict[str, str]
) -> Agreement | None:
    """The customer's one agreement that is in force on the day."""
    live = [
        each
        for each in theirs
        if day
        and each.starts_on <= day
        and (each.ends_on is None or day < each.ends_on)
    ]
    if len(live) == 1:
        return live[0]
    named = ", ".join(each.reference for each in (live or theirs)[:5])
    said = "has several agreements" if live else "has no agreement in force that day"
    wrong["customer"] = f"The customer {said}: name one as agreement, such as {named}."
    return None
