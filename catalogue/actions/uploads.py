"""Documents handed in by staff: received, then read into a draft or refused with a reason."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from contextlib import suppress
from pathlib import PurePath
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Q

from catalogue.actions.bundle import Source, load_guides, open_guide
from catalogue.actions.drafting import find_guide
from catalogue.actions.keeping import Drafted, Kept, keep_decisions, read_in
from catalogue.models import Guide, Provider, Upload
from catalogue.platform import audit
from catalogue.portable.problems import FormError
from catalogue.portable.yaml import GuideFileError
from catalogue.reading.limits import (
    MAX_BYTES,
    WALL_SECONDS,
    read_with_source_in_child,
)
from catalogue.reading.refusals import TookTooLong, UnreadableDocument
from catalogue.reading.report import summary
from catalogue.reading.source import Reading

logger = logging.getLogger(__name__)

# How long a claim holds: above the minute a reading may take. A worker that comes back later
# finds its token gone.
CLAIM = dt.timedelta(minutes=3)
_QUICK_GUIDE_FILE = 200 * 1024  # bytes that are read while somebody waits
BROKEN = "Reading stopped with a fault of the program; it has been logged. Try “Read again” later."
GUIDE_FILES = {".yaml", ".yml"}
TEXTS = {".txt", ".md", ".tsv", ".html", ".htm", ".rst"} | GUIDE_FILES
MOST_OF_GUIDE_FILE = 2 * 1024 * 1024
STARTS = {".pdf": b"%PDF-", ".docx": b"PK\x03\x04"}
WIDE_TEXT = (
    b"\xff\xfe",
    b"\xfe\xff",
)  # byte order marks of UTF-16, the text that has NULs


class ClaimLost(Exception):
    """Another worker took the upload over: what this one read is rolled back."""


class UploadRefused(Exception):
    """The file is none that can be read; the message says why."""


def check(file: File) -> None:
    """Raise `UploadRefused` for a file that need not be stored: kind, size or first bytes are wrong."""
    suffix = PurePath(file.name or "").suffix.lower()
    if suffix not in TEXTS | STARTS.keys():
        known = ", ".join(sorted(each[1:] for each in TEXTS | STARTS.keys()))
        raise UploadRefused(f"Files of this kind are not read. Choose one of: {known}.")
    if not file.size:
        raise UploadRefused("The file is empty.")
    if suffix in GUIDE_FILES and file.size > MOST_OF_GUIDE_FILE:
        raise UploadRefused("A guide file has at most 2 MB; this one has more.")
    if file.size > MAX_BYTES:
        raise UploadRefused(
            f"The file has {file.size / 1024 / 1024:.0f} MB; {MAX_BYTES // 1024 // 1024} MB are read at most."
        )
    file.seek(0)
    start = file.read(4096)
    file.seek(0)
    if suffix in STARTS and STARTS[suffix] not in start:
        raise UploadRefused(
            f"The file is no {suffix[1:]} document, whatever its name says."
        )
    if suffix in TEXTS and b"\0" in start and not start.startswith(WIDE_TEXT):
        raise UploadRefused("The file holds no text, whatever its name says.")


@transaction.atomic
def receive(
    file: File, provider: Provider, guide: Guide | None, *, by: str, at: dt.datetime
) -> Upload:
    """Store a document in the queue of those to be read. Raises `UploadRefused` as `check` does."""
    check(file)
    return Upload.objects.create(
        provider=provider,
        guide=guide,
        name=PurePath(file.name or "").name[-255:],
        content=file.read(),
        uploaded_at=at,
        uploaded_by=by,
    )


def read_upload(
    upload_id: int, *, at: dt.datetime, patience: float = WALL_SECONDS
) -> bool:
    """Read a queued document into a draft; False when another worker has it or it is done.

    Somebody who waits for it gives `patience` in seconds: a document that takes longer goes back
    into the queue, for a worker. Decisions on the guide's earlier revisions are kept. Never raises for what a document may hold: a refusal is written to the upload, and then
    nothing else is.
    """
    token = _claim(upload_id, at)
    if not token:
        return False
    upload = Upload.objects.select_related("provider", "guide").get(pk=upload_id)
    upload.claim = token
    try:
        with audit.acting(upload.uploaded_by):
            _read(upload, at, patience)
    except TookTooLong as refusal:
        if patience < WALL_SECONDS:
            return _give_back(upload)
        _refuse(upload, str(refusal))
    except (UnreadableDocument, FormError, GuideFileError) as refusal:
        _refuse(upload, str(refusal))
    except ClaimLost:
        logger.warning("Upload %s was taken over; this reading is dropped", upload_id)
        return False
    except Exception:
        # A fault while reading one document must neither lose it nor stop a worker.
        logger.exception("Reading upload %s failed", upload_id)
        _refuse(upload, BROKEN)
    return True


def _read(upload: Upload, at: dt.datetime, patience: float) -> None:
    content = bytes(upload.content)
    if PurePath(upload.name).suffix.lower() not in GUIDE_FILES:
        _keep(upload, read_with_source_in_child(content, upload.name, patience), at)
    elif patience < WALL_SECONDS and len(content) > _QUICK_GUIDE_FILE:
        raise TookTooLong("A guide file of this size is left to the worker.")
    else:
        # Before the transaction: parsing takes seconds, and SQLite has one writer.
        _keep_guide_file(upload, open_guide(content, upload.name), at)


def requeue(upload_id: int) -> bool:
    """Put a refused document back into the queue; False in any other state."""
    refused = Upload.objects.filter(pk=upload_id, state=Upload.State.REFUSED)
    return bool(refused.update(state=Upload.State.QUEUED, refusal="", report={}))


def waiting(at: dt.datetime) -> list[int]:
    """Keys of the uploads that somebody has to read: queued, or given up by a worker; oldest first."""
    rows = Upload.objects.filter(_free(at)).order_by("uploaded_at", "pk")
    return list(rows.values_list("pk", flat=True))


def _free(at: dt.datetime) -> Q:
    given_up = Q(state=Upload.State.READING, claimed_at__lt=at - CLAIM)
    return Q(state=Upload.State.QUEUED) | given_up


def _claim(upload_id: int, at: dt.datetime) -> str:
    """Take the upload by a conditional UPDATE: of two workers one wins, and gets a token.

    Blank when it is not free. A claim older than `CLAIM` is a dead worker's and is taken over.
    """
    token = secrets.token_hex(16)
    free = Upload.objects.filter(_free(at), pk=upload_id)
    taken = free.update(state=Upload.State.READING, claim=token, claimed_at=at)
    return token if taken else ""


@transaction.atomic
def _keep(upload: Upload, reading: Reading, at: dt.datetime) -> None:
    source = reading.revision
    guide = upload.guide or find_guide(provider=upload.provider, title=source.title)
    drafted = read_in(
        source, guide=guide, at=at, name=upload.name, content=bytes(upload.content)
    )
    _done(upload, drafted, reading)


def _done(upload: Upload, drafted: Drafted, reading: Reading) -> None:
    report = summary(reading.revision) | {
        "new": drafted.created,
        "kept": drafted.kept.as_json(),
        "lines": reading.margins,
        "marks": reading.marks,
    }
    _settle(
        upload,
        state=Upload.State.READ,
        report=report,
        revision=drafted.revision,
        text=reading.text,
    )


@transaction.atomic
def _keep_guide_file(upload: Upload, opened: Source, at: dt.datetime) -> None:
    """A guide file says what it is: it names its provider and its guide, and nothing is guessed."""
    guide = opened.file.guide
    if guide.provider != upload.provider.key:
        raise GuideFileError(
            f"The file is of the provider “{guide.provider}”, not of {upload.provider}. "
            "Choose that provider."
        )
    if upload.guide and guide.key != upload.guide.key:
        raise GuideFileError(
            f"The file is of the guide “{guide.key}”. Leave the guide empty, or choose that one."
        )
    loaded = load_guides([opened], by=upload.uploaded_by, at=at)[0]
    kept = keep_decisions(loaded.revision, at=at) if loaded.created else Kept()
    kept.lost += loaded.notes
    drafted = Drafted(loaded.revision, loaded.created, kept)
    _done(upload, drafted, Reading(guide.revision))


def _give_back(upload: Upload) -> bool:
    """Put a document that takes its time back into the queue. Always False: it is not read."""
    with suppress(ClaimLost):
        _settle(upload, state=Upload.State.QUEUED)
    return False


def _refuse(upload: Upload, reason: str) -> None:
    with suppress(ClaimLost):
        _settle(upload, state=Upload.State.REFUSED, refusal=reason, report={})


def _settle(upload: Upload, **values: Any) -> None:
    """Write what came of the reading and give the claim back. Raises `ClaimLost`."""
    own = Upload.objects.filter(
        pk=upload.pk, state=Upload.State.READING, claim=upload.claim
    )
    if not own.update(claim="", claimed_at=None, **values):
        raise ClaimLost
