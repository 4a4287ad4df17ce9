"""Decisions on findings that the new draft has too, and the findings that staff entered by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from catalogue.actions.matching import counterparts, normal
from catalogue.models import Finding, Provision, Revision, Section, User

from .kept import Kept, KeptRow


def keep_findings(old: Revision, draft: Revision, kept: Kept, at: dt.datetime) -> None:
    """Decide the draft's findings as the same ones of `old` were decided, by the same people.

    The same are those of one kind, section and text, or of one kind about the same rows. Findings
    of staff's own join the draft when its rows still are there.
    """
    known = list(_with_rows(old.findings.all()))
    rows = counterparts({p for each in known for p in each.provisions.all()}, draft)
    here = list(_with_rows(draft.findings.all()))
    decided, added = [], []
    for before in known:
        if before.is_open and before.origin != Finding.Origin.STAFF:
            continue
        same = _same(before, here, rows)
        if same is None and before.origin == Finding.Origin.STAFF:
            added += _add(before, draft, rows, kept)
        elif same is None:
            kept.lost.append(
                f"The finding “{before}” does not come up any more; "
                f"in revision {old.number} it was decided: {before.reading}"
            )
        elif same.is_open and not before.is_open:
            decided.append(_decided(same, before))
    Finding.objects.bulk_update(
        decided, ["reading", "decided_at", "decided_by"], batch_size=200
    )
    decided += [each for each in added if not each.is_open]
    kept.findings += [
        KeptRow(each.pk, str(each), each.reading, each.decided_by, old.number)
        for each in decided
    ]
    _log(decided, old, at)


def _with_rows(findings: QuerySet[Finding]) -> QuerySet[Finding]:
    return findings.select_related("section").prefetch_related("provisions")


def _same(before: Finding, here: list[Finding], rows: dict[int, int]) -> Finding | None:
    said = _identity(before)
    about = {rows.get(each.pk) for each in before.provisions.all()}
    about_same = None
    for each in here:
        if each.kind != before.kind:
            continue
        if _identity(each) == said:
            return each
        if about and about == {row.pk for row in each.provisions.all()}:
            about_same = about_same or each
    return about_same


def _identity(finding: Finding) -> tuple[str, str, str]:
    section = finding.section
    where = normal(f"{section.number} {section.title}") if section else ""
    return finding.kind, where, normal(finding.text)


def _decided(finding: Finding, before: Finding) -> Finding:
    finding.reading = before.reading
    finding.decided_at = before.decided_at
    finding.decided_by = before.decided_by
    return finding


def _add(
    before: Finding, draft: Revision, rows: dict[int, int], kept: Kept
) -> list[Finding]:
    """A finding of staff's own on the new draft; none when a row or its section is gone."""
    mine = list(before.provisions.all())
    about = [rows[each.pk] for each in mine if each.pk in rows]
    section = _section(before.section, draft)
    if len(about) < len(mine) or (before.section and section is None):
        kept.lost.append(
            f"The finding “{before}” that staff entered is about text that is gone."
        )
        return []
    added = Finding(
        revision=draft,
        section=section,
        kind=before.kind,
        text=before.text,
        origin=before.origin,
        position=before.position,
        ref=before.ref,
    )
    _decided(added, before).save()
    added.provisions.set(Provision.objects.filter(pk__in=about))
    return [added]


def _section(before: Section | None, draft: Revision) -> Section | None:
    if before is None:
        return None
    named: dict[str, Any] = {"number": before.number, "title": before.title}
    return draft.sections.filter(**named).first()


def _log(findings: list[Finding], old: Revision, at: dt.datetime) -> None:
    """Say in each finding's history where its decision comes from, as far as its author has a login."""
    kind = ContentType.objects.get_for_model(Finding)
    emails = {each.decided_by for each in findings}
    users = {user.email: user for user in User.objects.filter(email__in=emails)}
    LogEntry.objects.bulk_create(
        LogEntry(
            user=users[each.decided_by],
            action_time=at,
            content_type=kind,
            object_id=str(each.pk),
            object_repr=str(each)[:200],
            action_flag=CHANGE,
            change_message=f"Decision kept from revision {old.number}: {each.reading}",
        )
        for each in findings
        if each.decided_by in users
    )
