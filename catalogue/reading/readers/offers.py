"""Orderables: tables of items with a minimum, a step, a term or a price."""

from __future__ import annotations

import re
from decimal import Decimal

from catalogue.portable import form

from .bands import CURRENCIES
from .draft import Draft, Part, clean
from .grids import Grid, is_group_row

_ITEM = re.compile(
    r"item|package|plan|offer|product|bundle|tier|sku|service|licen[cs]e|add-?on", re.I
)
_TERMS = re.compile(
    r"minimum|increment|can be increased|co-?term|term of|monthly (?:fee|charge|recurring)|per month",
    re.I,
)
_PRICE_HEAD = re.compile(r"price|fee|cost|charge|rate|monthly|annual|mrc|nrc", re.I)
_MONEY = re.compile(r"([$£€])\s?(\d[\d,]*(?:\.\d+)?)")
_PER_HOUR = re.compile(
    r"\b(?:per|an|each|every) hour\b|(?<!\d)/ ?h(?:ou)?rs?\b|\bhourly\b", re.I
)
_NUMBER = r"(\d+(?:\.\d+)?)"


def read_table(draft: Draft, part: Part, grid: Grid) -> bool:
    """Read a table of things to order; False when no row states a minimum, a step, a term or a price."""
    if grid.width < 2 or not _ITEM.search(grid.corner):
        return False
    rows = [row for row in grid.rows if not is_group_row(row)]
    stated = [
        row for row in rows if _TERMS.search(" ".join(row[1:])) or _priced(grid, row)
    ]
    if not rows or len(stated) < len(rows) * 0.6:
        return False
    for row in rows:
        draft.revision.offers.append(_offer(grid, row, part))
    return True


def _priced(grid: Grid, row: list[str]) -> bool:
    return any(
        _MONEY.search(c) and _PRICE_HEAD.search(h)
        for h, c in zip(grid.headers[1:], row[1:], strict=True)
    )


def _offer(grid: Grid, row: list[str], part: Part) -> form.Offer:
    text = clean(" ".join(row[1:]))
    money = _MONEY.search(text)
    minimum = re.search(rf"minimum(?: of)?:?\s*{_NUMBER}", text, re.I)
    step = re.search(
        rf"(?:increased by|increments? of|lots of|steps of)\s*{_NUMBER}", text, re.I
    )
    term = re.search(
        rf"{_NUMBER}[\s-]*(month|year)s?\b(?:\s*term|\s*minimum|\s*commitment)|term of {_NUMBER} (month|year)",
        text,
        re.I,
    )
    hours = re.search(r"\bhours?\b", text, re.I)
    hourly = _PER_HOUR.search(f"{' '.join(grid.headers[1:])} {text}")
    return form.Offer(
        clean(row[0]),
        unit="hour" if hourly else "hours a month" if hours else "",
        minimum=Decimal(minimum[1]) if minimum else None,
        step=Decimal(step[1]) if step else None,
        term_months=_months(term),
        price=Decimal(money[2].replace(",", "")) if money else None,
        currency=CURRENCIES[money[1]] if money else "",
        text=text,
        section=part.name,
    )


def _months(term: re.Match[str] | None) -> int | None:
    if term is None:
        return None
    number, unit = (term[1], term[2]) if term[1] else (term[3], term[4])
    return int(Decimal(number)) * (12 if unit.lower().startswith("year") else 1)
