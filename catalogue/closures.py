"""Closed days: public holidays by country or subdivision, and the provider's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

import holidays
from holidays.registry import COUNTRIES

LANGUAGE = "en_US"
LONGEST_CODE = 20  # characters of a set's code that a calendar keeps


class UnknownSet(ValueError):
    """A holiday set that is not known; the message says which are."""


@dataclass(frozen=True)
class ClosedDay:
    """A day on which nobody works, why, and whether the provider itself says so."""

    day: dt.date
    name: str
    own: bool


@dataclass(frozen=True)
class Span:
    """The days [starts, ends) on which one version of a calendar holds; an open end is None.

    `holidays` is the code of its set or blank, `own` its closures, `always_open` overrides both.
    """

    starts: dt.date
    ends: dt.date | None
    holidays: str = ""
    own: tuple[tuple[dt.date, str], ...] = ()
    always_open: bool = False

    def holds(self, day: dt.date) -> bool:
        """Whether a day is judged by this version."""
        return self.starts <= day and (self.ends is None or day < self.ends)


@lru_cache(maxsize=1)
def known_sets() -> Mapping[str, str]:
    """Codes of holiday sets (`US`, `US-CA`) and what they are called, by code."""
    names = {
        codes[1]: name.replace("_", " ").title() for name, codes in COUNTRIES.items()
    }
    found = {}
    for country, parts in holidays.list_supported_countries(
        include_aliases=False
    ).items():
        name = names.get(country, country)
        found[country] = name
        found |= {f"{country}-{part}": f"{name}, {part}" for part in parts}
    return {code: found[code] for code in sorted(found) if len(code) <= LONGEST_CODE}


def check(code: str) -> None:
    """Raise `UnknownSet` unless `code` is blank or names a holiday set."""
    if not code or code in known_sets():
        return
    country, _, part = code.partition("-")
    if part and country in known_sets():
        parts = [each for each in known_sets() if each.startswith(f"{country}-")]
        near = ", ".join(parts[:60]) or "none: give the country alone"
        raise UnknownSet(
            f"There is no holiday set “{code}”. Of {country} there are: {near}."
        )
    like = get_close_matches(code.upper(), known_sets(), n=3) or _by_name(code)
    hint = f" Did you mean {' or '.join(like)}?" if like else ""
    raise UnknownSet(
        f"There is no holiday set “{code}”. Give a country such as US, or a part of one such as US-CA.{hint}"
    )


def _by_name(words: str) -> list[str]:
    wanted = words.casefold()
    return [c for c, name in known_sets().items() if name.casefold() == wanted][:3]


@lru_cache(maxsize=256)
def public_holidays(code: str, year: int) -> Mapping[dt.date, str]:
    """The public holidays of a set in a year, by date. Raises `UnknownSet`."""
    check(code)
    country, _, part = code.partition("-")
    days = holidays.country_holidays(
        country, subdiv=part or None, years=[year], language=LANGUAGE
    )
    return {day: name for day, name in sorted(days.items()) if day.year == year}


def closed_days(
    spans: Sequence[Span], first: dt.date, last: dt.date
) -> list[ClosedDay]:
    """The closed days from `first` to before `last`, each by the version that holds on it.

    A day that is both is the provider's own. Raises `UnknownSet`.
    """
    found: dict[dt.date, ClosedDay] = {}
    for span in spans:
        if span.always_open:
            continue
        for closed in _of(span, range(first.year, last.year + 1)):
            if first <= closed.day < last and span.holds(closed.day):
                found[closed.day] = closed
    return [found[day] for day in sorted(found)]


def _of(span: Span, years: Iterable[int]) -> list[ClosedDay]:
    public = [
        ClosedDay(day, name, own=False)
        for year in years
        for day, name in (
            public_holidays(span.holidays, year).items() if span.holidays else ()
        )
    ]
    return [*public, *(ClosedDay(day, name, own=True) for day, name in span.own)]
