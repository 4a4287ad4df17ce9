"""Pointers that lead nowhere: sections, and figures that stand in other papers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalogue.answers.words import stems
from catalogue.portable import form

from .check import Found
from .walk import statements

_NUMBER = re.compile(r"\bsections?\s+(\d{1,2}(?:\.\d{1,2})*)\b", re.I)
_OF_ANOTHER = re.compile(r"[\s,]*(?:\([^)]*\) )?(?:of|in|to|under) (?!this\b)", re.I)
_APPENDED = re.compile(
    r"\b(?P<what>Appendix|Annex|Exhibit|Attachment) (?P<which>[A-Z]|\d{1,2})\b"
)
_LAW = re.compile(r"\b(?:act|code|usc|regulations?|directive|gdpr)\b", re.I)
_TITLES = (
    re.compile(r"[‘'“\"]([^‘’'“”\"]{4,80})[’'”\"] section\b", re.I),
    re.compile(
        r"\bsection (?:titled|called|named|headed|entitled) [‘'“\"]([^“”\"]{4,80})[’'”\"]",
        re.I,
    ),
    re.compile(r"\bsee section:?\s+[‘'“\"]?([A-Z][^.“”\"]{4,80})", re.S),
)
_ELSEWHERE = re.compile(
    r"\b(?P<what>(?:hourly |overage |usage |list )?rates?|service level objectives|service levels|slas?|prices|pricing|fees|details of [^.]{4,60})\b"
    r"[^.]{0,40}?\b(?:as )?(?:listed|detailed|found|set (?:out|forth)|specified|stated|defined|in accordance with)\b"
    r" ?(?:in |with )?(?:the |your |our |an? )?(?:applicable |respective |separate )?"
    r"(?P<where>(?:[A-Z][\w-]+ ){0,3}(?:agreement|work orders?|service orders?|statements? of work|sow|rate sheet|rate card|price list|order form|schedule of fees))\b",
    re.I,
)
_BY_SHEET = re.compile(
    r"\b(?:charged|billed|invoiced|priced)\b[^.]{0,30}\b(?:in accordance with|according to|as per|per)"
    r" (?:the|your|our) (?P<where>rate sheet|rate card|price list|tariff|fee schedule)\b",
    re.I,
)


def section_number(revision: form.Revision) -> Iterator[Found]:
    """A section referred to by a number that is not there, where sections have numbers."""
    numbers = {section.number for section in revision.sections if section.number}
    for each in statements(revision) if numbers else ():
        for match in _NUMBER.finditer(each.text):
            known = any(n == match[1] or n.startswith(f"{match[1]}.") for n in numbers)
            elsewhere = _OF_ANOTHER.match(each.text, match.end())
            if not known and not elsewhere and not _LAW.search(each.text):
                yield Found(
                    f"Section {match[1]} is referred to but absent",
                    each.section,
                    each.keys,
                    each.line,
                )


def section_title(revision: form.Revision) -> Iterator[Found]:
    """A section referred to by a title that no section has (E01)."""
    titles = [set(stems(section.title)) for section in revision.sections]
    for each in statements(revision):
        for pattern in _TITLES:
            for match in pattern.finditer(each.text):
                named = set(stems(match[1]))
                if named and not any(named <= words for words in titles):
                    yield Found(
                        f"No section is called “{match[1].strip()}”, which is referred to",
                        each.section,
                        each.keys,
                        each.line,
                    )


def appendix(revision: form.Revision) -> Iterator[Found]:
    """An appendix or exhibit referred to, of which no heading is here."""
    titles = " | ".join(section.title for section in revision.sections).lower()
    known: set[str] = set()
    for each in statements(revision):
        for match in _APPENDED.finditer(each.text):
            elsewhere = _OF_ANOTHER.match(each.text, match.end())
            if match[0].lower() in titles or elsewhere or match[0] in known:
                continue
            known.add(match[0])
            yield Found(
                f"{match[0]} is referred to but absent",
                each.section,
                each.keys,
                each.line,
            )


def numbering(revision: form.Revision) -> Iterator[Found]:
    """Numbers that the sections of the first level leave out (E01)."""
    top = [
        int(section.number)
        for section in revision.sections
        if re.fullmatch(r"\d{1,2}", section.number)
    ]
    missing = (
        sorted(set(range(1, max(top, default=0))) - set(top)) if len(top) > 2 else []
    )
    if missing:
        yield Found("Not in the numbering: " + ", ".join(map(str, missing)))


def stands_elsewhere(revision: form.Revision) -> Iterator[Found]:
    """Rates or service levels that stand in another paper, and none of them here (W36, W40, N02)."""
    timed = any(
        p.targets for level in revision.service_levels for p in level.priorities
    )
    priced = any(rate.amount is not None for rate in revision.rates)
    for each in statements(revision):
        match = _ELSEWHERE.search(each.text) or _BY_SHEET.search(each.text)
        if not match:
            continue
        about_times = re.search(r"service level|sla", match[0], re.I)
        if not (timed if about_times else priced):
            what = "Service levels" if about_times else "Rates or fees"
            yield Found(
                f"{what} stand in another document ({match['where']}): {each.text}",
                each.section,
                each.keys,
                each.line,
            )
