"""What is left empty: cells, and sections whose heading promises figures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalogue.portable import form

from .check import Found
from .walk import name_of, rows

_PROMISES_FIGURES = re.compile(
    r"\b(?:(?:response|resolution|restoration|fix) times?|(?:business|service|support|office|opening) hours)\b",
    re.I,
)


def blank_outcome(revision: form.Revision) -> Iterator[Found]:
    """A scenario whose outcome cell is empty, among scenarios (W33, M36)."""
    for row in rows(revision):
        told = row.provision.label or row.provision.assignments
        if row.provision.kind == "scenario" and not told:
            text = f"No outcome is printed for: {row.provision.text}"
            yield Found(text, row.section, (row.key,), row.provision.line)


def nobody_marked(revision: form.Revision) -> Iterator[Found]:
    """A row of a matrix in which no party is marked."""
    for row in rows(revision):
        told = row.provision.label or row.provision.assignments
        if row.matrix and not told:
            text = f"Nobody is marked for: {row.name}"
            yield Found(text, row.section, (row.key,), row.provision.line)


def blank_count(revision: form.Revision) -> Iterator[Found]:
    """An interaction for which the counting cell is empty, where others have one (P18)."""
    if not any(rule.counts for rule in revision.metering_rules):
        return
    for rule in revision.metering_rules:
        if not rule.counts:
            yield Found(
                f"Nothing says what counts for: {rule.interaction}", rule.section
            )


def figures_missing(revision: form.Revision) -> Iterator[Found]:
    """A heading that promises times, and not a figure below it (N13)."""
    sections = revision.sections
    for at, section in enumerate(sections):
        if not _PROMISES_FIGURES.search(section.title):
            continue
        parted = at + 1 < len(sections) and sections[at + 1].depth > section.depth
        elsewhere = any(
            level.section == name_of(section) for level in revision.service_levels
        )
        texts = [section.prose, *(row.text for row in section.provisions)]
        texts += [row.text for matrix in section.matrices for row in matrix.rows]
        if parted or elsewhere or re.search(r"\b\d", " ".join(texts)):
            continue
        if section.prose.strip() or section.provisions:
            yield Found(
                f"“{section.title}” is followed by no figures. What applies?",
                name_of(section),
                (),
                section.line,
            )
