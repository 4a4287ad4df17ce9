"""Checks of a revision in the database.

`errors_of(revision)` says, as texts for staff, what must be mended before publishing; it writes
nothing. `check_draft(revision, by=, at=)` runs all checks on a draft, brings its register of
findings up to date, and returns a `Checked` with what came, what went, what is open and the errors.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from catalogue import checks
from catalogue.models import Finding, Provision, Revision, Section
from catalogue.models.changes import note
from catalogue.portable import dump, form

Identity = tuple[str, str, str]
_SHARED = 2  # rows that two findings of a kind share when they are about the same


class CannotCheck(Exception):
    """The revision is no draft any more: its findings are decided, not found again."""


@dataclass(frozen=True)
class Checked:
    """What a check of a draft came to. `open` counts the findings nobody has decided."""

    added: int
    removed: int
    open: int
    errors: list[str]


def errors_of(revision: Revision) -> list[str]:
    """What stops `revision` from being published, one text for each error; empty when nothing does."""
    return [found.text for found in checks.errors(dump.read(revision))]


@transaction.atomic
def check_draft(revision: Revision, *, by: str, at: dt.datetime) -> Checked:
    """Run all checks on a draft and keep its register true.

    New findings join it with origin `check`. One that no longer holds leaves it, unless somebody
    decided it, wrote a reading on it or entered it by hand, or no check looks for its kind.
    Raises `CannotCheck` unless the revision is a draft.
    """
    _require_draft(revision)
    source = dump.read(revision)
    found = {checks.identity(each): each for each in checks.findings(source)}
    known = _known(revision)
    gone = [row for key, row in known if key not in found and _may_go(row)]
    same = dict(known)
    new = [
        each
        for key, each in found.items()
        if key not in same and not any(_covers(row, each) for _, row in known)
    ]
    Finding.objects.filter(pk__in=[row.pk for row in gone]).delete()
    _follow_rows(known, found)
    _add(revision, new, at)
    if new or gone:
        note(revision, _told(len(new), len(gone)), by=by, at=at)
    return Checked(
        added=len(new),
        removed=len(gone),
        open=revision.findings.open().count(),
        errors=[each.text for each in checks.errors(source)],
    )


def _require_draft(revision: Revision) -> None:
    """Lock the revision, so that it is not put in force meanwhile."""
    locked = Revision.objects.select_for_update(of=("self",)).get(pk=revision.pk)
    if not locked.is_draft:
        raise CannotCheck(f"{revision} is no draft: decide its findings instead.")


def _known(revision: Revision) -> list[tuple[Identity, Finding]]:
    rows = revision.findings.select_related("section").prefetch_related("provisions")
    return [((row.kind, _name(row.section), row.text), row) for row in rows]


def _name(section: Section | None) -> str:
    return (section.number or section.title) if section else ""


def _may_go(row: Finding) -> bool:
    """Whether a finding that no check makes any more is the program's own, and still untouched."""
    kinds = {check.kind for check in checks.FINDINGS}
    untouched = row.is_open and not row.reading
    own = row.origin == Finding.Origin.CHECK or (
        row.origin == Finding.Origin.READER and row.kind in kinds
    )
    return own and untouched


def _covers(row: Finding, found: form.Finding) -> bool:
    """Whether staff said the same in their own words: of that kind, on those rows, or in that place."""
    said = row.origin == Finding.Origin.STAFF or not row.is_open
    if not said or row.kind != found.kind:
        return False
    shared = {each.key for each in row.provisions.all()} & set(found.provisions)
    if found.provisions:
        return len(shared) >= min(_SHARED, len(found.provisions))
    return found.section in ("", _name(row.section))


def _follow_rows(
    known: list[tuple[Identity, Finding]], found: dict[Identity, form.Finding]
) -> None:
    """Tie findings that still hold to the rows they are about now."""
    for key, row in known:
        if key in found and row.is_open and row.origin != Finding.Origin.STAFF:
            keys = set(found[key].provisions)
            if keys != {each.key for each in row.provisions.all()}:
                row.provisions.set(_rows(row.revision, keys))


def _add(revision: Revision, new: list[form.Finding], at: dt.datetime) -> None:
    last = revision.findings.aggregate(last=Max("position"))["last"] or 0
    sections: dict[str, Section] = {}
    for section in revision.sections.all():
        sections.setdefault(_name(section), section)
    for place, each in enumerate(new, last + 1):
        row = Finding.objects.create(
            revision=revision,
            section=sections.get(each.section),
            kind=each.kind,
            text=each.text,
            origin=each.origin,
            line=each.line,
            position=place,
            created_at=at,
        )
        row.provisions.set(_rows(revision, each.provisions))


def _rows(revision: Revision, keys: Iterable[str]) -> list[Provision]:
    return list(revision.provisions.filter(key__in=list(keys)))


def _told(added: int, removed: int) -> str:
    return f"Checked again: {added} new findings, {removed} no longer hold."
