"""What curators decide: findings, and questions that nobody's answer was sure of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from catalogue.models import Alias, Finding, Provision, Question


class CannotDecide(Exception):
    """A decision lacks something; the message says what."""


@transaction.atomic
def decide(
    findings: Iterable[Finding], *, reading: str, by: str, at: dt.datetime
) -> int:
    """Record the reading chosen for findings, and how many were decided.

    An earlier decision is replaced. Raises `CannotDecide` without a reading.
    """
    if not reading.strip():
        raise CannotDecide("Say which reading is chosen.")
    chosen = Finding.objects.filter(pk__in=[finding.pk for finding in findings])
    return chosen.update(reading=reading.strip(), decided_at=at, decided_by=by)


@transaction.atomic
def reopen(findings: Iterable[Finding]) -> int:
    """Take decisions back; the reading stays as a note. How many were decided."""
    chosen = Finding.objects.filter(pk__in=[finding.pk for finding in findings])
    return chosen.exclude(decided_at=None).update(decided_at=None, decided_by="")


@transaction.atomic
def handle(
    questions: Iterable[Question], *, state: str, by: str, at: dt.datetime
) -> int:
    """Take questions out of the queue, or put them back into it (`state` open). How many."""
    chosen = Question.objects.filter(pk__in=[question.pk for question in questions])
    if state == Question.State.OPEN:
        return chosen.update(state=state, handled_at=None, handled_by="")
    return chosen.update(state=state, handled_at=at, handled_by=by)


@transaction.atomic
def add_alias(
    provision: Provision,
    *,
    text: str,
    by: str,
    at: dt.datetime,
    question: Question | None = None,
) -> Alias:
    """Give a provision other words, found at once; a `question` they came from is done with.

    Words that the provision has already are not added twice.
    """
    alias, _ = Alias.objects.get_or_create(
        provision=provision,
        text=text.strip(),
        defaults={"added_at": at, "added_by": by},
    )
    if question:
        handle([question], state=Question.State.ALIASED, by=by, at=at)
    return alias
