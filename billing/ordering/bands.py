"""Hours a month that a guide recommends for a managed spend, with what it leaves open (C04, C05)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from itertools import pairwise

from .values import Band, Finding, Note, Place, Rules, amount

BOUNDARY_GAP = "boundary-gap"
_HOUR = re.compile(r"hours?", re.I)
_PER_GROUP = re.compile(r"\btechnology group", re.I)


@dataclass(frozen=True)
class Recommendation:
    """The hours for a spend: None where it lies `between` two bands, or in none.

    `text` says so in a sentence, `advice` is what goes with it.
    """

    hours: Decimal | None
    text: str
    source: str = ""
    band: Band | None = None
    between: tuple[Band, Band] | None = None
    advice: tuple[str, ...] = ()


def recommended(
    bands: Sequence[Band],
    spend: Decimal,
    *,
    rules: Rules | None = None,
    technology_groups: Sequence[str] = (),
) -> Recommendation:
    """The hours that the guide recommends for a spend a month.

    A bound that two bands print belongs to the upper one. An amount between two bands is in
    neither, unless the finding about it is decided; `rules` bring findings, notes and quotas.
    """
    ordered = sorted(bands, key=lambda band: (band.low is not None, band.low or 0))
    if not ordered:
        return Recommendation(None, "The guide recommends no hours by spend.")
    found = _holding(ordered, spend)
    gap = None if found else _gap(ordered, spend)
    if gap and rules:
        found = _decided(gap, spend, rules.findings)
    if found:
        told = f"{amount(found.hours)} hours a month for a managed spend of {_spent(spend)}."
        advice = _advice(found, rules, technology_groups) if rules else ()
        return Recommendation(
            found.hours, told, found.place.text, band=found, advice=advice
        )
    if gap:
        low, high = gap
        return Recommendation(
            None,
            f"{_spent(spend)} lies between two bands: “{low.text}” ({amount(low.hours)} hours) and "
            f"“{high.text}” ({amount(high.hours)} hours). The guide does not say which holds.",
            low.place.text,
            between=gap,
        )
    return Recommendation(
        None, f"No band holds {_spent(spend)}.", ordered[0].place.text
    )


def note_of(band: Band, rules: Rules) -> Note | None:
    """The footnote that a band's marker leads to, in its own section."""
    for note in rules.notes:
        if note.marker == band.footnote and note.place.section == band.place.section:
            return note
    return None


def advised_per_group(rules: Rules, place: Place) -> Decimal | None:
    """Supplemental hours a month that a section advises for each technology group."""
    for quota in rules.quotas:
        here = quota.place.section == place.section
        if here and _HOUR.fullmatch(quota.unit) and _PER_GROUP.search(quota.per):
            return quota.value
    return None


def _holding(ordered: Sequence[Band], spend: Decimal) -> Band | None:
    held = [
        band
        for band in ordered
        if (band.low is None or band.low <= spend)
        and (band.high is None or spend <= band.high)
    ]
    return held[-1] if held else None


def _gap(ordered: Sequence[Band], spend: Decimal) -> tuple[Band, Band] | None:
    for low, high in pairwise(ordered):
        ends = low.high, high.low
        if ends[0] is not None and ends[1] is not None and ends[0] < spend < ends[1]:
            return low, high
    return None


def _decided(
    gap: tuple[Band, Band], spend: Decimal, findings: Sequence[Finding]
) -> Band | None:
    """The band that a decided finding on gaps gives the amount to; None where none does."""
    for finding in findings:
        here = finding.place.section == gap[0].place.section
        if not (here and finding.kind == BOUNDARY_GAP and finding.reading):
            continue
        said = finding.reading.lower()
        if "lower row" in said:
            return gap[0]
        if "upper row" in said:
            return gap[1]
        if "rounded down" in said:
            return _holding(gap, spend.quantize(Decimal(1), rounding=ROUND_FLOOR))
    return None


def _advice(band: Band, rules: Rules, groups: Sequence[str]) -> tuple[str, ...]:
    note = note_of(band, rules)
    if note is None:
        return ()
    told = [f"{note.marker} {note.text}"]
    each = advised_per_group(rules, band.place)
    if each and len(groups) > 1:
        more = each * len(groups)
        told.append(
            f"{len(groups)} technology groups: {amount(more)} supplemental hours a month are advised, "
            f"{amount(each)} for each."
        )
    return tuple(told)


def _spent(spend: Decimal) -> str:
    return f"{spend:,.2f}".removesuffix(".00")
