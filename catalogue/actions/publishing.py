"""A revision's way from draft to published to superseded or withdrawn."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from catalogue.answers import store
from catalogue.models import Guide, Revision

State = Revision.State


class CannotPublish(Exception):
    """The revision is not in a state that allows it; the message says which would."""


@transaction.atomic
def publish(revision: Revision, *, by: str, at: dt.datetime) -> Revision:
    """Put a draft in force; the revision published until now is superseded.

    Builds the answer index in the same transaction, so that what is in force can be asked. Open
    findings do not stop it: answers that rest on them say so. Raises `CannotPublish` unless the
    revision is a draft with at least one section.
    """
    Guide.objects.select_for_update().get(pk=revision.guide_id)
    revision = Revision.objects.select_related("guide__provider").get(pk=revision.pk)
    if not revision.is_draft:
        raise CannotPublish(
            f"{revision} is {revision.state}: only a draft can be published."
        )
    if not revision.sections.exists():
        raise CannotPublish(f"{revision} is empty: read a document into it first.")
    revision.guide.revisions.published().update(state=State.SUPERSEDED)
    revision.state = State.PUBLISHED
    revision.published_at = at
    revision.published_by = by
    revision.save(update_fields=["state", "published_at", "published_by"])
    Guide.objects.filter(pk=revision.guide_id).update(title=revision.title)
    store.build(revision, at=at)
    return revision


@transaction.atomic
def withdraw(revision: Revision, *, reason: str, by: str, at: dt.datetime) -> Revision:
    """Take a published or superseded revision out of force, for a stated reason.

    Raises `CannotPublish` for other states or without a reason.
    """
    if not reason.strip():
        raise CannotPublish("Give the reason why the revision is withdrawn.")
    changed = Revision.objects.filter(
        pk=revision.pk, state__in=[State.PUBLISHED, State.SUPERSEDED]
    ).update(
        state=State.WITHDRAWN, withdrawn_at=at, withdrawn_by=by, withdrawn_reason=reason
    )
    if not changed:
        raise CannotPublish("Only a published or superseded revision can be withdrawn.")
    revision.refresh_from_db()
    return revision
