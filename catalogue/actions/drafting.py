"""Drafts: how a text gets into the catalogue."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

from django.db import transaction
from django.db.models import Max

from catalogue import models
from catalogue.portable import dump, form, load
from catalogue.portable.keys import slug, with_keys
from catalogue.portable.plain import to_plain


def find_guide(*, provider: models.Provider, title: str, key: str = "") -> models.Guide:
    """The provider's guide with `key`, or with the title's words as key; made when missing."""
    guide, _ = models.Guide.objects.get_or_create(
        provider=provider, key=slug(key or title), defaults={"title": title}
    )
    return guide


@transaction.atomic
def save_draft(
    source: form.Revision,
    *,
    guide: models.Guide,
    at: dt.datetime,
    source_name: str = "",
    source_digest: str = "",
) -> tuple[models.Revision, bool]:
    """Add `source` as a draft of `guide`: the revision, and whether it is new.

    When the newest revision of the guide says the same already, that one is returned and nothing
    changes. Raises `load.FormError` when the text refers to something missing.
    """
    source = with_keys(source)
    digest = digest_of(source)
    models.Guide.objects.select_for_update().get(pk=guide.pk)
    newest = guide.revisions.order_by("-number").first()
    if newest and newest.content_digest == digest:
        return newest, False
    origin = {"source_name": source_name, "source_digest": source_digest}
    return _write(source, guide, digest, at, origin), True


@transaction.atomic
def copy_to_draft(revision: models.Revision, *, at: dt.datetime) -> models.Revision:
    """A new draft of the same guide that says what `revision` says."""
    models.Guide.objects.select_for_update().get(pk=revision.guide_id)
    source = dump.read(revision)
    return _write(source, revision.guide, "", at, {"source_name": revision.source_name})


def digest_of(source: form.Revision) -> str:
    """SHA-256 of everything the revision says."""
    plain = json.dumps(to_plain(source), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()


def _write(
    source: form.Revision,
    guide: models.Guide,
    digest: str,
    at: dt.datetime,
    origin: dict[str, str],
) -> models.Revision:
    last = guide.revisions.aggregate(last=Max("number"))["last"] or 0
    draft = models.Revision.objects.create(
        guide=guide,
        number=last + 1,
        title=source.title,
        label=source.label,
        paraphrase=source.paraphrase,
        ref=source.ref,
        content_digest=digest,
        created_at=at,
        **origin,
    )
    load.write(source, draft)
    return draft
