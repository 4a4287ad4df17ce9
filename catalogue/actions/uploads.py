"""Documents handed in by staff: received, then read into a draft or refused with a reason."""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from pathlib import PurePath
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Q

from catalogue.actions.drafting import find_guide, save_draft
from catalogue.models import Guide, Provider, Upload
from catalogue.portable import form
from catalogue.portable.keys import provisions_of
from catalogue.portable.load import FormError
from catalogue.reading.limits import MAX_BYTES, read_in_child
from catalogue.reading.refusals import UnreadableDocument

logger = logging.getLogger(__name__)

# How long a claim holds: well above the time a reading may take, so that only a dead worker's
# upload is taken over.
CLAIM = dt.timedelta(minutes=10)
BROKEN = "Reading stopped with a fault of the program; it has been logged. Try “Read again” later."
TEXTS = {".txt", ".md", ".tsv", ".html", ".htm", ".rst"}
STARTS = {".pdf": b"%PDF-", ".docx": b"PK\x03\x04"}
WIDE_TEXT = (
    b"\xff\xfe",
    b"\xfe\xff",
)  # byte order marks of UTF-16, the text that has NULs


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


def read_upload(upload_id: int, *, at: dt.datetime) -> bool:
    """Read a queued document into a draft; False when another worker has it or it is done.

    Never raises for what a document may hold: a refusal is written to the upload, and then
    nothing else is.
    """
    if not _claim(upload_id, at):
        return False
    upload = Upload.objects.select_related("provider", "guide").get(pk=upload_id)
    try:
        source = read_in_child(bytes(upload.content), upload.name)
        _keep(upload, source, at)
    except (UnreadableDocument, FormError) as refusal:
        _refuse(upload, str(refusal))
    except Exception:
        # A fault while reading one document must neither lose it nor stop a worker.
        logger.exception("Reading upload %s failed", upload_id)
        _refuse(upload, BROKEN)
    return True


def requeue(upload_id: int) -> bool:
    """Put a refused document back into the queue; False in any other state."""
    refused = Upload.objects.filter(pk=upload_id, state=Upload.State.REFUSED)
    return bool(refused.update(state=Upload.State.QUEUED, refusal="", report={}))


def report_of(source: form.Revision) -> dict[str, Any]:
    """What was read, as JSON: per section what was recognised and what stayed prose, and totals."""
    return {
        "title": source.title,
        "sections": [_section(section) for section in source.sections],
        "totals": {
            name.replace("_", " "): len(getattr(source, name))
            for name in (
                "parties",
                "service_levels",
                "terms",
                "offers",
                "rates",
                "bands",
                "quotas",
                "notice_periods",
                "metering_rules",
            )
            if getattr(source, name)
        },
        "findings": [
            {
                "kind": each.kind,
                "section": each.section,
                "text": each.text,
                "line": each.line,
            }
            for each in source.findings
        ],
    }


def _section(section: form.Section) -> dict[str, Any]:
    read = Counter(row.kind for row in provisions_of(section))
    read["matrix"] = len(section.matrices)
    read["component"] = len(section.components)
    read["footnote"] = len(section.footnotes)
    return {
        "number": section.number,
        "title": section.title,
        "line": section.line,
        "recognised": {kind: n for kind, n in sorted(read.items()) if n},
        "prose": len([each for each in section.prose.split("\n\n") if each.strip()]),
    }


def _claim(upload_id: int, at: dt.datetime) -> bool:
    """Take the upload by a conditional UPDATE: of two workers one wins.

    A claim older than `CLAIM` is a dead worker's and may be taken over.
    """
    given_up = Q(
        state=Upload.State.READING, report__claimed_at__lt=(at - CLAIM).isoformat()
    )
    free = Q(state=Upload.State.QUEUED) | given_up
    return bool(
        Upload.objects.filter(free, pk=upload_id).update(
            state=Upload.State.READING, report={"claimed_at": at.isoformat()}
        )
    )


@transaction.atomic
def _keep(upload: Upload, source: form.Revision, at: dt.datetime) -> None:
    guide = upload.guide or find_guide(provider=upload.provider, title=source.title)
    revision, created = save_draft(source, guide=guide, at=at, source_name=upload.name)
    report = report_of(source) | {"new": created}
    _settle(upload, state=Upload.State.READ, report=report, revision=revision)


def _refuse(upload: Upload, reason: str) -> None:
    _settle(upload, state=Upload.State.REFUSED, refusal=reason, report={})


def _settle(upload: Upload, **values: Any) -> None:
    Upload.objects.filter(pk=upload.pk, state=Upload.State.READING).update(**values)
