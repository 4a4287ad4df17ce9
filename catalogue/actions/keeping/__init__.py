"""What staff decided on earlier revisions, kept on a draft that was read from a corrected source."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.apps import apps
from django.db import transaction

from catalogue.actions.carrying import aliases_of, copy_aliases
from catalogue.actions.drafting import save_draft
from catalogue.actions.matching import counterparts
from catalogue.models import Guide, Revision
from catalogue.models.changes import note
from catalogue.platform import audit
from catalogue.portable import form

from .evidence import other_changes
from .findings import keep_findings
from .kept import Kept, KeptRow
from .values import keep_values

__all__ = ["Drafted", "Kept", "keep_decisions", "read_in"]


@dataclass(frozen=True)
class Drafted:
    """The revision that says what a document says, whether it is new, and what it kept."""

    revision: Revision
    created: bool
    kept: Kept


@transaction.atomic
def read_in(
    source: form.Revision, *, guide: Guide, at: dt.datetime, name: str, content: bytes
) -> Drafted:
    """Save what was read from a file as a draft that keeps staff's earlier decisions.

    Nothing changes when a revision says it already; see `save_draft` for that, and for what it raises.
    """
    revision, created = save_draft(
        source,
        guide=guide,
        at=at,
        source_name=name,
        source_digest=hashlib.sha256(content).hexdigest(),
    )
    kept = keep_decisions(revision, at=at) if created else Kept()
    return Drafted(revision, created, kept)


@transaction.atomic
def keep_decisions(draft: Revision, *, at: dt.datetime) -> Kept:
    """Give a draft that was just read the decisions made on the guide's earlier revisions.

    From the newest revision that is not withdrawn, then from the one in force: aliases, decided
    findings, sides of parties, calendars of service levels, and charges, groups and scope that
    staff corrected, each where the row is the same. What cannot be kept is in the result. The
    draft's digest stays that of the text, so that reading the same file again changes nothing.
    """
    kept = Kept()
    digest = draft.content_digest
    bases = _bases(draft)
    for old in bases:
        _keep_aliases(old, draft, kept)
        keep_findings(old, draft, kept, at)
        keep_values(old, draft, kept)
    if bases:
        kept.lost += _by_hand(bases[0])
    kept.lost = list(dict.fromkeys(kept.lost))
    told = kept.told()
    if told:
        note(draft, told, by=audit.author(), at=at)
    draft.content_digest = digest
    draft.save(update_fields=["content_digest"])
    return kept


def _bases(draft: Revision) -> list[Revision]:
    others = draft.guide.revisions.exclude(pk=draft.pk)
    newest = others.exclude(state=Revision.State.WITHDRAWN).order_by("-number").first()
    in_force = others.published().first()
    found = [each for each in (newest, in_force) if each]
    return list(dict.fromkeys(found))


def _keep_aliases(old: Revision, draft: Revision, kept: Kept) -> None:
    for alias in copy_aliases(old, draft):
        row = alias.provision
        kept.aliases.append(
            KeptRow(row.pk, str(row), alias.text, alias.added_by, old.number)
        )
    aliases = aliases_of(old)
    rows = counterparts([alias.provision for alias in aliases], draft)
    kept.lost += [
        f"The row “{alias.provision}” is gone, and with it the alias “{alias.text}”."
        for alias in aliases
        if alias.provision_id not in rows
    ]


def _by_hand(old: Revision) -> list[str]:
    """What else staff wrote into the earlier draft: a new reading says what the file says."""
    changed = other_changes(old)
    if not changed:
        return []
    rows = ", ".join(_counted(model, count) for model, count in changed.items())
    told = (
        f"Other rows that were edited by hand in revision {old.number} are as the file "
        f"says: {rows}. The history of revision {old.number} tells them."
    )
    return [told]


def _counted(model: str, count: int) -> str:
    """“1 term”, “3 service levels”; a model that is no more keeps its name."""
    try:
        meta = apps.get_model("catalogue", model)._meta
    except LookupError:
        return f"{count} × {model}"
    return f"{count} {meta.verbose_name if count == 1 else meta.verbose_name_plural}"
