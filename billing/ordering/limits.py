"""Limits that stand beside offers: one technology, so many devices (C05, C25).

They are read from the quotas and footnotes of the offer's section. A limit on which a finding rests
needs that decision first; a finding decided as having no effect takes the limit away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .bands import advised_per_group, note_of
from .values import (
    BASE,
    SUPPLEMENTAL,
    Band,
    Context,
    Finding,
    Note,
    Offer,
    Order,
    Place,
    Problem,
    Rules,
    amount,
)

# A measure of a subscription, and the words a guide has for it.
MEASURES = {"devices": r"devices?", "users": r"(?:provisioned )?users?"}
# Kinds of findings that say of a rule that its place, its words or its edge are unclear.
UNCLEAR = {
    "ambiguous",
    "boundary-gap",
    "contradiction",
    "footnote-without-a-target",
    "undefined-term",
}
ANY_NOTE = "footnote-without-a-target"
_SINGLE = re.compile(r"\b(?:single|one|1) technolog(?:y|ies)\b", re.I)
_FLOOR = re.compile(
    r"\b(?:at least|or (?:above|more)|and (?:above|more)|minimum)\b", re.I
)
_NO_EFFECT = re.compile(r"\bno effect\b|\bnothing rests on it\b", re.I)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+")
_WORD = re.compile(r"[a-z]{6,}")
_PLAIN_WORDS = {"section", "asterisk", "guides", "package", "packages"}


@dataclass(frozen=True)
class Limit:
    """A limit beside offers: its sentence, where it stands, and for a figure how much of what."""

    text: str
    place: Place
    measure: str = ""
    most: Decimal | None = None
    is_note: bool = False


def beyond_limits(orders: Sequence[Order], context: Context) -> Iterator[Problem]:
    """Problems of orders in force together with the limits of their sections."""
    for order in orders:
        if order.offer is None or order.rules is None:
            continue
        for limit in limits_of(order.offer, order.rules):
            told = _exceeded(limit, order.rules.measures, context)
            if told:
                yield from _judged(order, limit, told)
        if order.kind == BASE:
            yield from _small_for_many(order, orders, context)


def limits_of(offer: Offer, rules: Rules) -> list[Limit]:
    """The limits that bear on an offer. A sentence that names offers bears on those alone."""
    section = offer.place.section
    notes = [each for each in rules.notes if each.place.section == section]
    found = [
        Limit(each.text, each.place, measure, each.value)
        for each in rules.quotas
        if each.place.section == section and not _FLOOR.search(each.text)
        for measure, words in MEASURES.items()
        if re.fullmatch(words, each.unit.strip(), re.I)
    ]
    known = {(each.measure, each.most) for each in found}
    for note in notes:
        for limit in _of_note(note):
            if (limit.measure, limit.most) not in known:
                found.append(limit)
    return [each for each in found if _bears(each, offer, rules)]


def _of_note(note: Note) -> Iterator[Limit]:
    for sentence in _SENTENCE.split(note.text):
        if _SINGLE.search(sentence):
            yield Limit(sentence, note.place, is_note=True)
        for measure, words in MEASURES.items():
            ranged = re.search(
                rf"\b\d+\s*(?:to|-|–)\s*(\d+)\s+{words}\b", sentence, re.I
            )
            if ranged:
                most = Decimal(ranged[1])
                yield Limit(sentence, note.place, measure, most, is_note=True)


def _bears(limit: Limit, offer: Offer, rules: Rules) -> bool:
    """Whether a limit is about an offer: it names it, or names none of the revision's offers."""
    named = [each.pk for each in rules.offers if _names(limit.text, each)]
    return not named or offer.pk in named


def _names(text: str, offer: Offer) -> bool:
    return bool(re.search(rf"\b{re.escape(offer.name)}\b", text, re.I))


def _exceeded(limit: Limit, measures: Mapping[str, Decimal], context: Context) -> str:
    """What is beyond the limit, in words; blank where nothing is, or no figure is known."""
    if limit.measure and limit.most is not None:
        there = measures.get(limit.measure)
        if there is None or there <= limit.most:
            return ""
        return f"At most {amount(limit.most)} {limit.measure}: the customer has {amount(there)}"
    groups = context.technology_groups
    if len(groups) < 2:
        return ""
    return f"For one technology only: the agreement names {len(groups)} ({', '.join(groups)})"


def _judged(order: Order, limit: Limit, told: str) -> Iterator[Problem]:
    assert order.rules is not None
    bearing = [each for each in order.rules.findings if _concerns(each, limit)]
    unsettled = [each for each in bearing if not each.reading]
    if unsettled:
        yield Problem(
            f"{told}. The guide leaves open whether that rules “{order.name}” out: "
            f"{unsettled[0].text}",
            limit.place.text,
            order.name,
            needs_decision=True,
        )
    elif not any(_NO_EFFECT.search(each.reading) for each in bearing):
        yield Problem(
            f"{told}. “{order.name}” does not fit: choose a larger package. The guide: {limit.text}",
            limit.place.text,
            order.name,
        )


def _concerns(finding: Finding, limit: Limit) -> bool:
    """Whether a finding of the same section is about the limit: it shares a telling word."""
    if finding.place.section != limit.place.section or finding.kind not in UNCLEAR:
        return False
    if finding.kind == ANY_NOTE and limit.is_note:
        return True
    return bool(_telling(finding.text) & _telling(limit.text))


def _telling(text: str) -> set[str]:
    return set(_WORD.findall(text.lower())) - _PLAIN_WORDS


def _small_for_many(
    order: Order, orders: Sequence[Order], context: Context
) -> Iterator[Problem]:
    """A package of the size that the bands mark as for one technology group, for several (C05).

    Supplemental hours make up for it: as many as the guide advises, else any.
    """
    assert order.rules is not None
    groups = context.technology_groups
    marked = _marked(order, order.rules)
    if len(groups) < 2 or marked is None:
        return
    advised = advised_per_group(order.rules, marked.place)
    wanted = advised * len(groups) if advised else Decimal(1)
    extra = sum(
        (each.quantity for each in orders if each.kind == SUPPLEMENTAL), Decimal(0)
    )
    if extra < wanted:
        more = (
            f"{amount(wanted)} supplemental hours" if advised else "supplemental hours"
        )
        yield Problem(
            f"{amount(order.quantity)} hours are for one technology group, and the agreement names "
            f"{len(groups)} ({', '.join(groups)}): order a larger package, or add {more} a month.",
            marked.place.text,
            order.name,
        )


def _marked(order: Order, rules: Rules) -> Note | None:
    """The footnote that restricts packages of this size to one group; None where none does."""
    restricted = [(band, note_of(band, rules)) for band in rules.bands]
    marked = [(b, n) for b, n in restricted if n and _SINGLE.search(n.text)]
    free = [
        band.hours
        for band, note in restricted
        if not (note and _SINGLE.search(note.text))
    ]
    return next((n for b, n in marked if _fits(b, order, free)), None)


def _fits(band: Band, order: Order, free: list[Decimal]) -> bool:
    return order.quantity <= band.hours and band.hours not in free
