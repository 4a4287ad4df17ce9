"""Who a document names: columns of matrices, and names with an abbreviation in brackets."""

from __future__ import annotations

import re
from collections import Counter

from catalogue.portable import form
from catalogue.reading.blocks import Item, Paragraph

from .draft import Draft, text_of
from .marks import split_markers
from .wording import side_of

_ABBREVIATED = re.compile(
    r"\b((?:[A-Z][\w&.-]+\s+){1,3}[A-Z][\w&.-]+|[A-Z][a-z]\w{3,})\s+\(\s*(?:the\s+)?[\"“]?([A-Z][A-Za-z]{1,8})[\"”]?\s*\)"
)
_PROVIDED_BY = re.compile(
    r"\b(?:provided|offered|delivered|supplied|operated|managed) by ((?:[A-Z][\w&.-]*\s?){1,3})(?:\(([A-Z]{2,5})\))?"
)
_PROVIDES = re.compile(
    r"\b((?:[A-Z][\w&.-]*\s+){0,3}[A-Z][\w&.-]*)\s+(?:\([\"“']?(?:the )?([\w ]{2,30}?)[\"”']?\)\s+)?"
    r"(?:will |shall |agrees to )?(?:provides?|supply|supplies|delivers?)\b[^.]{0,60}\bto (?:the |its |our )?(?:[Cc]lient|[Cc]ustomer)s?\b",
)
_ROLE = re.compile(
    r"\b(?:engineers?|managers?|teams?|desk|centers?|centres?|coordinators?|agents?|administrators?|support|services?|management|packages?|portal|platform|plans?)\b",
    re.I,
)
_PLAIN = frozenset(
    [
        "this",
        "that",
        "it",
        "you",
        "we",
        "these",
        "they",
        "there",
        "the",
        "all",
        "both",
        "each",
        "support",
        "service",
        "services",
    ]
)
_ACTS = (
    r"(?:will|shall|does not|is not responsible|provides|offers|may|reserves|supports)"
)


def read(draft: Draft) -> None:
    """Collect the parties of the revision, sides by generic words and by what the text says."""
    text = "\n".join(
        text_of(b)
        for p in draft.parts
        for b in p.blocks
        if isinstance(b, Paragraph | Item)
    )
    provider, alias = _provider(text)
    names = _columns(draft)
    if provider and provider not in names and alias not in names:
        names[provider] = "provider"
    for name in names:
        own = {provider, alias, provider.split()[0]} if provider else set()
        side = side_of(name) or ("provider" if name in own else "")
        draft.revision.parties.append(form.Party(name, side))
    _introduced(draft, text)
    _name_generic(draft, text)


def _introduced(draft: Draft, text: str) -> None:
    """ "Long Name (ABBR)" makes each an alias of the other, as far as a party bears one of them."""
    pairs = {
        (match[1].strip().removeprefix("The "), match[2])
        for match in _ABBREVIATED.finditer(text)
    }
    for long, short in sorted(pairs):
        if "".join(word[0] for word in long.split() if word[0].isupper())[
            : len(short)
        ] != short and not _abbreviates(short, long):
            continue
        for party in draft.revision.parties:
            known = {party.name, *party.aliases}
            for here, other in ((long, short), (short, long)):
                if here in known and other not in known:
                    party.aliases.append(other)


def _abbreviates(short: str, long: str) -> bool:
    """The letters of a short name stand in the long one, in order."""
    letters = iter(long.lower())
    return short.isupper() and all(letter in letters for letter in short.lower())


def names(draft: Draft) -> list[tuple[str, str]]:
    """Names and aliases with their side, longest first."""
    pairs = [(n, p.side) for p in draft.revision.parties for n in (p.name, *p.aliases)]
    return sorted(pairs, key=lambda pair: -len(pair[0]))


def _columns(draft: Draft) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in draft.parts:
        for matrix in part.section.matrices:
            if any(row.kind == "activity" for row in matrix.rows):
                for name in matrix.parties:
                    found.setdefault(name, "")
        for row in part.section.provisions:
            if (
                row.kind == "scenario"
                and row.charge in {"customer", "vendor", "unstated"}
                and row.label
            ):
                name = split_markers(row.label)[0]
                if len(name.split()) <= 3 and row.label[:1].isupper():
                    found.setdefault(name, "")
    return found


def _provider(text: str) -> tuple[str, str]:
    """The name a document says the service is provided by, with its abbreviation; else who acts most."""
    for match in _PROVIDED_BY.finditer(text):
        name = match[1].strip(" .,").removeprefix("The ")
        if match[2] and not _ROLE.search(name) and not side_of(name):
            return name, match[2]
    for match in _PROVIDES.finditer(text):
        if (
            not _ROLE.search(match[1])
            and not side_of(match[1])
            and match[1].lower() not in _PLAIN
        ):
            return match[1], match[2] or ""
    return _site_owner(text) or _actor(text), ""


def _site_owner(text: str) -> str:
    """The name behind the first web address of a document that also writes it with a capital."""
    site = re.search(
        r"\b(?:www\.|https?://(?:[\w-]+\.)?)([a-z][\w-]{3,})\.(?:com|net|org|io|co)\b",
        text,
        re.I,
    )
    if not site:
        return ""
    found = re.findall(rf"\b{re.escape(site[1])}\b(?!\.)", text, re.I)
    return next(
        (name for name in found if found.count(name) > 1 and name != name.lower()), ""
    )


def _actor(text: str) -> str:
    """The name that does most of what a document promises."""
    name = r"(?:[A-Z][\w&-]*\s+){0,2}(?:[A-Z][\w&-]*[a-z0-9]\w*|[a-z]+\d\w*)"
    counts = Counter(re.findall(rf"\b({name})\s+{_ACTS}\b", text))
    for found, count in counts.most_common(8):
        plain = re.sub(r"^(?:The|A|An|If|When|And)\s+", "", found)
        odd = re.search(r"\d", plain) and text.count(plain) >= 3
        if (
            (count >= 3 or odd)
            and plain.lower() not in _PLAIN
            and not side_of(plain)
            and not _ROLE.search(plain)
        ):
            return plain
    return ""


def _name_generic(draft: Draft, text: str) -> None:
    """The customer is a party of every guide that speaks of one."""
    if any(party.side == "customer" for party in draft.revision.parties):
        return
    counts = Counter(
        word.capitalize()
        for word in re.findall(
            r"\b(customer|client|licensee|subscriber)s?\b", text, re.I
        )
    )
    if counts:
        draft.revision.parties.append(
            form.Party(counts.most_common(1)[0][0], "customer")
        )


def settle_charges(draft: Draft) -> None:
    """Outcomes that are party names mean what the party's side means."""
    sides = dict(names(draft))
    first = {
        name.split()[0]: side for name, side in sides.items() if side == "provider"
    }
    for part in draft.parts:
        for row in part.section.provisions:
            if row.kind != "scenario" or row.charge != "unstated":
                continue
            name = split_markers(row.label)[0]
            side = sides.get(name) or first.get(name, "")
            if side == "provider":
                row.charge = "included"
            elif side in {"customer", "vendor"}:
                row.charge = side
