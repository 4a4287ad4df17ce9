"""Keeping files with what was said: they belong to an event, and are seen by who sees that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from tickets.attachments import Upload
from tickets.models import Attachment, Event

from .recording import Author


def attach(
    event: Event, uploads: Sequence[Upload], *, author: Author, at: dt.datetime
) -> list[Attachment]:
    """Keep checked files with an event, in the transaction that recorded it; one query."""
    rows = [
        Attachment(
            ticket_id=event.ticket_id,
            event=event,
            customer_id=event.customer_id,
            name=upload.name,
            media_type=upload.media_type,
            size=upload.size,
            digest=upload.digest,
            content=upload.content,
            uploaded_at=at,
            uploaded_by=author.name,
        )
        for upload in uploads
    ]
    return Attachment.objects.bulk_create(rows, batch_size=5)
