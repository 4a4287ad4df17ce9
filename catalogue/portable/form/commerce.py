"""What a revision sells and measures."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass
class Offer:
    """Something orderable. Amounts are per `unit`; `requires`, `excludes`, `includes` name offers."""

    name: str
    key: str = ""
    unit: str = ""
    minimum: Decimal | None = None
    step: Decimal | None = None
    maximum: Decimal | None = None
    term_months: int | None = None
    price: Decimal | None = None
    currency: str = ""
    role: str = ""
    requires: list[str] = field(default_factory=list)
    excludes: list[str] = field(default_factory=list)
    includes: list[str] = field(default_factory=list)
    text: str = ""
    section: str = ""
    ref: str = ""


@dataclass
class Rate:
    """A list rate: money per hour of a role."""

    role: str
    kind: str  # standard, overage, after_hours
    amount: Decimal | None
    currency: str = ""
    unit: str = "hour"
    minimum_minutes: int | None = None
    increment_minutes: int | None = None
    text: str = ""
    section: str = ""
    ref: str = ""


@dataclass
class Band:
    """Recommended hours a month for a managed spend from (inclusive) to (as printed)."""

    low: Decimal | None
    high: Decimal | None
    hours: Decimal
    currency: str = ""
    text: str = ""
    footnote: str = ""
    section: str = ""
    ref: str = ""


@dataclass
class Quota:
    """A measure with a number: an allowance per period, a minimum, a limit."""

    text: str
    value: Decimal
    unit: str  # percent, tickets, numbers, hours, minutes, …
    per: str = ""  # billing period, month, agent, …
    of: str = ""  # what a percentage is taken of
    draws: list[str] = field(default_factory=list)  # provision keys that draw on it
    over_charge: str = ""  # charge beyond it
    section: str = ""
    ref: str = ""


@dataclass
class NoticePeriod:
    """How long before an event something must be asked for or announced."""

    event: str
    days: int
    text: str
    by: str = "customer"  # customer or provider
    section: str = ""
    ref: str = ""


@dataclass
class MeteringRule:
    """What counts as an interaction, and what does not."""

    interaction: str
    counts: str = ""
    excludes: str = ""
    section: str = ""
    ref: str = ""
