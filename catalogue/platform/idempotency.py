"""Requests that may be sent again: the same key and the same content get the same reply.

    with once(sender="key:7", key=key, payload=sent, at=now) as kept:
        if kept.is_new:
            kept.keep(reply_of(act()))
    return kept.reply

The key is stored in the transaction of the act, before it: who sends it at the same moment waits
for the first to end. An act that is refused stores nothing, so that its key may be used again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from catalogue.models import Submission
from catalogue.platform.prepared import prepared

LONGEST_KEY = 200
REMEMBERED = dt.timedelta(days=30)
AT_ONCE = 10_000  # rows that one run of `forget_old` takes


class BadKey(ValueError):
    """The key cannot be kept as it is."""


class KeyReused(Exception):
    """The sender used this key for something else."""

    def __init__(self) -> None:
        super().__init__(
            "This key was used for another request: take a new key for a new request."
        )


class Kept:
    """The reply to a request: that of the first time, or the one that `keep` stores."""

    def __init__(self, reply: Any = None, *, is_new: bool = True) -> None:
        self.reply = reply
        self.is_new = is_new

    def keep(self, reply: Any) -> None:
        """Store the reply: plain values, fit for JSON."""
        self.reply = reply


@contextmanager
def once(
    *,
    sender: str,
    key: str,
    payload: Any,
    customer: int | None = None,
    at: dt.datetime,
) -> Iterator[Kept]:
    """Run the block in a transaction; without a key as often as it is asked for.

    `sender` separates those whose keys have nothing to do with each other. Raises `KeyReused` for
    another payload under the key, `BadKey` for one that is too long or has odd characters.
    """
    if not key:
        with transaction.atomic():
            yield Kept()
        return
    _check(key)
    with transaction.atomic():
        row, is_first = _taken(sender, key, fingerprint(payload), customer, at)
        kept = Kept(None if is_first else row.reply, is_new=is_first)
        yield kept
        if is_first:
            _answered(row, kept.reply)


def fingerprint(payload: Any) -> str:
    """The same for the same content, whatever the order of its members."""
    text = json.dumps(payload, sort_keys=True, cls=_Encoder, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def forget_old(now: dt.datetime) -> int:
    """Delete the keys of a month ago and before; how many. At most 10,000 at a time."""
    old = Submission.objects.filter(at__lt=now - REMEMBERED).order_by("at")
    pks = list(old.values_list("pk", flat=True)[:AT_ONCE])
    return Submission.objects.filter(pk__in=pks).delete()[0]


class _Encoder(DjangoJSONEncoder):
    """Bytes stand for themselves by their digest: a file is told from another one."""

    def default(self, o: Any) -> Any:
        if isinstance(o, bytes):
            return hashlib.sha256(o).hexdigest()
        return super().default(o)


def _check(key: str) -> None:
    if len(key) > LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise BadKey(f"A key has at most {LONGEST_KEY} characters, all of them ASCII.")


# By hand: Django does not tell whether a row that may be there already was added, and takes longer
# to put a statement together than the database to run it.
TAKE = """
    INSERT INTO catalogue_submission (sender, key, fingerprint, customer_id, reply, at)
    VALUES (%s, %s, %s, %s, '{}', %s) ON CONFLICT (sender, key) DO NOTHING RETURNING id
"""

ANSWER = "UPDATE catalogue_submission SET reply = %s WHERE id = %s"


def _answered(row: Submission, reply: Any) -> None:
    field = Submission._meta.get_field("reply")
    with prepared(), connection.cursor() as cursor:
        cursor.execute(ANSWER, [field.get_db_prep_save(reply, connection), row.pk])


def _taken(
    sender: str, key: str, print_: str, customer: int | None, at: dt.datetime
) -> tuple[Submission, bool]:
    """The row of the key, and whether it was made just now.

    Who comes second waits here until the first has ended, and then leaves its row alone.
    """
    moment = connection.ops.adapt_datetimefield_value(at)
    with prepared(), connection.cursor() as cursor:
        cursor.execute(TAKE, [sender, key, print_, customer, moment])
        added = cursor.fetchone()
    if added:
        return Submission(pk=added[0]), True
    stored = Submission.objects.get(sender=sender, key=key)
    if stored.fingerprint != print_:
        raise KeyReused
    return stored, False
