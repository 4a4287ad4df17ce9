"""Bands: recommended hours a month for a range of spend, users or devices."""

from __future__ import annotations

import re
from decimal import Decimal

from catalogue.portable import form

from .draft import Draft, Part, clean
from .grids import Grid
from .marks import split_markers

CURRENCIES = {"$": "USD", "£": "GBP", "€": "EUR"}
_AMOUNT = re.compile(r"([$£€])?\s?(\d[\d,]*(?:\.\d+)?)\s*(k\b)?", re.I)
_BELOW = re.compile(r"less than|under|below|up to|<|fewer than", re.I)
_ABOVE = re.compile(r"\+|more than|over|above|greater than|and up|or more|>", re.I)


def read_table(draft: Draft, part: Part, grid: Grid) -> bool:
    """Read a table whose rows give hours for a range; False when it is none."""
    column = next(
        (
            i
            for i in range(1, grid.width)
            if re.search(r"\bhours?\b|\bhrs\b", grid.headers[i], re.I)
        ),
        None,
    )
    if column is None or not re.search(
        r"spend|fee|revenue|users?|devices?|range|size|band|tier|month|amount|value",
        grid.corner,
        re.I,
    ):
        return False
    read = [(range_of(row[0]), _hours(row[column]), row) for row in grid.rows]
    good = [each for each in read if each[0] and each[1]]
    if len(good) < max(2, len(grid.rows) * 0.7):
        return False
    for span, hours, row in good:
        low, high, currency = span  # type: ignore[misc]
        amount, marker = hours  # type: ignore[misc]
        draft.revision.bands.append(
            form.Band(low, high, amount, currency, clean(row[0]), marker, part.name)
        )
    return True


def range_of(text: str) -> tuple[Decimal | None, Decimal | None, str] | None:
    """From (inclusive) and to (as printed) of a range, with its currency; None when it is none."""
    found = _AMOUNT.findall(text)
    if not found or len(found) > 2:
        return None
    currency = next((CURRENCIES[c] for c, _, _ in found if c), "")
    numbers = [Decimal(n.replace(",", "")) * (1000 if k else 1) for _, n, k in found]
    if len(numbers) == 2:
        return numbers[0], numbers[1], currency
    if _BELOW.search(text):
        return None, numbers[0], currency
    return (numbers[0], None, currency) if _ABOVE.search(text) else None


def _hours(cell: str) -> tuple[Decimal, str] | None:
    name, markers = split_markers(cell.strip())
    match = re.match(r"(\d+(?:\.\d+)?)\s*(?:hours?|hrs?|h)?\b", name)
    return (Decimal(match[1]), " ".join(markers)) if match else None
