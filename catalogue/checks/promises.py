"""What is given in one place and taken back in another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalogue.answers.words import stem
from catalogue.portable import form

from .check import Found
from .contradictions import OUT, stance
from .subjects import bag, subject
from .walk import rows, statements

_OFFERS = re.compile(
    r"^(?:offer|provide|deliver|conduct|run)(?:ing|s)? ([a-z]{6,})(?: (?:services|sessions|courses))?\b",
    re.I,
)
_UNLIMITED = re.compile(
    r"\bunlimited (?:number of )?(\w+ )?(cases|tickets|requests|incidents|changes|calls)\b",
    re.I,
)
_CAPPED = re.compile(r"\b(?:limited to|up to|no more than|at most|maximum of)\b", re.I)
# "Porting processes", "onboarding requests": an act named by what is done for it.
_HANDLED = re.compile(r"\b([a-z]{4,}ing) (?:process(?:es)?|requests?)\b", re.I)


def offered_and_excluded(revision: form.Revision) -> Iterator[Found]:
    """ "Offer training" among what is not supported, and training that is available (K21, K12)."""
    said = list(statements(revision))
    for row in rows(revision):
        match = _OFFERS.match(row.provision.text)
        if not match or row.provision.supported is not False:
            continue
        what = re.escape(match[1])
        offered = re.compile(
            rf"\b{what}\b(?: [\w-]+){{0,3}}? (?:may be|can be|is|are) (?:also )?(?:provided|available|offered|purchased)\b",
            re.I,
        )
        found = [s for s in said if offered.search(s.text) and row.key not in s.keys]
        if found:
            where = ", ".join(dict.fromkeys(each.section for each in found))
            yield Found(
                f"Not supported: {row.provision.text} But it is offered in {where}: {found[0].text}",
                row.section,
                (row.key, *(key for each in found for key in each.keys)),
                row.provision.line,
            )


def unlimited_and_capped(revision: form.Revision) -> Iterator[Found]:
    """An unlimited number of cases, and an allowance of tickets (W04, W32)."""
    said = list(statements(revision))
    for each in said:
        match = _UNLIMITED.search(each.text)
        if not match:
            continue
        what = bag(match[2])
        for other in said:
            if other.text != each.text and _CAPPED.search(other.text):
                head = _CAPPED.split(other.text)[0]
                if re.search(r"\d", other.text) and what & bag(head):
                    yield Found(
                        f"“{match[0]}” in {each.section}, but: {other.text}",
                        other.section,
                        (*each.keys, *other.keys),
                        other.line,
                    )


def handled_and_sold(revision: form.Revision) -> Iterator[Found]:
    """ "Maintain porting processes" among what is supported, and porting that is sold apart (K22, M41)."""
    sides = {party.name: party.side for party in revision.parties}
    said = list(rows(revision))
    handled = [
        (row, stem(word.lower()))
        for row in said
        if row.provision.kind == "scope" and row.provision.supported
        for word in _HANDLED.findall(row.provision.text)
    ]
    for row in said if handled else ():
        first = re.match(r"(?:the )?([a-z]+)\b", subject(row.name), re.I)
        if row.provision.kind != "scenario" or not first:
            continue
        outcome = stance(row, sides)
        for other, act in handled:
            if stem(first[1].lower()) == act and outcome in {OUT, "sow", "customer"}:
                yield Found(
                    f"“{row.name}” is {row.provision.label or outcome}, but {other.section} supports: "
                    f"{other.provision.text}",
                    row.section,
                    (row.key, other.key),
                    row.provision.line,
                )
