"""What a month of an agreement is reckoned from: rows of time, packages, rates, fees, credits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from .rates import Card
from .settling import Pool

PACKAGE, HOURLY = "package", "hourly"
ALLOW, ASK, STOP = "allow", "ask", "stop"


class Row(NamedTuple):
    """Time of one billable class and role: an entry, or the sum of several of the same kind.

    `raw` is what was worked; `counted` and `after` what of it is charged for within and outside
    business hours. It was worked on the days from `first` to `last`; `order` is an entry's.
    """

    billable: str
    role: str
    is_beyond: bool
    is_doubtful: bool
    is_approved: bool
    entries: int
    unlined: int
    raw: int
    counted: int
    after: int
    first: dt.date
    last: dt.date
    key: int = 0
    order: tuple[Any, ...] = ()


class Fee(NamedTuple):
    """A recurring charge of the month; `days` of `of_days` where its first month is prorated."""

    order: int
    name: str
    monthly: Decimal
    amount: Decimal
    days: int | None = None
    of_days: int | None = None


class Given(NamedTuple):
    """A credit of the month."""

    credit: int
    amount: Decimal
    reason: str


@dataclass(slots=True)
class Terms:
    """What a month of an agreement is reckoned by.

    `cap` is the overage that is charged without further leave, in minutes, None: all of it.
    `fee_tickets` are references of tickets beyond a quota whose fee nobody priced.
    """

    month: dt.date
    currency: str
    pools: Sequence[Pool]
    card: Card
    policy: str = ALLOW
    cap: int | None = None
    after_apart: bool = True
    fees: Sequence[Fee] = ()
    credits: Sequence[Given] = ()
    fee_tickets: Sequence[str] = ()
    approved_only: bool = False


class Charged(NamedTuple):
    """Minutes of a role at one rate, beside the packages, to the cent; 0 where it `waits`.

    `roles` are the role's spellings, `since` and `until` the first and last day worked.
    """

    role: str
    rate: Decimal | None
    minutes: int
    amount: Decimal
    waits: str
    roles: tuple[str, ...]
    since: dt.date
    until: dt.date


class Warning(NamedTuple):
    """Something to know before the month is closed; `is_info` where nothing need be done."""

    kind: str
    text: str
    minutes: int = 0
    is_info: bool = False
