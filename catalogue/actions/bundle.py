"""Guide files into the catalogue: provider, calendars, and a revision that is published at once."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

from django.db import transaction

from catalogue import models
from catalogue.actions.drafting import save_draft
from catalogue.actions.publishing import publish
from catalogue.portable import form
from catalogue.portable.yaml import parse

FOLDER = Path(__file__).resolve().parent.parent / "data"
NOT_GUIDES = {"synonyms.yaml"}
PUBLISHER = "guide file"


def bundled_files() -> list[Path]:
    """The guide files that come with the project."""
    return sorted(path for path in FOLDER.glob("*.yaml") if path.name not in NOT_GUIDES)


def load_guide_file(path: Path, *, at: dt.datetime) -> tuple[models.Revision, bool]:
    """Bring in the guide of a file: the revision, and whether it is new.

    A file that was brought in before changes nothing. The revision is published unless staff have
    published one of their own since: then it stays a draft for them to compare. Raises
    `GuideFileError` or `FormError`.
    """
    text = path.read_text(encoding="utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    known = models.Revision.objects.filter(source_digest=digest).first()
    if known:
        return known, False
    return _load(parse(text, path.name), path.name, digest, at)


@transaction.atomic
def _load(
    source: form.Guide, name: str, digest: str, at: dt.datetime
) -> tuple[models.Revision, bool]:
    provider = _provider(source)
    for calendar in source.calendars:
        _calendar(provider, calendar)
    guide, _ = models.Guide.objects.get_or_create(
        provider=provider, key=source.key, defaults={"title": source.revision.title}
    )
    revision, created = save_draft(
        source.revision, guide=guide, at=at, source_name=name, source_digest=digest
    )
    current = guide.revisions.published().first()
    if revision.is_draft and (current is None or current.published_by == PUBLISHER):
        revision = publish(revision, by=PUBLISHER, at=at)
    return revision, created


def _provider(source: form.Guide) -> models.Provider:
    provider, _ = models.Provider.objects.get_or_create(
        key=source.provider,
        defaults={
            "name": source.provider_name or source.provider,
            "contact_url": source.contact_url,
            "phone": source.phone,
        },
    )
    return provider


def _calendar(provider: models.Provider, source: form.Calendar) -> None:
    """Add the calendar's version; one that begins on the same date stays as it is."""
    calendar, _ = models.Calendar.objects.get_or_create(
        provider=provider,
        key=source.key,
        defaults={"name": source.name, "notes": source.notes, "ref": source.ref},
    )
    version, created = models.CalendarVersion.objects.get_or_create(
        calendar=calendar,
        valid_from=dt.date.fromisoformat(source.valid_from),
        defaults={
            "zone": source.zone,
            "always_open": source.always_open,
            "holidays": source.holidays,
        },
    )
    if not created:
        return
    models.Window.objects.bulk_create(
        models.Window(
            version=version,
            day=window.day,
            opens=_minutes(window.opens),
            closes=_minutes(window.closes),
        )
        for window in source.windows
    )
    models.Closure.objects.bulk_create(
        models.Closure(version=version, day=dt.date.fromisoformat(c.day), name=c.name)
        for c in source.closures
    )


def _minutes(clock: str) -> int:
    """Minutes after midnight of `HH:MM`."""
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
