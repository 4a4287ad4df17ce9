"""Words that a revision uses as if everybody knew them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from catalogue.portable import form
from catalogue.prose import passages

from .check import Found
from .duplicates import outcome
from .walk import Statement, name_of, statements

_TIERS = "Bronze|Silver|Gold|Platinum|Diamond|Titanium"
_TIER = re.compile(
    rf"\b({_TIERS})\b(?= (?:package|plan|tier|level|support|service|and|or)\b)"
)
_AND_UP = re.compile(r"\b([A-Z][a-z]{3,}) (?:or|and) (?:higher|above)\b")
_MONTHS = re.compile(
    r"January|February|March|April|June|July|August|September|October|November|December|\w+day$"
)
_ABBREVIATION = re.compile(r"\b([A-Z]{3,6})\b")
_LEGEND = re.compile(r"^\W{0,2}([A-Z][\w$ ]{0,20}?)\s*[–—=:-]\s+\S")
_ROLE = re.compile(
    r"(?<!-)\b(Licensor|Licensee|Lessor|Lessee|Contractor|Supplier|Service Provider)\b"
)
_NUMBERLESS = (
    (
        re.compile(r"\badvance notice\b", re.I),
        "Advance notice, but not how long: {}",
    ),
    (
        re.compile(
            r"\bminimum (?:monthly|annual) (?:expenditure|spend|commitment|charge|fee)\b",
            re.I,
        ),
        "A minimum amount, but not how much: {}",
    ),
)


def tier_not_defined(revision: form.Revision) -> Iterator[Found]:
    """Bronze, Silver, "Business or higher": levels that nothing in the revision describes (C25)."""
    defined = _defined(revision)
    used: dict[str, list[Statement]] = {}
    for each in statements(revision):
        names = [*_TIER.findall(each.text), *_AND_UP.findall(each.text)]
        for name in names:
            if not _MONTHS.match(name):
                used.setdefault(name, []).append(each)
    unknown = [name for name in used if name.lower() not in defined]
    by_section: dict[str, list[str]] = {}
    for name in unknown:
        by_section.setdefault(used[name][0].section, []).append(name)
    for section, names in by_section.items():
        places = [place for name in names for place in used[name]]
        yield Found(
            f"Not described anywhere: {', '.join(names)}",
            section,
            tuple(key for each in places for key in each.keys),
            places[0].line,
        )


def _defined(revision: form.Revision) -> str:
    """Everything that names or explains a level, in lower case."""
    names = [term.term + " " + term.meaning for term in revision.terms]
    names += [
        " ".join([level.name, *level.aliases]) for level in revision.service_levels
    ]
    names += [offer.name for offer in revision.offers]
    for section in revision.sections:
        names.append(section.title)
        names += [" ".join(matrix.parties) for matrix in section.matrices]
        names += [component.title for component in section.components]
    return " | ".join(names).lower()


def legend_incomplete(revision: form.Revision) -> Iterator[Found]:
    """A legend that explains some outcomes of a table and leaves others out (W34)."""
    parties = {party.name for party in revision.parties}
    for at, section in enumerate(revision.sections):
        asked = [row for row in section.provisions if row.kind == "scenario"]
        values = Counter(value for row in asked if (value := outcome(row)))
        near = revision.sections[at : at + 2]
        explained = {
            match[1].strip().lower()
            for place in near
            for passage in passages(place.prose)
            if (match := _LEGEND.match(passage.text))
        }
        meant = {v for v in values if v.lower().rstrip(" $") in explained}
        silent = [v for v in values if v not in meant and v not in parties]
        if len(meant) >= 2 and silent:
            yield Found(
                f"The notes explain {', '.join(sorted(meant))}, but not {', '.join(silent)}",
                name_of(section),
                tuple(row.key for row in asked if outcome(row) in silent),
                section.line,
            )


def nearly_an_abbreviation(revision: form.Revision) -> Iterator[Found]:
    """CSM once, where CSDM is defined: the same, or another (C17)."""
    said = list(statements(revision))
    everything = " ".join(
        [
            *(each.text for each in said),
            *(f"{t.term} ({t.meaning})" for t in revision.terms),
        ]
    )
    counted = Counter(_ABBREVIATION.findall(everything))
    terms = {term.term for term in revision.terms}
    known = {name for name in counted if name in terms or f"({name})" in everything}
    for each in said:
        for name in dict.fromkeys(_ABBREVIATION.findall(each.text)):
            if name in known or counted[name] > 2:
                continue
            near = [k for k in known if counted[k] > 2 and _one_letter_more(k, name)]
            if near and re.search(rf"\b(?:the|your|our|via|a) {name}\b", each.text):
                yield Found(
                    f"{name} is not explained; {near[0]} is. The same?",
                    each.section,
                    each.keys,
                    each.line,
                )


def _one_letter_more(longer: str, shorter: str) -> bool:
    """Whether leaving one letter out of `longer` gives `shorter`."""
    if len(longer) != len(shorter) + 1:
        return False
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))


def role_without_name(revision: form.Revision) -> Iterator[Found]:
    """ "Licensor" where the parties have names: who is it (P01)."""
    known = {
        name.lower()
        for party in revision.parties
        for name in [party.name, *party.aliases]
    }
    known |= {term.term.lower() for term in revision.terms}
    said = list(statements(revision))
    said += [
        Statement(f"{target.heading} {target.text}", level.section)
        for level in revision.service_levels
        for priority in level.priorities
        for target in priority.targets
    ]
    found: dict[str, list[Statement]] = {}
    for each in said:
        for name in _ROLE.findall(each.text):
            if name.lower() not in known and f"“{name}”" not in each.text:
                found.setdefault(name, []).append(each)
    for name, places in found.items():
        yield Found(
            f"Who is the {name}? No party is called so.",
            places[0].section,
            tuple(key for each in places for key in each.keys),
        )


def figure_left_out(revision: form.Revision) -> Iterator[Found]:
    """Notice without its length, a minimum spend without its amount (W05, C06)."""
    for each in statements(revision):
        for pattern, text in _NUMBERLESS:
            if pattern.search(each.text) and not re.search(r"\d", each.text):
                yield Found(text.format(each.text), each.section, each.keys, each.line)
