"""What an order is judged by, as plain values: the rows of a guide's revision and the agreement's facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

BASE, SUPPLEMENTAL, OTHER = "base", "supplemental", "other"


@dataclass(frozen=True)
class Place:
    """Where a rule stands: `section` tells places of one revision apart, `text` cites it."""

    section: int | None = None
    text: str = ""


@dataclass(frozen=True)
class Offer:
    """Something a guide offers, with the rules of its row. Amounts are in its `unit`."""

    pk: int
    key: str
    name: str
    place: Place = Place()
    unit: str = ""
    minimum: Decimal | None = None
    step: Decimal | None = None
    maximum: Decimal | None = None
    term_months: int | None = None
    role: str = ""
    requires: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Quota:
    """A measure with a number: `249 devices`."""

    text: str
    value: Decimal
    unit: str
    per: str = ""
    place: Place = Place()


@dataclass(frozen=True)
class Note:
    """A footnote: its marker and its text."""

    marker: str
    text: str
    place: Place = Place()


@dataclass(frozen=True)
class Finding:
    """Something that needs a decision; without a `reading` it is open."""

    kind: str
    text: str
    reading: str = ""
    place: Place = Place()


@dataclass(frozen=True)
class Band:
    """Recommended hours a month for a managed spend, both ends as printed."""

    hours: Decimal
    text: str
    low: Decimal | None = None
    high: Decimal | None = None
    footnote: str = ""
    place: Place = Place()


@dataclass(frozen=True)
class Rules:
    """What a revision says of ordering, and the figures of the subscription that it binds.

    `guide` is the same for revisions of one guide. `measures` holds figures such as devices.
    """

    guide: int
    offers: tuple[Offer, ...] = ()
    quotas: tuple[Quota, ...] = ()
    notes: tuple[Note, ...] = ()
    findings: tuple[Finding, ...] = ()
    bands: tuple[Band, ...] = ()
    measures: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Order:
    """Something ordered for [starts_on, ends_on): from an offer of `rules`, or agreed outside."""

    name: str
    quantity: Decimal
    kind: str
    starts_on: dt.date
    ends_on: dt.date | None = None
    role: str = ""
    offer: Offer | None = None
    rules: Rules | None = None

    def holds(self, day: dt.date) -> bool:
        """Whether it is in force on a day."""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


@dataclass(frozen=True)
class Context:
    """Facts of the agreement. What was ordered before `since` is not judged again."""

    since: dt.date
    term_months: int | None = None
    technology_groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Problem:
    """A rule that an order does not keep: what is wrong and the remedy, and where the rule stands.

    `offer` names the order, `field` what to change. Where the rule itself `needs_decision`, staff
    decide before anything is refused or accepted.
    """

    message: str
    source: str = ""
    offer: str = ""
    needs_decision: bool = False
    field: str = "quantity"

    @property
    def text(self) -> str:
        """The message with its source."""
        return f"{self.message} ({self.source})" if self.source else self.message


def amount(value: Decimal) -> str:
    """A number without noughts behind the point: `20`, `2.5`, `1,000`."""
    whole = value == value.to_integral_value()
    return f"{value:,.0f}" if whole else f"{value.normalize():,f}"


def measured(value: Decimal, unit: str) -> str:
    """A number with its unit: `20 hours per month`."""
    return f"{amount(value)} {unit}".strip()
