"""Drafts: how a text gets into the catalogue."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from django.db import transaction
from django.db.models import Max, Q

from catalogue import models
from catalogue.models.changes import note
from catalogue.platform import audit
from catalogue.portable import dump, form, load
from catalogue.portable.keys import slug, with_keys
from catalogue.portable.plain import from_plain, to_plain
from catalogue.portable.problems import check

# The note that the history of a copy begins with.
COPIED = "Copied from revision {number}."


def find_guide(*, provider: models.Provider, title: str, key: str = "") -> models.Guide:
    """The provider's guide with `key`, or with the title's words as key; made when missing."""
    guide, _ = models.Guide.objects.get_or_create(
        provider=provider,
        key=slug(key or title),
        defaults={"title": title[: models.Guide._meta.get_field("title").max_length]},
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

    When a revision of the guide that is not withdrawn says the same already, or staff edited and
    published what was read from the same bytes (`source_digest`, SHA-256), that one is returned
    and nothing changes. A draft that was edited since is not the same any more. Raises
    `FormError` when the text refers to something missing or is too long.
    """
    source = with_keys(source)
    check(source, guide.provider)
    digest = digest_of(source)
    models.Guide.objects.select_for_update().get(pk=guide.pk)
    known = _known(guide, digest, source_digest)
    if known:
        return known, False
    origin = {"source_name": source_name, "source_digest": source_digest}
    told = f"Read from {source_name}." if source_name else "Written by a program."
    return _write(source, guide, digest, at, origin, told), True


@transaction.atomic
def copy_to_draft(revision: models.Revision, *, at: dt.datetime) -> models.Revision:
    """A new draft of the same guide that says what `revision` says.

    Aliases and decisions on findings keep who made them, and when.
    """
    models.Guide.objects.select_for_update().get(pk=revision.guide_id)
    source = dump.read(revision)
    origin = {
        "source_name": revision.source_name,
        "source_digest": revision.source_digest,
        "calendar_keys": revision.calendar_keys,
    }
    # An edited revision has lost its digest; a fresh one is that of the text it was read from.
    digest = revision.content_digest or digest_of(source)
    told = COPIED.format(number=revision.number)
    draft = _write(source, revision.guide, digest, at, origin, told)
    _stamp_aliases(revision, draft)
    _stamp_findings(revision, draft)
    return draft


def _stamp_aliases(revision: models.Revision, draft: models.Revision) -> None:
    def of(owner: models.Revision) -> dict[tuple[str, str], models.Alias]:
        rows = models.Alias.objects.filter(provision__revision=owner)
        return {
            (row.provision.key, row.text): row
            for row in rows.select_related("provision")
        }

    originals, copies = of(revision), of(draft)
    for name, copy in copies.items():
        copy.added_at = originals[name].added_at
        copy.added_by = originals[name].added_by
    models.Alias.objects.bulk_update(
        copies.values(), ["added_at", "added_by"], batch_size=200
    )


def _stamp_findings(revision: models.Revision, draft: models.Revision) -> None:
    """Findings are copied in order, so that they come in pairs."""
    copies = list(draft.findings.order_by("position", "pk"))
    originals = revision.findings.order_by("position", "pk")
    stamps = ["reading", "decided_at", "decided_by", "created_at"]
    for original, copy in zip(originals, copies, strict=True):
        for name in stamps:
            setattr(copy, name, getattr(original, name))
    models.Finding.objects.bulk_update(copies, stamps, batch_size=200)


def digest_of(source: form.Revision) -> str:
    """SHA-256 of everything the revision says."""
    # Through the form once more, so that 5 and 5.0 are the same number.
    same = from_plain(form.Revision, to_plain(source))
    plain = json.dumps(to_plain(same), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()


def _known(
    guide: models.Guide, digest: str, source_digest: str
) -> models.Revision | None:
    same = Q(content_digest=digest)
    if source_digest:
        edited = Q(source_digest=source_digest, content_digest="")
        same |= edited & ~Q(state=models.Revision.State.DRAFT)
    rows = guide.revisions.exclude(state=models.Revision.State.WITHDRAWN)
    return rows.filter(same).order_by("-number").first()


def _write(
    source: form.Revision,
    guide: models.Guide,
    digest: str,
    at: dt.datetime,
    origin: dict[str, Any],
    told: str,
) -> models.Revision:
    last = guide.revisions.aggregate(last=Max("number"))["last"] or 0
    draft = models.Revision.objects.create(
        guide=guide,
        number=last + 1,
        title=source.title,
        label=source.label,
        paraphrase=source.paraphrase,
        ref=source.ref,
        created_at=at,
        **origin,
    )
    with audit.summed_up():
        load.write(source, draft)
    note(draft, told, by=audit.author(), at=at)
    # Last: a part that is written makes the revision forget its digest.
    draft.content_digest = digest
    draft.save(update_fields=["content_digest"])
    return draft
