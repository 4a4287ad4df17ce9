"""Checks of a revision: what contradicts, repeats, points nowhere or says too little.

Rules over `catalogue.portable.form`, without Django and without naming any document. Each check is a
small function that yields `Found`; `registry.CHECKS` lists them with kind, title and severity. The
same checks run when a document is read, when staff check a draft again, and before publishing.
"""

from __future__ import annotations

from textwrap import shorten

from catalogue.portable import form

from .check import ERROR, FINDING, Check, Found
from .registry import CHECKS, ERRORS, FINDINGS

LONGEST = 700  # characters of a finding's text; a quoted line may be a page

__all__ = [
    "CHECKS",
    "ERROR",
    "FINDING",
    "Check",
    "Found",
    "errors",
    "findings",
    "identity",
    "title_of",
]


def findings(revision: form.Revision) -> list[form.Finding]:
    """What needs a decision, each thing once. Provisions must have their keys (`with_keys`)."""
    known: set[tuple[str, str, str]] = set()
    out = []
    for check in FINDINGS:
        for found in check.find(revision):
            finding = form.Finding(
                check.kind,
                shorten(found.text, LONGEST, placeholder=" […]"),
                section=found.section,
                origin="check",
                provisions=list(dict.fromkeys(filter(None, found.provisions))),
                line=found.line,
            )
            if identity(finding) not in known:
                known.add(identity(finding))
                out.append(finding)
    return out


def errors(revision: form.Revision) -> list[Found]:
    """What stops publishing: the text says what is wrong and what to do."""
    return [found for check in ERRORS for found in check.find(revision)]


def identity(finding: form.Finding) -> tuple[str, str, str]:
    """What makes a finding the same in another reading of a guide."""
    return finding.kind, finding.section, finding.text


def title_of(kind: str) -> str:
    """The title of a kind for people; of one that staff made up, its words."""
    titles = {check.kind: check.title for check in CHECKS}
    return titles.get(kind) or kind.replace("-", " ").capitalize()
