"""Lists under a heading or a leading line that gives them a meaning: duties of a level, onboarding,
additional charges, third-party issues, what a service includes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalogue.portable import form
from catalogue.reading.blocks import Heading, Item, Paragraph

from .draft import Draft, Part, clean, text_of
from .text import is_lead
from .wording import CUSTOMER

_LEVEL = re.compile(
    r"^(?:support\s+)?(?:level|tier|line)\s*[-#]?\s*(\d)|^(L\d)\b|^(\d)(?:st|nd|rd|th)[- ](?:line|level)",
    re.I,
)
_RESPONSIBLE = re.compile(
    r"^(?:responsibility|responsible(?: party)?|owner|performed by|provided by|delivered by)\s*:\s*(.+)$",
    re.I,
)
_FEE = re.compile(
    r"additional (?:charges?|fees?|costs?)|extra (?:charges?|costs?|fees?)|billable|chargeable|fees? (?:apply|may apply)|charged separately",
    re.I,
)
_THIRD = re.compile(
    r"third[- ]party|outside (?:of )?our control|beyond (?:our|the provider)", re.I
)
_OUT = re.compile(
    r"out[\s-]of[\s-]scope|not included|excluded|exclusions?|not covered|limitations?",
    re.I,
)
_ONBOARDING = re.compile(
    r"on-?boarding|transition|kick-?off|service activation|implementation", re.I
)
_LIMIT = re.compile(
    r"limitations?|disclaimers?|stipulations?|restrictions?|conditions|requirements|prerequisites|assumptions|dependencies|must be provided",
    re.I,
)
_DUTY = re.compile(r"responsibilit|obligations|shall|must|duties|tasks", re.I)
_SERVICE = re.compile(
    r"\b(?:includes?|including|provides?|offers?|consists? of|available|benefits|features|services|methods|delivers?)\b",
    re.I,
)


def read_levels(draft: Draft) -> None:
    """Duties of support levels: a title "Level N …", who is responsible, and a list."""
    for part in draft.parts:
        name = _LEVEL.match(part.title)
        code = _code(name) if name else ""
        party = ""
        for block in part.blocks:
            text = text_of(block)
            if (
                isinstance(block, Paragraph)
                and (opened := _LEVEL.match(text))
                and len(text) < 80
            ):
                code, party = _code(opened), ""
            elif code and (who := _RESPONSIBLE.match(text)):
                party = re.sub(r"\s*\(.*?\)\s*$", "", who[1]).strip()
            elif (
                code and party and isinstance(block, Item) and not draft.is_taken(block)
            ):
                part.section.provisions.append(
                    _duty(text, f"{code} {party}", party, block.line)
                )
                draft.take(block)


def _code(match: re.Match[str]) -> str:
    return "L" + next(g for g in match.groups() if g).strip("Ll")


def _duty(text: str, label: str, party: str, line: int) -> form.Provision:
    return form.Provision(
        "duty",
        text,
        label=label,
        charge="customer"
        if CUSTOMER.search(party) and "/" not in party and " or " not in party
        else "unstated",
        assignments=[form.Assignment(party, "responsible")] if party else [],
        line=line,
    )


def read_lists(draft: Draft, names: list[tuple[str, str]]) -> None:
    """Give the remaining lists the meaning of the line that leads them, or of their heading."""
    for part in draft.parts:
        for lead, group, items in _lists(draft, part):
            sense = _sense(lead, part, names)
            if sense is None:
                continue
            kind, label, charge, party = sense
            for item in items:
                provision = form.Provision(
                    kind,
                    text_of(item),
                    label=label,
                    charge=charge,
                    group=group,
                    line=item.line,
                )
                provision.supported = False if kind == "exclusion" else None
                if party:
                    provision.assignments = [form.Assignment(party, "responsible")]
                part.section.provisions.append(provision)
            draft.take(*items)


def _lists(draft: Draft, part: Part) -> Iterator[tuple[str, str, list[Item]]]:
    """Free lists of a part: the line before, the nearest short line as group, the leaf items."""
    lead, items = "", []
    for block in [*part.blocks, None]:
        if isinstance(block, Item) and not draft.is_taken(block):
            items.append(block)
            continue
        if items:
            yield lead, lead.rstrip(":") if len(lead) <= 80 else "", _leaves(items)
            items = []
        if isinstance(block, Paragraph | Heading) and not re.match(
            r"[*†¹²³]", text_of(block)
        ):
            lead = text_of(block)


def _leaves(items: list[Item]) -> list[Item]:
    return [
        item
        for item in items
        if not (is_lead(clean(item.text)) and len(item.text.split()) <= 6)
    ]


def _sense(
    lead: str, part: Part, names: list[tuple[str, str]]
) -> tuple[str, str, str, str] | None:
    """Kind, label, charge and party of a list; the line before it counts more than the heading."""
    for text in dict.fromkeys((lead, part.title)):
        if not text:
            continue
        if _THIRD.search(text) and (is_lead(text) or text == part.title):
            return "exclusion", "third-party issue", "unstated", ""
        if _FEE.search(text):
            label = (
                "other billable service"
                if "billable" in text.lower()
                else "additional charge"
            )
            return "limit", label, "fee", ""
        if _OUT.search(text):
            sow = re.search(r"statement of work|\bSOW\b", text)
            return (
                "exclusion",
                "SOW (out of scope)" if sow else "out of scope",
                "sow" if sow else "unstated",
                "",
            )
        if _LIMIT.search(text) and len(text) < 120:
            return "limit", "limit", "unstated", ""
    if _ONBOARDING.search(part.context):
        return "duty", "onboarding", "unstated", ""
    party = next(
        (
            name
            for name, _ in names
            if re.search(rf"\b{re.escape(name)}\b", f"{lead} {part.title}")
        ),
        "",
    )
    if _DUTY.search(f"{lead} {part.title}"):
        return (
            "duty",
            party,
            "customer" if party and CUSTOMER.search(party) else "unstated",
            party,
        )
    if _SERVICE.search(lead) or (lead == "" and _SERVICE.search(part.title)):
        return "service", "included", "included", ""
    return None
