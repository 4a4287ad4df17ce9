"""A revision's way from draft to published to superseded or withdrawn.

A later date is `actions.scheduling`'s; both come here to put a revision in force.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from catalogue.actions import carrying, checking, notices
from catalogue.answers import store
from catalogue.models import Guide, Revision
from catalogue.models.changes import note
from catalogue.models.references import crossing
from catalogue.platform import audit

State = Revision.State
READY = (State.DRAFT, State.SCHEDULED)
WITHDRAWABLE = (State.PUBLISHED, State.SUPERSEDED)


class CannotPublish(Exception):
    """The revision is not in a state that allows it; the message says which would."""


def publish(revision: Revision, *, by: str, at: dt.datetime) -> Revision:
    """Put a draft, or a revision that is scheduled for later, in force now.

    The revision published until now is superseded; aliases and what subscriptions point at go over
    from it, and whoever follows the guide is told. The answer index is stored in the same
    transaction, so that what is in force can be asked; it is prepared before, so that no other
    writer waits for it. Open findings do not stop it: answers that rest on them say so. Raises
    `CannotPublish` for other states, and for a revision with errors.
    """
    return put_in_force(revision, READY, by=by, at=at)


def put_in_force(
    revision: Revision, states: Collection[str], *, by: str, at: dt.datetime
) -> Revision:
    """Publish a revision that is in one of `states`. Raises `CannotPublish`."""
    refuse_unless(revision, states)
    refuse_errors(revision)
    prepared = store.prepare(revision)
    with transaction.atomic(), audit.acting(by):
        lock_guide(revision)
        revision = locked(revision)
        refuse_unless(revision, states)
        # Nobody corrects a draft between the first look and the lock unseen: it was read before.
        refuse_errors(revision)
        old = revision.guide.revisions.published().first()
        before = Revision.objects.filter(guide=revision.guide_id)
        before.published().move(State.SUPERSEDED)
        before.filter(pk=revision.pk).move(
            State.PUBLISHED,
            published_at=at,
            published_by=by,
            held_at=None,
            held_reason="",
        )
        revision.refresh_from_db()
        Guide.objects.filter(pk=revision.guide_id).update(title=revision.title)
        store.build(revision, at=at, prepared=prepared)
        _hand_over(old, revision, by, at)
    return revision


def _hand_over(old: Revision | None, new: Revision, by: str, at: dt.datetime) -> None:
    """What follows when `new` takes the place of `old`: carried over, noted, told."""
    carrying.carry_over(old, new, by=by, at=at)
    note(new, "Published.", by=by, at=at)
    if old:
        note(old, f"Superseded by revision {new.number}.", by=by, at=at)
    notices.tell_in_force(old, new, at=at)


def lock_guide(revision: Revision) -> None:
    """Make everybody else who moves a revision of the guide wait for the end of the transaction."""
    # Not its key: rows that refer to the guide, subscriptions for one, may be written meanwhile.
    Guide.objects.select_for_update(no_key=True).get(pk=revision.guide_id)


def locked(revision: Revision) -> Revision:
    """The revision as it is now; writers of its parts wait for the end of the transaction."""
    rows = Revision.objects.select_related("guide__provider")
    return rows.select_for_update(of=("self",)).get(pk=revision.pk)


def refuse_unless(revision: Revision, states: Collection[str]) -> None:
    """Raise `CannotPublish` unless the revision is, by now, in one of `states`."""
    state = Revision.objects.values_list("state", flat=True).get(pk=revision.pk)
    if state not in states:
        raise CannotPublish(
            f"{revision} is {state}: only a draft can be published or scheduled."
        )


def refuse_errors(revision: Revision) -> None:
    """Raise `CannotPublish` with everything that stops the revision from coming into force."""
    errors = obstacles_of(revision)
    if errors:
        raise CannotPublish(f"{revision} cannot be published. {' '.join(errors)}")


def obstacles_of(revision: Revision) -> list[str]:
    """What stops publishing, one sentence for each: errors of its text, and rows led astray."""
    errors = checking.errors_of(revision)
    kinds = crossing(revision)
    if kinds:
        errors.append(f"Rows point at another revision: {', '.join(kinds)}.")
    return errors


@transaction.atomic
def withdraw(revision: Revision, *, reason: str, by: str, at: dt.datetime) -> Revision:
    """Take a published or superseded revision out of force, for a stated reason.

    Raises `CannotPublish` for other states or without a reason.
    """
    reason = reason.strip()
    if not reason:
        raise CannotPublish("Give the reason why the revision is withdrawn.")
    lock_guide(revision)
    changed = Revision.objects.filter(pk=revision.pk, state__in=WITHDRAWABLE).move(
        State.WITHDRAWN, withdrawn_at=at, withdrawn_by=by, withdrawn_reason=reason
    )
    if not changed:
        raise CannotPublish(
            "Only a published or superseded revision can be withdrawn. "
            "Unschedule one that waits for its day."
        )
    note(revision, f"Withdrawn: {reason}", by=by, at=at)
    revision.refresh_from_db()
    return revision
