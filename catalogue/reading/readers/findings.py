"""Checks over the whole revision: what contradicts, repeats, or points nowhere."""

from __future__ import annotations

import re
from collections import defaultdict

from catalogue.portable import form
from catalogue.reading.blocks import Item, Paragraph

from .draft import Draft, text_of
from .marks import split_markers

_ZONE = re.compile(
    r"\b\d{1,2}(?::\d\d)?\s*(?:am|pm)?\b[^.]{0,30}\b(CST|EST|MST|PST|GMT|CET|EET|AEST|NZST|IST)\b",
    re.I,
)
_SECTION = re.compile(r"\bsections?\s+(\d{1,2}(?:\.\d{1,2})*)\b", re.I)


def check(draft: Draft) -> None:
    """Run all general checks."""
    _duplicates(draft)
    _rows(draft)
    _references(draft)
    _numbering(draft)
    _zones(draft)
    _levels(draft)
    _quantities(draft)
    _naming(draft)


def _duplicates(draft: Draft) -> None:
    seen: dict[tuple[str, ...], str] = {}
    for part in draft.parts:
        for component in part.section.components:
            lines = tuple(line.text.lower() for line in component.lines)
            if len(lines) > 2 and lines in seen:
                draft.find(
                    "duplicate-section",
                    f"The same lines stand in {seen[lines]}",
                    part,
                    part.section.line,
                )
            seen.setdefault(lines, part.name)


def _rows(draft: Draft) -> None:
    seen: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for part in draft.parts:
        rows = [r for m in part.section.matrices for r in m.rows]
        rows += [r for r in part.section.provisions if r.kind == "scenario"]
        for row in rows:
            name = (
                re.sub(r"[^a-z0-9 ]", "", row.text.lower().split("\n")[0])
                .strip()
                .rstrip("s")
            )
            outcome = row.label or ", ".join(
                f"{a.party} {split_markers(a.mark)[0]}" for a in row.assignments
            )
            for earlier, where in seen[name]:
                if earlier != outcome:
                    draft.find(
                        "contradiction",
                        f"{row.text}: {earlier} and {outcome}",
                        part,
                        row.line,
                    )
                elif where == part.name:
                    draft.find(
                        "duplicate-row", f"Printed twice: {row.text}", part, row.line
                    )
            seen[name].append((outcome, part.name))


def _references(draft: Draft) -> None:
    numbers = {part.section.number for part in draft.parts if part.section.number}
    for part in draft.parts:
        for block in part.blocks:
            if numbers and isinstance(block, Paragraph | Item):
                for match in _SECTION.finditer(text_of(block)):
                    if match[1] not in numbers and not re.search(
                        r"\b(?:act|code|usc)\b", text_of(block)
                    ):
                        draft.find(
                            "missing-section",
                            f"Section {match[1]} is referred to but absent",
                            part,
                            block.line,
                        )


def _numbering(draft: Draft) -> None:
    top = [
        int(p.section.number)
        for p in draft.parts
        if re.fullmatch(r"\d{1,2}", p.section.number)
    ]
    missing = (
        sorted(set(range(1, max(top, default=0))) - set(top)) if len(top) > 2 else []
    )
    if missing:
        draft.find(
            "missing-section", "Not in the numbering: " + ", ".join(map(str, missing))
        )


def _zones(draft: Draft) -> None:
    for part in draft.parts:
        for block in part.blocks:
            if isinstance(block, Paragraph | Item) and (
                match := _ZONE.search(text_of(block))
            ):
                draft.find(
                    "time-zone",
                    f"{match[1].upper()}: all year, or local time with daylight saving?",
                    part,
                    block.line,
                )


def _levels(draft: Draft) -> None:
    hours = re.compile(
        r"\d{1,2}(?:[:.]\d\d)?\s*(?:am|pm)?\s*(?:-|–|to|and)\s*\d{1,2}(?:[:.]\d\d)?\s*(?:am|pm)?|24\s*[x/]\s*7",
        re.I,
    )
    told = any(
        hours.search(text_of(b))
        for p in draft.parts
        for b in p.blocks
        if isinstance(b, Paragraph | Item)
    )
    for level in draft.revision.service_levels:
        targets = [t for p in level.priorities for t in p.targets]
        if any(t.clock == "support" for t in targets) and not told:
            draft.find(
                "missing-calendar", f"{level.name}: business hours are not stated"
            )
        for priority in level.priorities:
            for target in priority.targets:
                if target.clock == "support" and re.search(
                    r"(?<!business )(?<!working )\bdays?\b", target.text, re.I
                ):
                    text = (
                        f"{priority.label}: is {target.text} a working day or 24 hours?"
                    )
                    draft.find("ambiguous-duration", text)


def _quantities(draft: Draft) -> None:
    """ "Fewer than 10" in one row and "more than 10" in another leave exactly 10 open."""
    below: dict[str, form.Provision] = {}
    above: dict[str, form.Provision] = {}
    for part in draft.parts:
        for row in part.section.provisions:
            if row.kind != "scenario":
                continue
            for match in re.finditer(
                r"\b(less|fewer|more|greater) than (\d+)( per \w+)?", row.text, re.I
            ):
                side = below if match[1].lower() in {"less", "fewer"} else above
                side[match[2] + (match[3] or "")] = row
        for measure in below.keys() & above.keys():
            draft.find(
                "boundary-gap",
                f"Exactly {measure} is in neither row: {below[measure].text}",
                part,
            )
        below, above = {}, {}


def _naming(draft: Draft) -> None:
    """Two parties on the provider's side may be one with two names."""
    own = [party.name for party in draft.revision.parties if party.side == "provider"]
    if len(own) > 1:
        draft.find("naming", f"Are these one party: {', '.join(own)}?")
