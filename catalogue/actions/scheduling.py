"""A revision that is published later: fixed now, in force at an instant that was told before."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import transaction
from django.db.models import Q

from catalogue.actions import notices
from catalogue.actions.publishing import (
    CannotPublish,
    lock_guide,
    locked,
    put_in_force,
    refuse_errors,
    refuse_unless,
)
from catalogue.models import Revision
from catalogue.models.changes import note

logger = logging.getLogger(__name__)

State = Revision.State
# A year mistyped is the usual reason for a date beyond that.
FARTHEST = dt.timedelta(days=5 * 366)
# How long a revision that was held back waits for the next try.
PAUSE = dt.timedelta(minutes=15)
FAULT = "A fault of the program stopped it; it has been logged."


class CannotSchedule(CannotPublish):
    """The date does not do; the message says why."""


@transaction.atomic
def schedule(
    revision: Revision, *, effective_at: dt.datetime, by: str, at: dt.datetime
) -> Revision:
    """Fix a draft, to come into force at `effective_at`; whoever follows the guide is told.

    Raises `CannotSchedule` for an instant that has passed or is more than five years off, or when
    another revision of the guide is scheduled; `CannotPublish` as publishing would.
    """
    _refuse_date(effective_at, at)
    lock_guide(revision)
    revision = locked(revision)
    refuse_unless(revision, [State.DRAFT])
    other = Revision.objects.filter(guide=revision.guide_id, state=State.SCHEDULED)
    waiting = other.first()
    if waiting and waiting.effective_at:
        raise CannotSchedule(
            f"Revision {waiting.number} is scheduled for {shown(waiting.effective_at)}. "
            "Unschedule it first: one revision of a guide waits at a time."
        )
    refuse_errors(revision)
    Revision.objects.filter(pk=revision.pk, state=State.DRAFT).move(
        State.SCHEDULED, effective_at=effective_at, scheduled_at=at, scheduled_by=by
    )
    revision.refresh_from_db()
    note(revision, f"Scheduled for {shown(effective_at)}.", by=by, at=at)
    notices.tell_scheduled(revision, at=at)
    return revision


@transaction.atomic
def unschedule(revision: Revision, *, by: str, at: dt.datetime) -> Revision:
    """Make a scheduled revision a draft again; who was told of it already is told that too.

    Raises `CannotSchedule` for other states: what came into force meanwhile stays.
    """
    lock_guide(revision)
    revision.refresh_from_db()
    effective, scheduled = revision.effective_at, revision.scheduled_at
    changed = Revision.objects.filter(pk=revision.pk, state=State.SCHEDULED).move(
        State.DRAFT,
        effective_at=None,
        scheduled_at=None,
        scheduled_by="",
        held_at=None,
        held_reason="",
    )
    if not (changed and effective and scheduled):
        raise CannotSchedule(
            f"{revision} is {revision.state}: only a scheduled revision can be unscheduled."
        )
    note(revision, f"No longer scheduled for {shown(effective)}.", by=by, at=at)
    notices.tell_unscheduled(revision, effective, scheduled, at=at)
    revision.refresh_from_db()
    return revision


def publish_due(now: dt.datetime) -> int:
    """Put in force every scheduled revision whose time has come; how many did.

    One that cannot is held back: it stays scheduled, keeps the reason, and is tried again after a
    quarter of an hour.
    """
    due = Revision.objects.filter(
        Q(held_at=None) | Q(held_at__lte=now - PAUSE),
        state=State.SCHEDULED,
        effective_at__lte=now,
    )
    rows = due.select_related("guide__provider").order_by("effective_at", "pk")
    return sum(_publish_or_hold(revision, now) for revision in rows)


def _publish_or_hold(revision: Revision, now: dt.datetime) -> bool:
    try:
        put_in_force(revision, [State.SCHEDULED], by=revision.scheduled_by, at=now)
    except CannotPublish as refusal:
        _hold(revision, str(refusal), now)
    except Exception:
        # One revision's fault must not keep the others waiting.
        logger.exception("Publishing revision %s failed", revision.pk)
        _hold(revision, FAULT, now)
    else:
        return True
    return False


@transaction.atomic
def _hold(revision: Revision, reason: str, now: dt.datetime) -> None:
    """Keep why the revision is not in force, unless somebody moved it meanwhile."""
    same = Revision.objects.filter(
        pk=revision.pk, state=State.SCHEDULED, effective_at=revision.effective_at
    )
    if not same.move(State.SCHEDULED, held_at=now, held_reason=reason):
        return
    if reason != revision.held_reason:
        note(revision, f"Held back: {reason}", by=revision.scheduled_by, at=now)


def _refuse_date(effective_at: dt.datetime, at: dt.datetime) -> None:
    if effective_at <= at:
        raise CannotSchedule(
            f"{shown(effective_at)} has passed: choose a later time, or publish now."
        )
    if effective_at - at > FARTHEST:
        raise CannotSchedule(
            f"{shown(effective_at)} is more than five years off: check the year."
        )


def shown(instant: dt.datetime) -> str:
    """An instant as staff read it, with its zone."""
    utc = instant.astimezone(dt.UTC)
    return f"{utc.day} {utc:%B %Y, %H:%M} UTC"
