"""In which amounts an offer is sold, and what a guide that states two of them leaves open (C06, C07)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from .values import Finding, Offer, Rules

TWO_AMOUNTS = "two-amounts"
_NUMBER = re.compile(r"(?<![\w.,$£€])\d+(?:\.\d+)?(?![\w%]|[.,]\d)")
_PLACES = re.compile(r"(?:\bsections?|§)\s*[\d.]+(?:\s*(?:,|and)\s*[\d.]+)*", re.I)
_SOLD_IN = re.compile(
    r"\b(?:lots|blocks|steps|packages|bundles|increments|sold by|by) (?:of )?$", re.I
)
_STANDS = re.compile(r"\bby (\d+) in the (text|table)\b", re.I)


@dataclass(frozen=True)
class Lots:
    """Amounts that the guide states for one offer: one applies, or it is `undecided` which."""

    amounts: tuple[Decimal, ...]
    finding: Finding
    undecided: bool


def lots_of(offer: Offer, rules: Rules) -> Lots | None:
    """The amounts of a finding in the offer's section, in the offer's unit; None without one.

    Of a decided one those that its reading names, where it names exactly one.
    """
    for finding in rules.findings:
        if finding.kind != TWO_AMOUNTS or finding.place.section != offer.place.section:
            continue
        stated = _amounts(finding.text, offer, rules)
        if len(stated) > 1:
            chosen = _chosen(finding, stated)
            return Lots(
                chosen or stated, finding, undecided=not chosen and len(stated) > 1
            )
    return None


def sold_in(quantity: Decimal, lot: Decimal) -> bool:
    """Whether a quantity is one or more whole lots."""
    return quantity >= lot and quantity % lot == 0


def _amounts(text: str, offer: Offer, rules: Rules) -> tuple[Decimal, ...]:
    """Numbers of a finding that are amounts of the offer, the smallest first.

    They stand beside the unit or a word such as “lots of”, or are printed in the section's rows.
    """
    told = _PLACES.sub("", text)
    unit = _stem(offer.unit)
    known = {offer.minimum, offer.step}
    known |= {
        quota.value
        for quota in rules.quotas
        if quota.place.section == offer.place.section and _stem(quota.unit) == unit
    }
    found = set()
    for match in _NUMBER.finditer(told):
        value = Decimal(match[0])
        beside = bool(unit) and re.match(
            rf"[\s-]*{re.escape(unit)}", told[match.end() :], re.I
        )
        sold = _SOLD_IN.search(told[: match.start()])
        if value > 0 and (value in known or beside or sold):
            found.add(value)
    return tuple(sorted(found))


def _chosen(finding: Finding, stated: tuple[Decimal, ...]) -> tuple[Decimal, ...]:
    if not finding.reading:
        return ()
    named = {Decimal(each) for each in _NUMBER.findall(finding.reading)} & set(stated)
    if not named:
        places = {
            place.lower(): Decimal(n) for n, place in _STANDS.findall(finding.text)
        }
        named = {
            value
            for place, value in places.items()
            if re.search(rf"\bthe {place} holds\b", finding.reading, re.I)
        } & set(stated)
    return tuple(named) if len(named) == 1 else ()


def _stem(unit: str) -> str:
    """The first word of a unit without its plural: `hour` of “hours per month”."""
    words = unit.lower().split()
    return words[0].rstrip("s") if words else ""
