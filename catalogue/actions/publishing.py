"""A revision's way from draft to published to superseded or withdrawn."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from catalogue.answers import store
from catalogue.models import Guide, Revision
from catalogue.models.references import crossing

State = Revision.State


class CannotPublish(Exception):
    """The revision is not in a state that allows it; the message says which would."""


def publish(revision: Revision, *, by: str, at: dt.datetime) -> Revision:
    """Put a draft in force; the revision published until now is superseded.

    The answer index is stored in the same transaction, so that what is in force can be asked; it
    is prepared before, so that no other writer waits for it. Open findings do not stop it:
    answers that rest on them say so. Raises `CannotPublish` unless the revision is a draft with at
    least one section.
    """
    _refuse_unless_ready(revision)
    prepared = store.prepare(revision)
    with transaction.atomic():
        Guide.objects.select_for_update().get(pk=revision.guide_id)
        revision = _locked(revision)
        _refuse_unless_ready(revision)
        revision.guide.revisions.published().move(State.SUPERSEDED)
        drafts = Revision.objects.filter(pk=revision.pk, state=State.DRAFT)
        drafts.move(State.PUBLISHED, published_at=at, published_by=by)
        revision.refresh_from_db(fields=["state", "published_at", "published_by"])
        Guide.objects.filter(pk=revision.guide_id).update(title=revision.title)
        store.build(revision, at=at, prepared=prepared)
    return revision


def _locked(revision: Revision) -> Revision:
    """The revision as it is now; writers of its parts wait for the end of the transaction."""
    rows = Revision.objects.select_related("guide__provider")
    return rows.select_for_update(of=("self",)).get(pk=revision.pk)


def _refuse_unless_ready(revision: Revision) -> None:
    state = Revision.objects.values_list("state", flat=True).get(pk=revision.pk)
    if state != State.DRAFT:
        raise CannotPublish(f"{revision} is {state}: only a draft can be published.")
    if not revision.sections.exists():
        raise CannotPublish(f"{revision} is empty: read a document into it first.")
    kinds = crossing(revision)
    if kinds:
        raise CannotPublish(
            f"Rows of {revision} point at another revision: {', '.join(kinds)}."
        )


@transaction.atomic
def withdraw(revision: Revision, *, reason: str, by: str, at: dt.datetime) -> Revision:
    """Take a published or superseded revision out of force, for a stated reason.

    Raises `CannotPublish` for other states or without a reason.
    """
    if not reason.strip():
        raise CannotPublish("Give the reason why the revision is withdrawn.")
    changed = Revision.objects.filter(
        pk=revision.pk, state__in=[State.PUBLISHED, State.SUPERSEDED]
    ).move(State.WITHDRAWN, withdrawn_at=at, withdrawn_by=by, withdrawn_reason=reason)
    if not changed:
        raise CannotPublish("Only a published or superseded revision can be withdrawn.")
    revision.refresh_from_db()
    return revision
