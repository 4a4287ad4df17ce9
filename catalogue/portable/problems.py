"""All that keeps a portable form from being written, told at once and before anything is."""

from __future__ import annotations

from collections.abc import Sequence

from catalogue import models
from catalogue.portable import form, limits, references
from catalogue.portable.plain import Path, Problem

SHOWN = 10  # problems of a document that are told at once
# What one row of a list is called.
ONE = {
    "parties": "party",
    "sections": "section",
    "provisions": "provision",
    "matrices": "matrix",
    "rows": "row",
    "components": "component",
    "lines": "line",
    "footnotes": "footnote",
    "assignments": "mark",
    "aliases": "alias",
    "terms": "term",
    "service levels": "service level",
    "priorities": "priority",
    "targets": "target",
    "examples": "example",
    "intake fields": "intake field",
    "exemptions": "exemption",
    "escalations": "escalation",
    "offers": "offer",
    "rates": "rate",
    "bands": "band",
    "quotas": "quota",
    "notice periods": "notice period",
    "metering rules": "metering rule",
    "findings": "finding",
}


class FormError(Exception):
    """The form cannot be kept; each line of the message names a place and what is wrong there."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        said = [f"{place(each.path)}: {each.text}." for each in self.problems[:SHOWN]]
        if len(self.problems) > SHOWN:
            said.append(f"{len(self.problems) - SHOWN} more like these.")
        super().__init__("\n".join(said))


def check(source: form.Revision, provider: models.Provider) -> None:
    """Raise `FormError` for all that keeps `source` from being written for `provider`.

    Both databases refuse the same: what refers to something that is not there, stands twice, or
    is longer or larger than its column.
    """
    calendars = set(provider.calendars.values_list("key", flat=True))
    found = [*limits.problems(source), *references.problems(source, calendars)]
    if found:
        raise FormError(found)


def place(path: Path) -> str:
    """A path in words, counted from one: `sections, 3, label` is “section 4, label”."""
    words: list[str] = []
    for step in path:
        if isinstance(step, int) and words:
            words[-1] = f"{ONE.get(words[-1], words[-1])} {step + 1}"
        else:
            words.append(str(step).replace("_", " "))
    return ", ".join(words).capitalize() or "The revision"
