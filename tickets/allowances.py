"""What a guide includes per period, as arithmetic: what counts, when, how much, and in which words.

Amounts are whole tickets, pieces or minutes of work; what is allowed is exact, never rounded: 2 % of
225 users are 4.5 tickets, and the fifth is beyond them (fact `W32`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

TICKETS, QUANTITY, MINUTES = "tickets", "quantity", "minutes"
MONTHS = {"month": 1, "quarter": 3, "year": 12}  # in a period of each cadence

CADENCES = {
    "month": "month",
    "monthly": "month",
    "billing period": "month",
    "billing month": "month",
    "billing cycle": "month",
    "quarter": "quarter",
    "quarterly": "quarter",
    "year": "year",
    "yearly": "year",
    "annum": "year",
    "annual": "year",
    "annually": "year",
}
FILLERS = re.compile(r"^(?:(?:per|a|an|each|every|any|one|calendar)\s+)+")
COUNTED = {"ticket", "request", "change", "case", "incident", "macd"}
PERCENT = re.compile(r"^(?:%|percent|per cent|percentage)(?![a-z])")
HOURS = {"h", "hr", "hrs", "hour", "hours"}
MINUTE_WORDS = {"min", "mins", "minute", "minutes"}
# What costs the customer most, first.
WORST = ("sow", "hourly", "fee", "customer", "vendor", "included", "unstated")
PAID = ("sow", "hourly", "fee")
BEYOND = {
    "sow": "beyond it a statement of work is needed",
    "hourly": "beyond it the charge is hourly",
    "fee": "beyond it an additional fee applies",
    "customer": "beyond it the work is yours",
    "vendor": "beyond it the work is the vendor's",
    "included": "beyond it nothing is charged either",
}
UNSAID = "the guide does not say what it costs beyond that"


@dataclass(frozen=True)
class Place:
    """Where something stands in an allowance: `number` with it, out of `allowed`.

    `amount` is what it takes; `held` says whether it is taken, or only would be.
    """

    measure: str
    unit: str
    period: str
    amount: Decimal
    number: Decimal
    allowed: Decimal
    is_beyond: bool
    basis: str = ""
    over_charge: str = ""
    held: bool = False


def cadence_of(per: str) -> str:
    """`month`, `quarter` or `year`; empty where a quota is not counted over time (`per agent`)."""
    words = " ".join(per.casefold().split()).strip(" .")
    return CADENCES.get(words) or CADENCES.get(FILLERS.sub("", words), "")


def counts(unit: str, per: str, over_charge: str) -> bool:
    """Whether tickets draw on a quota.

    Hours beyond which nothing else is charged are what a package holds: agreements count those.
    """
    in_hours = measure_of(unit) == MINUTES
    return bool(cadence_of(per)) and (bool(over_charge) or not in_hours)


def is_percent(unit: str) -> bool:
    """Whether a quota is a share of something: `percent`, `% of users`."""
    return bool(PERCENT.match(unit.strip().casefold()))


def of_users(unit: str, of: str) -> bool:
    """Whether a percentage is taken of the provisioned users, as far as the guide says."""
    said = f"{unit} {of}".casefold()
    return not of.strip() or "user" in said or "agent" in said or "seat" in said


def measure_of(unit: str) -> str:
    """What a ticket takes of a quota: one ticket, minutes of work, or what it asks for."""
    words = re.findall(r"[a-z]+", unit.casefold())
    if is_percent(unit) or COUNTED & {word.removesuffix("s") for word in words}:
        return TICKETS
    return MINUTES if {*HOURS, *MINUTE_WORDS} & set(words) else QUANTITY


def allowed_of(value: Decimal, unit: str, users: int | None) -> Decimal | None:
    """How much a period allows, in the measure's unit; None for a share of unknown users."""
    if is_percent(unit):
        return None if users is None else value * users / 100
    words = set(re.findall(r"[a-z]+", unit.casefold()))
    in_hours = measure_of(unit) == MINUTES and words & HOURS
    return value * 60 if in_hours else value


def span_of(day: dt.date, cadence: str) -> tuple[dt.date, dt.date]:
    """The period [first day, day after the last) that holds a day."""
    months = MONTHS[cadence]
    first = (day.month - 1) // months * months + 1
    year, month = divmod(day.year * 12 + first - 1 + months, 12)
    return dt.date(day.year, first, 1), dt.date(year, month + 1, 1)


def name_of(starts_on: dt.date, ends_on: dt.date) -> str:
    """A period in words: `November 2026`, `October to December 2026`, `2026`."""
    last = ends_on - dt.timedelta(days=1)
    if (starts_on.year, starts_on.month) == (last.year, last.month):
        return f"{starts_on:%B %Y}"
    whole_year = starts_on.month == 1 and last.month == 12
    return f"{last.year}" if whole_year else f"{starts_on:%B} to {last:%B %Y}"


def basis_of(value: Decimal, unit: str, users: int | None) -> str:
    """What a share was taken of: `2 % of 225 provisioned users`; empty for a plain number."""
    if not is_percent(unit) or users is None:
        return ""
    people = "user" if users == 1 else "users"
    return f"{plain(value)} % of {users} provisioned {people}"


def worst(charges: Iterable[str]) -> str:
    """The charge that costs the customer most: a statement of work before hours before a fee."""
    return min(charges, key=WORST.index, default="unstated")


def plain(amount: Decimal) -> str:
    """A number without needless zeros: `4.5`, `10`."""
    return f"{Decimal(amount).normalize():f}"


def amount_in_words(amount: Decimal, measure: str) -> str:
    """`1 h 30 min` of work, or a whole number: nobody gets half a ticket."""
    whole = int(amount.to_integral_value(ROUND_FLOOR))
    if measure != MINUTES:
        return str(whole)
    hours, minutes = divmod(whole, 60)
    said = [f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes)
    return " ".join(said) or "0 min"


def sentence(place: Place) -> str:
    """The place in one sentence, the same for page, mail, API and desk."""
    number = amount_in_words(place.number, place.measure)
    allowed = amount_in_words(place.allowed, place.measure)
    when = f"in {place.period}" + (f" ({place.basis})" if place.basis else "")
    tail = BEYOND.get(place.over_charge, UNSAID if place.is_beyond else "")
    if place.measure == TICKETS:
        verb = "is" if place.held else "would be"
        said = f"This {verb} number {number} of {allowed} {when}"
    elif not place.amount:
        said = f"{number} of {allowed}{_unit(place)} used {when}"
    else:
        verb = "makes" if place.held else "would make"
        said = f"This {verb} {number} of {allowed}{_unit(place)} {when}"
    return said + (f"; {tail}." if tail else ".")


def _unit(place: Place) -> str:
    return " of work" if place.measure == MINUTES else f" {place.unit}"


def left(allowed: Decimal, used: Decimal, measure: str) -> str:
    """What is left, in words: `2 h`, `3`."""
    return amount_in_words(max(allowed - used, Decimal(0)), measure)
