"""What curators decide about findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet

from catalogue.models import Finding, User
from catalogue.prose import printable


class CannotDecide(Exception):
    """A decision lacks something; the message says what."""


@transaction.atomic
def decide(
    findings: Iterable[Finding], *, reading: str, by: User, at: dt.datetime
) -> int:
    """Record the reading chosen for findings, and how many were decided.

    An earlier decision is replaced; the log keeps it. Raises `CannotDecide` without a reading.
    """
    reading = printable(reading).strip()
    if not reading:
        raise CannotDecide("Say which reading is chosen.")
    chosen = Finding.objects.filter(pk__in=[finding.pk for finding in findings])
    _log(chosen, f"Decided: {reading}", by, at)
    return chosen.update(reading=reading, decided_at=at, decided_by=by.email)


@transaction.atomic
def reopen(findings: Iterable[Finding], *, by: User, at: dt.datetime) -> int:
    """Take decisions back; the reading stays as a note. How many were decided."""
    chosen = Finding.objects.filter(pk__in=[finding.pk for finding in findings])
    chosen = chosen.exclude(decided_at=None)
    _log(chosen, "Decision taken back.", by, at)
    return chosen.update(decided_at=None, decided_by="")


def _log(findings: QuerySet[Finding], what: str, by: User, at: dt.datetime) -> None:
    """Add what is done to each finding's history, with the decision that stood before."""
    kind = ContentType.objects.get_for_model(Finding)
    LogEntry.objects.bulk_create(
        LogEntry(
            user=by,
            action_time=at,
            content_type=kind,
            object_id=str(each.pk),
            object_repr=str(each)[:200],
            action_flag=CHANGE,
            change_message=what
            + (
                f" Before: {each.reading} ({each.decided_by}, {each.decided_at:%Y-%m-%d %H:%M})"
                if each.decided_at
                else ""
            ),
        )
        for each in findings.select_for_update()
    )
