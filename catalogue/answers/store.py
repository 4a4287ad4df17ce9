"""Answer indexes in the database, and the copies that a process keeps."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import OrderedDict
from collections.abc import Iterable
from functools import cache
from threading import Lock

from django.conf import settings
from django.db.models import Case, Count, F, Max, OuterRef, Q, Subquery, When

from catalogue.answers.encoder import Encoder
from catalogue.answers.entries import entries_of
from catalogue.answers.index import Index, IndexOutdated
from catalogue.answers.index import build as build_index
from catalogue.answers.ranking import Scope
from catalogue.answers.synonyms import bundled
from catalogue.models import Alias, AnswerIndex, Change, Revision, SynonymGroup

State = Revision.State
KEPT_INDEXES = 64
KEPT_SCOPES = 16

_indexes: OrderedDict[str, Index] = OrderedDict()
_scopes: OrderedDict[tuple, Scope] = OrderedDict()
_lock = Lock()


@cache
def encoder() -> Encoder | None:
    """The sentence model of this process, or None when the machine has none."""
    return Encoder.load(settings.MODEL_DIR)


def prepare(revision: Revision) -> Index:
    """The index of a revision, not stored yet: seconds of work that need no lock.

    Lines that the revision's own earlier index, or else the newest one of its guide, knows are
    not read again.
    """
    return build_index(entries_of(revision), encoder(), _earlier(revision))


def build(
    revision: Revision, *, at: dt.datetime, prepared: Index | None = None
) -> AnswerIndex:
    """Index a revision and store it, in place of an earlier index.

    `prepared` saves the work when the revision still says what it said then.
    """
    entries = entries_of(revision)
    if prepared is None or list(prepared.entries) != entries:
        prepared = build_index(entries, encoder(), prepared or _earlier(revision))
    index, data = prepared, prepared.to_bytes()
    row, _ = AnswerIndex.objects.update_or_create(
        revision=revision,
        defaults={
            "data": data,
            "digest": hashlib.sha256(data).hexdigest(),
            "entries": len(index.entries),
            "model_digest": index.model,
            "built_at": at,
        },
    )
    return row


def _earlier(revision: Revision) -> Index | None:
    model = encoder()
    if model is None:
        return None
    rows = AnswerIndex.objects.filter(
        revision__guide=revision.guide_id, model_digest=model.name
    )
    own_first = Case(When(revision=revision.pk, then=0), default=1)
    row = rows.order_by(own_first, "-built_at").first()
    if row is None:
        return None
    try:
        return Index.from_bytes(bytes(row.data))
    except IndexOutdated:
        return None


def unindexed() -> list[Revision]:
    """Drafts and scheduled revisions without an index, or changed since theirs was built.

    Indexed ahead, they are published without the reader's waiting for the sentence model.
    """
    latest = Change.objects.filter(revision=OuterRef("pk")).order_by("-pk")
    rows = Revision.objects.filter(state__in=[State.DRAFT, State.SCHEDULED]).annotate(
        changed_at=Subquery(latest.values("at")[:1])
    )
    stale = Q(answer_index=None) | Q(answer_index__built_at__lt=F("changed_at"))
    return list(rows.filter(stale).order_by("pk"))


def scope_of(revisions: Iterable[Revision], *, at: dt.datetime) -> Scope:
    """The indexes of `revisions` as one scope, from memory when nothing changed since.

    An index that is missing, damaged or of another sentence model is built anew.
    """
    rows = _stored([revision.pk for revision in revisions], at)
    aliases = Alias.objects.filter(provision__revision__in=rows)
    counted = aliases.aggregate(n=Count("pk"), newest=Max("added_at"), last=Max("pk"))
    synonyms = tuple(tuple(group.listed()) for group in SynonymGroup.objects.all())
    key = (tuple(sorted(rows.values())), synonyms, *counted.values())
    with _lock:
        if key in _scopes:
            _scopes.move_to_end(key)
            return _scopes[key]
    scope = Scope(
        [_index(pk, digest) for pk, digest in sorted(rows.items())],
        [*bundled(), *synonyms],
        [
            (f"provision:{pk}", text)
            for pk, text in aliases.values_list("provision", "text")
        ],
        encoder=encoder(),
    )
    with _lock:
        _scopes[key] = scope
        while len(_scopes) > KEPT_SCOPES:
            _scopes.popitem(last=False)
    return scope


def _stored(pks: list[int], at: dt.datetime) -> dict[int, str]:
    """Digests of the revisions' indexes; one that does not fit the model is built anew."""
    model = encoder()
    wanted = model.name if model else ""
    found = AnswerIndex.objects.filter(revision__in=pks, model_digest=wanted)
    rows = dict(found.values_list("revision", "digest"))
    missing = [pk for pk in pks if pk not in rows]
    for revision in Revision.objects.filter(pk__in=missing) if missing else ():
        rows[revision.pk] = build(revision, at=at).digest
    return rows


def _index(pk: int, digest: str) -> Index:
    with _lock:
        if digest in _indexes:
            _indexes.move_to_end(digest)
            return _indexes[digest]
    row = AnswerIndex.objects.select_related("revision").get(revision=pk)
    try:
        index = Index.from_bytes(bytes(row.data))
    except IndexOutdated:
        index = Index.from_bytes(bytes(build(row.revision, at=row.built_at).data))
    with _lock:
        _indexes[digest] = index
        while len(_indexes) > KEPT_INDEXES:
            _indexes.popitem(last=False)
    return index
