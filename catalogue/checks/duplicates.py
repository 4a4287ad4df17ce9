"""What is printed twice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from catalogue.answers.words import stems
from catalogue.portable import form

from .check import Found
from .walk import name_of, rows

_FEWEST = 3  # lines that make a list a copy, not a coincidence


def same_lines(revision: form.Revision) -> Iterator[Found]:
    """Two components with the same lines, word for word (K06/K29, K07/K28)."""
    seen: dict[tuple[str, ...], tuple[str, form.Component]] = {}
    for section in revision.sections:
        for component in section.components:
            lines = tuple(_lines(component))
            if len(lines) >= _FEWEST and lines in seen:
                where, first = seen[lines]
                yield Found(
                    f"The same lines stand in {where}",
                    name_of(section),
                    tuple(row.key for row in [*first.lines, *component.lines]),
                    section.line,
                )
            seen.setdefault(lines, (name_of(section), component))


def same_title(revision: form.Revision) -> Iterator[Found]:
    """Two components of one name, the guide's own words aside, with different lines (K09, K24)."""
    own = set(stems(revision.title))
    seen: dict[frozenset[str], tuple[str, form.Component]] = {}
    for section in revision.sections:
        for component in section.components:
            if not component.lines:
                continue
            words = frozenset(stems(component.title)) - own
            other = seen.get(words)
            if words and other and other[0] != name_of(section):
                where, first = other
                # The two halves of one part are printed under headings of their own.
                if _sides(first) & _sides(component) and (
                    _lines(first) != _lines(component)
                ):
                    yield Found(
                        f"“{component.title}” has other lines than “{first.title}” ({where}). "
                        "Which hold?",
                        name_of(section),
                        tuple(row.key for row in [*first.lines, *component.lines]),
                        section.line,
                    )
            seen.setdefault(words, (name_of(section), component))


def same_row(revision: form.Revision) -> Iterator[Found]:
    """A row printed twice in one section with the same outcome (W47)."""
    seen: dict[tuple[str, str, str], str] = defaultdict(str)
    for row in rows(revision):
        if not row.matrix and row.provision.kind != "scenario":
            continue
        known = (row.section, bare(row.name), outcome(row.provision))
        if known in seen:
            text = f"Printed twice: {row.name}"
            yield Found(text, row.section, (seen[known], row.key), row.provision.line)
        seen.setdefault(known, row.key)


def bare(text: str) -> str:
    """A row's name in lower-case letters, digits and blanks, without the plural of its end."""
    return re.sub(r"[^a-z0-9 ]", "", text.lower()).strip().rstrip("s")


def outcome(row: form.Provision) -> str:
    """What a row answers, as printed, footnote markers aside."""
    cells = ", ".join(f"{cell.party} {_mark(cell.mark)}" for cell in row.assignments)
    return _mark(row.label) or cells


def _mark(text: str) -> str:
    return re.sub(r"[\s*†‡§¹²³⁴⁵⁶⁷⁸⁹⁰]+$", "", text)


def _sides(component: form.Component) -> set[bool | None]:
    return {line.supported for line in component.lines}


def _lines(component: form.Component) -> list[str]:
    return [line.text.lower() for line in component.lines]
