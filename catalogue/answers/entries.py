"""What can be found in a revision: one `Entry` for every line that can answer a question.

Aliases are no part of it: they come and go on published revisions, and join when a scope is made.

An entry's id is `type:primary key`, with a running number behind it where one row gives several
lines (`meteringrule:7:counts:0`). `ask` turns ids back into rows.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from catalogue.answers.index import Entry
from catalogue.models import (
    Footnote,
    MeteringRule,
    Priority,
    Provision,
    Revision,
    ServiceLevel,
    Term,
)
from catalogue.outcomes import in_words, part_of

SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z(“\"'])")


def entries_of(revision: Revision) -> list[Entry]:
    """All entries of a revision, in a number of queries that its size does not change."""
    return [
        *_provisions(revision),
        *_footnotes(revision),
        *_service_levels(revision),
        *_terms(revision),
        *_metering(revision),
    ]


def provision_outcome(row: Provision) -> str:
    """The outcome of a provision in words; needs `assignments__party` prefetched."""
    parts = [
        part_of(cell.party.name, cell.party.aliases, cell.mark)
        for cell in row.assignments.all()
    ]
    return in_words(
        row.kind,
        label=row.label,
        charge=row.charge,
        supported=row.supported,
        parts=parts,
    )


def term_text(term: Term) -> str:
    """A definition as one line."""
    if term.meaning.casefold().lstrip("'‘“\"").startswith(term.term.casefold()):
        return term.meaning
    return f"{term.term} – {term.meaning}"


def sentences(text: str) -> list[str]:
    """The sentences of a cell or paragraph."""
    return [part.strip() for part in SENTENCE_END.split(text) if part.strip()]


def target_lines(level: ServiceLevel) -> dict[tuple[str, str], list[str]]:
    """Targets of a level by metric and printed heading: `P1: 30 minutes`, …

    Needs `priorities__targets` prefetched.
    """
    lines: dict[tuple[str, str], list[str]] = defaultdict(list)
    for priority in level.priorities.all():
        for target in priority.targets.all():
            lines[target.metric, target.heading].append(
                f"{priority.label}: {target.text}"
            )
    return dict(lines)


def priority_outcome(priority: Priority) -> str:
    """A priority with its times; needs `targets` prefetched."""
    times = "; ".join(f"{t.metric} {t.text}" for t in priority.targets.all())
    return f"{priority.label}: {times}" if times else priority.label


def metering_lines(rule: MeteringRule) -> Iterator[tuple[str, str, str]]:
    """Lines of a metering rule: id behind the row's, text, outcome."""
    for side, words in (
        ("counts", "counts as interaction"),
        ("excludes", "does not count as interaction"),
    ):
        for number, text in enumerate(sentences(getattr(rule, side))):
            yield f"{side}:{number}", text, words


def _provisions(revision: Revision) -> Iterator[Entry]:
    rows = revision.provisions.select_related("section", "matrix", "component")
    for row in rows.prefetch_related("assignments__party"):
        yield Entry(
            id=f"provision:{row.pk}",
            text=row.text,
            context=context_of(row),
            kind=row.kind,
            outcome=provision_outcome(row),
        )


def context_of(row: Provision) -> str:
    """Where a provision stands, in words: component or section, and group."""
    place = row.component.title if row.component else row.section.title
    return " – ".join(part for part in (place, row.group) if part)


def _footnotes(revision: Revision) -> Iterator[Entry]:
    rows = Footnote.objects.filter(section__revision=revision).select_related("section")
    for note in rows:
        for number, text in enumerate(sentences(note.text)):
            yield Entry(
                f"footnote:{note.pk}:{number}", text, note.section.title, "footnote"
            )


def _service_levels(revision: Revision) -> Iterator[Entry]:
    levels = revision.service_levels.prefetch_related(
        "priorities__targets", "priorities__examples"
    )
    for level in levels:
        for (metric, heading), lines in target_lines(level).items():
            yield Entry(
                id=f"servicelevel:{level.pk}:{metric}:{heading}",
                text=heading or f"{metric} time",
                context=f"{level.name} – {metric} time",
                kind="target",
                outcome="; ".join(lines),
            )
        for priority in level.priorities.all():
            yield from _priority(level, priority)


def _priority(level: ServiceLevel, priority: Priority) -> Iterator[Entry]:
    said = priority_outcome(priority)
    if priority.criteria:
        yield Entry(
            f"priority:{priority.pk}", priority.criteria, level.name, "priority", said
        )
    for case in priority.examples.all():
        yield Entry(
            id=f"priorityexample:{case.pk}",
            text=case.text,
            context=f"{level.name} – example",
            kind="priority",
            outcome=said if case.applies else f"not {priority.label}",
        )


def _terms(revision: Revision) -> Iterator[Entry]:
    for term in revision.terms.all():
        yield Entry(
            f"term:{term.pk}",
            term_text(term),
            "definition",
            "term",
            f"definition: {term.term}",
        )


def _metering(revision: Revision) -> Iterator[Entry]:
    for rule in revision.meteringrules.all():
        for place, text, words in metering_lines(rule):
            yield Entry(
                f"meteringrule:{rule.pk}:{place}",
                text,
                rule.interaction,
                "metering",
                words,
            )
