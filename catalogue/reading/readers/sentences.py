"""Sentences of prose that limit or promise something become provisions, verbatim."""

from __future__ import annotations

import re

from catalogue.portable import form
from catalogue.prose import sentences as split
from catalogue.reading.blocks import Item, Paragraph

from .draft import Draft, Part, text_of
from .text import is_lead, labelled
from .wording import side_of

PRINTED = "as printed"  # the label is the words that matched
PRINTED_QUANTITY = "quantity as printed"  # the label is the quantity in the sentence
_RULES: tuple[tuple[str, str, str, str], ...] = (
    (
        "service",
        r"^includes?\b|\b(?:is|are) included (?:in|at|with|free)",
        "included",
        "included",
    ),
    (
        "limit",
        r"additional (?:fee|charge|cost)s?|extra (?:charge|cost|fee)s?|for a fee|incremental (?:fee|charge)s?|added fee|fee[- ]based|charges? (?:will|may) apply",
        PRINTED,
        "fee",
    ),
    ("limit", r"\bhourly\b|per hour|/hour", "hourly", "hourly"),
    ("limit", r"statements? of work|\bSOWs?\b", "SOW", "sow"),
    (
        "limit",
        r"\b(?:billed|invoiced|chargeable|charged|purchase order)\b",
        "billed",
        "fee",
    ),
    (
        "exclusion",
        r"(?:is|are) not (?:included|covered)|not include|does not cover|\bexclud",
        "not included",
        "unstated",
    ),
    (
        "exclusion",
        r"(?:will|shall|do|does|is|are|can) not (?:be )?(?:provid|troubleshoot|support|operat|responsib|permit|offer|required to)|falls? outside|out[- ]of[- ]scope|not supported|only supports?\b|disclaims",
        "not supported",
        "unstated",
    ),
    (
        "limit",
        r"\b(?:limited to|restricted to|only (?:be )?(?:available|provided|applied|support|apply)|exclusively|no more than|at least|minimum|maximum|up to \d|unless)\b",
        PRINTED_QUANTITY,
        "unstated",
    ),
    (
        "limit",
        r"(?:will|shall|do|does|can|may) not\b|cannot\b|not (?:guaranteed|available|liable|apply)|no (?:responsibility|specific|refund|liab)",
        PRINTED_QUANTITY,
        "unstated",
    ),
    (
        "limit",
        r"\b(?:must|shall|is required|are required|requires?|subject to|bound by|reserves? the right|prior to|in advance|prorated)\b",
        PRINTED_QUANTITY,
        "unstated",
    ),
    (
        "limit",
        r"\bwithin \w+ .{0,25}(?:minutes|hours|days)|\bdefaults? to\b|\bwill default\b",
        PRINTED_QUANTITY,
        "unstated",
    ),
    (
        "service",
        r"\b(?:will|shall) (?:provide|respond|assist|perform|answer|engage|work|ensure|review|use|offer|notify|keep|collaborate|do so|be (?:provided|available|performed|delivered|communicated|advised))|\b(?:provides?|offers?|is available|are available|entitles|is included|are included|includes)\b",
        "",
        "included",
    ),
)
_RULES_COMPILED = [
    (kind, re.compile(pattern, re.I), label, charge)
    for kind, pattern, label, charge in _RULES
]
_QUANTITY = re.compile(
    r"\b(?:within|at least|at most|no more than|not more than|up to|more than|less than|limited to"
    r"|minimum(?: of)?|maximum(?: of)?)\s+(?:an? |a total (?:quantity )?of |a total quantity equal to )?"
    r"(?:\w+ )?\(?\d[\d.,]*\)?\s?%?(?: (?:business |calendar |working |concurrent )?[a-z]+)?"
    r"|\bminimum (?:of )?\d+ \w+",
    re.I,
)
_PRIORITY_NAMED = re.compile(r"\b([A-Z]\w+ (?:priority|severity))\b", re.I)
_RESPONSIBLE = re.compile(
    r"\b(?:is|are|be|remains?)\s+(?:\w+\s+){0,2}(?:responsible|accountable|liable)\b|\bresponsibilit(?:y|ies)\b",
    re.I,
)
_NOT_RESPONSIBLE = re.compile(
    r"\b(?:not (?:be )?(?:\w+ )?(?:responsible|liable)|no responsibility|disclaims)\b",
    re.I,
)
_GENERIC = re.compile(
    r"\b(your?|customers?|clients?|partner or end user|end user|vendor|partner)\b", re.I
)
_BEFORE = re.compile(
    r"([\w\s'’/,-]{2,80}?)\s+(?:is|are|will be|shall be|remains?|be)\s+(?:\w+\s+){0,2}responsible",
    re.I,
)
_OWNED = re.compile(
    r"(?:responsibilit\w+ of (?:the )?|(?:is|are) (?:the |a )?(?:sole )?)([\w\s/]{2,40}?)(?:['’]s)?\s*(?:responsibilit|[.,;]|\band\b|unless|$)",
    re.I,
)


def read(draft: Draft, names: list[tuple[str, str]]) -> None:
    """Read what limits or promises in the prose of all parts."""
    for part in draft.parts:
        for block in draft.free(part):
            if isinstance(block, Paragraph | Item):
                _block(part, block, names)


def _block(part: Part, block: Paragraph | Item, names: list[tuple[str, str]]) -> None:
    text = re.sub(r"^(?:please )?note\s*[:,]\s*", "", text_of(block), flags=re.I)
    label, rest = labelled(text)
    if re.match(r"description|definition", label, re.I):
        label = ""
    for sentence in split(rest if label else text):
        sentence = re.sub(r"^(?:please )?note\s*:\s*", "", sentence, flags=re.I)
        if is_lead(sentence) or len(sentence.split()) < 4 or len(sentence) > 1500:
            continue
        provision = provision_of(sentence, names)
        if provision:
            provision.group, provision.line = label, block.line
            part.section.provisions.append(provision)


def provision_of(sentence: str, names: list[tuple[str, str]]) -> form.Provision | None:
    """What one sentence limits or promises; None when it does neither."""
    if _RESPONSIBLE.search(sentence):
        found = _responsible(sentence, names)
        if found:
            return found
    for kind, pattern, rule, charge in _RULES_COMPILED:
        match = pattern.search(sentence)
        if match:
            label = {PRINTED: match[0], PRINTED_QUANTITY: _quantity(sentence)}.get(
                rule, rule
            )
            label, charge = _nearer(sentence, label, charge)
            return form.Provision(
                kind,
                sentence,
                label=label or _subject(sentence, names),
                charge=charge,
                supported=False if kind == "exclusion" else None,
                in_prose=True,
            )
    return None


def _quantity(sentence: str) -> str:
    """The limit in figures as printed, and the priority it holds for when one is named."""
    found = _QUANTITY.search(sentence)
    named = _PRIORITY_NAMED.search(sentence)
    return ": ".join(match[0] for match in (named, found) if match and found)


def _nearer(sentence: str, label: str, charge: str) -> tuple[str, str]:
    """A rate or a minimum printed in the sentence says more than the general word."""
    rate = re.search(r"[$£€]\s?\d[\d,.]*\s*(?:/|per )\s*h(?:ou)?r", sentence)
    least = re.search(r"minimum of ((?:\w+ ){1,2}(?:hours?|minutes?))", sentence, re.I)
    if rate:
        return rate[0], "hourly"
    if least:
        return f"minimum {least[1]}", charge if charge != "unstated" else "hourly"
    if re.search(r"\bcarry over|roll ?over", sentence, re.I) and re.search(
        r"\bnot\b", sentence
    ):
        return "no carry over", charge
    return label, charge


def _responsible(sentence: str, names: list[tuple[str, str]]) -> form.Provision | None:
    """Who a sentence makes responsible, or that it declines to be."""
    if _NOT_RESPONSIBLE.search(sentence):
        return form.Provision(
            "exclusion", sentence, label="not supported", supported=False, in_prose=True
        )
    match = _BEFORE.search(sentence) or _OWNED.search(sentence)
    about = match[1] if match else sentence
    printed, side = _who(about, names)
    if not printed:
        return None
    charge = {"customer": "customer", "vendor": "vendor", "provider": "included"}.get(
        side, "unstated"
    )
    own = next((name for name, its in names if its == "customer"), "")
    party = (
        own if side == "customer" and own and printed not in dict(names) else printed
    )
    return form.Provision(
        "duty",
        sentence,
        label=party if printed.lower() in {"you", "your"} else printed,
        charge=charge,
        assignments=[form.Assignment(party, "responsible")],
        in_prose=True,
    )


def _who(about: str, names: list[tuple[str, str]]) -> tuple[str, str]:
    """The party that words name, as printed with a capital, and its side."""
    for name, side in names:
        if re.search(rf"\b{re.escape(name)}\b", about, re.I):
            return name, side or side_of(name)
    generic = _GENERIC.search(about)
    if not generic:
        return "", ""
    name = generic[1][0].upper() + generic[1][1:]
    return name, "" if re.search(r"\bor\b|/", name) else side_of(name)


def _subject(sentence: str, names: list[tuple[str, str]]) -> str:
    """The party that a promise begins with."""
    for name, _ in names:
        if re.match(rf"(?:The |An? |Your )?{re.escape(name)}s?\b(?! [A-Z])", sentence):
            return name
    return ""
