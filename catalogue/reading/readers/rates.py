"""Rates: money per hour, in a table or in a sentence."""

from __future__ import annotations

import re
from decimal import Decimal

from catalogue.portable import form
from catalogue.prose import sentences
from catalogue.reading.blocks import Item, Paragraph

from .bands import CURRENCIES
from .draft import Draft, Part, clean, text_of
from .durations import durations
from .grids import Grid, is_group_row
from .marks import flat

_PER_HOUR = re.compile(
    r"(?P<currency>[$£€]|USD|GBP|EUR|CAD|AUD)\s?(?P<amount>\d[\d,]*(?:\.\d+)?)\s*(?:USD|GBP|EUR|CAD|AUD)?\s*(?:/|per|an|a)\s*\d*[\s-]?(?:hour|hr|h)\b",
    re.I,
)
_MONEY = re.compile(r"^(?P<currency>[$£€])\s?(?P<amount>\d[\d,]*(?:\.\d+)?)")
_MINIMUM = (
    r"minimum (?:charge |billing |of |is )*([^.;,]{3,30})",
    r"([^.;,]{3,25}) minimum",
)
_INCREMENT = (r"increments? of ([^.;,]{3,30})", r"([\w()\s-]{3,25}?) increments?")


def read_table(draft: Draft, part: Part, grid: Grid) -> bool:
    """A table of roles or work against money per hour; False when it is none."""
    around = " ".join([*grid.headers, grid.title, part.title])
    cells = " ".join(cell for row in grid.rows for cell in row)
    columns = [
        i
        for i in range(1, grid.width)
        if sum(bool(_MONEY.match(flat(r[i]))) for r in grid.rows)
        >= max(1, len(grid.rows) * 0.5)
    ]
    hourly = re.search(r"rate|hour", around, re.I)
    if (
        not hourly
        or not columns
        or not re.search(r"rate|hourly|per hour|/ ?h", f"{around} {cells}", re.I)
    ):
        return False
    for row in grid.rows:
        if is_group_row(row):
            continue
        for index in columns:
            match = _MONEY.match(flat(row[index]))
            if match:
                header = grid.headers[index]
                text = f"{flat(row[0])}: {flat(row[index])}"
                _add(
                    draft,
                    part,
                    clean(row[0]),
                    match,
                    f"{header} {row[0]}",
                    text,
                    " ".join(row),
                )
    return True


def read_part(draft: Draft, part: Part) -> None:
    """Hourly rates in sentences."""
    for block in part.blocks:
        if not isinstance(block, Paragraph | Item):
            continue
        for sentence in sentences(text_of(block)):
            for match in _PER_HOUR.finditer(sentence):
                _add(
                    draft,
                    part,
                    _role(sentence[: match.start()]),
                    match,
                    sentence,
                    sentence,
                    sentence,
                )


def _role(before: str) -> str:
    """Who or what a rate is for: the words before "rate"."""
    match = re.search(
        r"(?:at|the|our|an?)\s+((?:[\w-]+\s+){0,4}?(?:overage|hourly|standard|after[- ]hours)?\s*)rates?\b",
        before,
        re.I,
    )
    role = (
        re.sub(r"^(?:at|the|our|an?)\s+", "", match[1].strip(), flags=re.I)
        if match
        else ""
    )
    return role or (re.findall(r"[A-Z][\w-]+(?:\s[A-Z][\w-]+)*", before) or [""])[-1]


def _add(
    draft: Draft,
    part: Part,
    role: str,
    match: re.Match[str],
    about: str,
    text: str,
    around: str,
) -> None:
    symbol = match["currency"].upper()
    draft.revision.rates.append(
        form.Rate(
            role,
            _kind(about),
            Decimal(match["amount"].replace(",", "")),
            CURRENCIES.get(symbol, symbol),
            minimum_minutes=_span(_MINIMUM, around),
            increment_minutes=_span(_INCREMENT, around),
            text=text,
            section=part.name,
        )
    )


def _kind(text: str) -> str:
    if re.search(
        r"overage|excess|over the contracted|beyond|incremental time|additional hours",
        text,
        re.I,
    ):
        return "overage"
    after = r"after[- ]hours|out[- ]of[- ]hours|outside|weekend|holiday|emergency|overtime|evening"
    return "after_hours" if re.search(after, text, re.I) else "standard"


def _span(patterns: tuple[str, ...], text: str) -> int | None:
    """The first duration that one of the patterns meets."""
    pieces = (
        match[1] for pattern in patterns for match in re.finditer(pattern, text, re.I)
    )
    return next(
        (found[0].minutes for piece in pieces if (found := durations(piece))), None
    )
