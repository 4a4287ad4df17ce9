"""Guide files into the catalogue: provider, calendars, and a revision, as a draft or published."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.db import transaction

from catalogue import models
from catalogue.actions.drafting import save_draft
from catalogue.actions.publishing import publish
from catalogue.portable import dump, form, limits, references
from catalogue.portable.keys import with_keys
from catalogue.portable.yaml import GuideFile, GuideFileError, decode, read

FOLDER = Path(__file__).resolve().parent.parent / "data"
NOT_GUIDES = {"synonyms.yaml"}
PUBLISHER = "guide file"


@dataclass(frozen=True)
class Source:
    """A guide file that was read, with the SHA-256 of its bytes."""

    file: GuideFile
    digest: str


@dataclass(frozen=True)
class Loaded:
    """What came of a guide file: its revision, whether that is new, and what else to know."""

    name: str
    revision: models.Revision
    created: bool
    notes: list[str] = field(default_factory=list)


def bundled_files() -> list[Path]:
    """The guide files that come with the project."""
    return sorted(path for path in FOLDER.glob("*.yaml") if path.name not in NOT_GUIDES)


def load_guide_file(path: Path, *, at: dt.datetime) -> tuple[models.Revision, bool]:
    """Bring in a guide that comes with the project: the revision, and whether it is new.

    A file that was brought in before changes nothing. The revision is published unless staff have
    published one of their own since: then it stays a draft for them to compare. Raises
    `GuideFileError`.
    """
    content = path.read_bytes()
    known = models.Revision.objects.filter(source_digest=_digest(content)).first()
    if known:
        return known, False
    with transaction.atomic():
        loaded = _load(open_guide(content, path.name), at)
        revision = loaded.revision
        current = revision.guide.revisions.published().first()
        ours = current is None or current.published_by == PUBLISHER
        if revision.is_draft and ours:
            revision = publish(revision, by=PUBLISHER, at=at)
    return revision, loaded.created


def open_guide(content: bytes, name: str) -> Source:
    """Read a guide file and check all of it. Raises `GuideFileError`, which tells every problem.

    Nothing is written. What the tables would refuse, cut or round is told here, by line and field.
    """
    file = read(decode(content, name), name)
    guide = replace(file.guide, revision=with_keys(file.guide.revision))
    calendars = models.Calendar.objects.filter(provider__key=guide.provider)
    known = set(calendars.values_list("key", flat=True))
    found = [*limits.problems(guide, exact=True), *references.of_file(guide, known)]
    if found:
        raise file.refused(found)
    return Source(replace(file, guide=guide), _digest(content))


def open_guides(paths: Sequence[Path]) -> list[Source]:
    """Read guide files. Raises `GuideFileError` with the problems of all of them."""
    opened, refusals = [], []
    for path in paths:
        try:
            opened.append(open_guide(path.read_bytes(), path.name))
        except GuideFileError as refusal:
            refusals.append(str(refusal))
        except OSError as error:
            refusals.append(f"{path}: {error.strerror}")
    if refusals:
        raise GuideFileError("\n".join(refusals))
    return opened


@transaction.atomic
def load_guides(
    sources: Sequence[Source], *, by: str, at: dt.datetime, published: bool = False
) -> list[Loaded]:
    """Bring in guide files, all or none, as drafts; with `published` they are published by `by`.

    A file that says what a revision of its guide says already brings nothing new. Raises
    `CannotPublish`.
    """
    loaded = [_load(source, at) for source in sources]
    for each in loaded:
        if published and each.revision.is_draft:
            publish(each.revision, by=by, at=at)
            each.revision.refresh_from_db()
    return loaded


def _load(source: Source, at: dt.datetime) -> Loaded:
    file = source.file
    provider = _provider(file.guide)
    guide, _ = models.Guide.objects.get_or_create(
        provider=provider,
        key=file.guide.key,
        defaults={"title": file.guide.revision.title},
    )
    notes = [_calendar(provider, calendar) for calendar in file.guide.calendars]
    revision, created = save_draft(
        file.guide.revision,
        guide=guide,
        at=at,
        source_name=file.name,
        source_digest=source.digest,
    )
    if created:
        revision.calendar_keys = [calendar.key for calendar in file.guide.calendars]
        rows = models.Revision.objects.filter(pk=revision.pk)
        rows.update(calendar_keys=revision.calendar_keys)
    return Loaded(file.name, revision, created, [note for note in notes if note])


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


def _calendar(provider: models.Provider, source: form.Calendar) -> str:
    """Add the calendar's version; one that begins on the same date stays as it is.

    A note where that one says something else, or where tickets are judged by the calendar already
    and the version would change the past; blank otherwise.
    """
    calendar, _ = models.Calendar.objects.get_or_create(
        provider=provider,
        key=source.key,
        defaults={"name": source.name, "notes": source.notes, "ref": source.ref},
    )
    try:
        version, created = models.CalendarVersion.objects.get_or_create(
            calendar=calendar,
            valid_from=dt.date.fromisoformat(source.valid_from),
            defaults={
                "zone": source.zone,
                "always_open": source.always_open,
                "holidays": source.holidays,
            },
        )
    except models.CalendarIsFixed as refusal:
        return f"Calendar {source.key} from {source.valid_from} is left out. {refusal}"
    if created:
        _fill(version, source)
    elif dump.read_calendar(version) != source:
        return (
            f"Calendar {source.key} from {source.valid_from} is there already and says something "
            "else; it stays as it is. Give the file's calendar another valid_from."
        )
    return ""


def _fill(version: models.CalendarVersion, source: form.Calendar) -> None:
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


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
