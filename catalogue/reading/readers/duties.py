"""Lists under a heading or a leading line that gives them a meaning: duties of a level, onboarding,
additional charges, third-party issues, what a service includes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from catalogue.portable import form
from catalogue.reading.blocks import Item, Paragraph

from .draft import Draft, Part, clean, text_of
from .grids import Grid
from .marks import is_blank
from .scope_tables import lines_of
from .sentences import provision_of
from .text import is_lead
from .wording import side_of

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
    r"out[\s-]of[\s-]scope|not included|excluded|exclusions?|not covered",
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
        charge="customer" if _is_customer(party) else "unstated",
        assignments=[form.Assignment(party, "responsible")] if party else [],
        line=line,
    )


def read_table(part: Part, grid: Grid) -> bool:
    """Columns of duties headed by the party that has them; False when cells are marks or times."""
    parties = [_party_of(header) for header in grid.headers]
    cells = [cell for row in grid.rows for cell in row if not is_blank(cell)]
    if grid.width < 2 or not all(parties) or not cells:
        return False
    if sum(len(cell.split()) >= 3 for cell in cells) < len(cells) * 0.7:
        return False
    for party, column in zip(parties, range(grid.width), strict=True):
        for row in grid.rows:
            for text in lines_of(row[column]):
                part.section.provisions.append(
                    _duty(text, party, party, part.section.line or 0)
                )
    return True


def _party_of(header: str) -> str:
    """The party a header such as "Customer responsibilities" names."""
    name = re.sub(
        r"['’]s?\b|\b(?:roles?|and|responsibilit(?:y|ies)|obligations|duties|tasks|will|shall|must|is responsible for)\b",
        " ",
        header,
        flags=re.I,
    )
    name = " ".join(name.split())
    return (
        name
        if name and len(name.split()) <= 3 and (side_of(name) or name != header)
        else ""
    )


def _is_customer(party: str) -> bool:
    return side_of(party) == "customer" and not re.search(r"/| or ", party)


@dataclass(frozen=True)
class Sense:
    """What a list means; `firm` when the line before it says so, not only the heading."""

    kind: str
    label: str = ""
    charge: str = "unstated"
    party: str = ""
    firm: bool = True


def read_lists(draft: Draft, names: list[tuple[str, str]]) -> None:
    """Give the remaining lists the meaning of the line that leads them, or of their heading."""
    for part in draft.parts:
        for lead, items in _lists(draft, part):
            sense = _sense(lead, part, names)
            if sense is None:
                continue
            group = lead.rstrip(":") if len(lead) <= 80 else ""
            for item in items:
                provision = _promised(text_of(item), sense, names) or _listed(
                    text_of(item), sense
                )
                provision.group, provision.line = group, item.line
                part.section.provisions.append(provision)
            draft.take(*items)


def _promised(
    text: str, sense: Sense, names: list[tuple[str, str]]
) -> form.Provision | None:
    """A whole sentence below a mere heading says more than the heading."""
    if sense.firm or len(text.split()) < 8 or not text.endswith("."):
        return None
    provision = provision_of(text, names)
    if provision:
        provision.in_prose = False
    return provision


def _listed(text: str, sense: Sense) -> form.Provision:
    return form.Provision(
        sense.kind,
        text,
        label=sense.label,
        charge=sense.charge,
        supported=False if sense.kind == "exclusion" else None,
        assignments=[form.Assignment(sense.party, "responsible")]
        if sense.party
        else [],
    )


def _lists(draft: Draft, part: Part) -> Iterator[tuple[str, list[Paragraph | Item]]]:
    """Free lists of a part: the line that leads each, and its leaf items with stray lines among them."""
    lead = ""
    items: list[Paragraph | Item] = []
    for block in [*part.blocks, None]:
        if isinstance(block, Item) and not draft.is_taken(block):
            items.append(block)
            continue
        text = text_of(block) if isinstance(block, Paragraph) else ""
        if isinstance(block, Paragraph) and items and _is_stray(text) and is_lead(lead):
            items.append(block)
            continue
        if items:
            yield lead, _leaves(items)
            items = []
        if text and not re.match(r"[*†¹²³]", text):
            lead = text


def _is_stray(text: str) -> bool:
    """A line that lost its bullet."""
    return len(text.split()) <= 14 and text[-1:].isalnum() and text[:1].isupper()


def _leaves(items: list[Paragraph | Item]) -> list[Paragraph | Item]:
    return [
        item
        for item in items
        if not (is_lead(clean(item.text)) and len(item.text.split()) <= 6)
    ]


def _sense(lead: str, part: Part, names: list[tuple[str, str]]) -> Sense | None:
    """The meaning of a list; the line before it counts more than the heading."""
    for text in dict.fromkeys((lead, part.title)):
        if text and (sense := _named(text, firm=text == lead and text != part.title)):
            return sense
    if _ONBOARDING.search(part.context):
        return Sense("duty", "onboarding")
    around = f"{lead} {part.title}"
    if _DUTY.search(around):
        party = next(
            (name for name, _ in names if re.search(rf"\b{re.escape(name)}\b", around)),
            "",
        )
        return Sense(
            "duty", party, "customer" if _is_customer(party) else "unstated", party
        )
    if _SERVICE.search(lead) or (lead == "" and _SERVICE.search(part.title)):
        return Sense("service", "included", "included")
    return None


def _named(text: str, *, firm: bool) -> Sense | None:
    if _THIRD.search(text) and (is_lead(text) or not firm):
        return Sense("exclusion", "third-party issue", firm=firm)
    if _FEE.search(text):
        billable = "billable" in text.lower()
        return Sense(
            "limit",
            "other billable service" if billable else "additional charge",
            "fee",
            firm=firm,
        )
    if _OUT.search(text):
        sow = bool(re.search(r"statement of work|\bSOW\b", text))
        label = "SOW (out of scope)" if sow else "out of scope"
        return Sense("exclusion", label, "sow" if sow else "unstated", firm=firm)
    if _LIMIT.search(text) and len(text) < 120:
        return Sense("limit", "limit", firm=firm)
    return None
