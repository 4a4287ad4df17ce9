"""What goes over to a revision that comes into force: aliases, and what subscriptions point at.

Subscriptions that are pinned, or over, stay as they are: they are judged by the revision they
were made for.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db import transaction

from catalogue.actions import following
from catalogue.actions.matching import counterparts
from catalogue.models import Alias, Provision, Revision
from catalogue.platform import audit

FROM_FILE = "guide file"  # writes its own aliases with each revision


@dataclass
class Carried:
    """What went over, and plain sentences on what did not."""

    aliases: int = 0
    subscriptions: int = 0
    lost: list[str] = field(default_factory=list)


@transaction.atomic
def carry_over(
    old: Revision | None, new: Revision, *, by: str, at: dt.datetime
) -> Carried:
    """Take to `new` what hangs on the revision it replaces, when it comes into force.

    Staff's aliases are copied with who wrote them and when. Subscriptions that follow the guide
    get the service level, components and partners of the same name; one without a counterpart is
    cleared, and the customer's history says which. Without `old` (it was withdrawn before) the
    one in force last counts. The number of queries does not grow with the number of customers.
    """
    carried = Carried(lost=what_is_lost(old, new, at=at))
    carried.aliases = len(copy_aliases(old or before(new), new))
    with audit.acting(by), audit.summed_up():
        carried.subscriptions = following.move(new, at=at)
    return carried


def what_is_lost(old: Revision | None, new: Revision, *, at: dt.datetime) -> list[str]:
    """What `carry_over` would find no place for, a sentence each; nothing is written."""
    aliases = aliases_of(old or before(new))
    rows = counterparts([alias.provision for alias in aliases], new)
    lost = [
        f"Alias “{alias.text}” has no row any more: “{alias.provision}” is gone."
        for alias in aliases
        if alias.provision_id not in rows
    ]
    return lost + following.lost(new, at=at)


def copy_aliases(old: Revision | None, new: Revision) -> list[Alias]:
    """Give the rows of `new` the aliases that staff gave the same rows of `old`, stamps and all.

    Those that were missing there.
    """
    aliases = aliases_of(old)
    rows = counterparts([alias.provision for alias in aliases], new)
    targets = Provision.objects.in_bulk(set(rows.values()))
    had = Alias.objects.filter(provision__in=targets)
    known = set(had.values_list("provision", "text"))
    missing: dict[tuple[int, str], Alias] = {}
    for each in aliases:
        row = rows.get(each.provision_id)
        if row and (row, each.text) not in known:
            missing[row, each.text] = Alias(
                provision=targets[row],
                text=each.text,
                added_at=each.added_at,
                added_by=each.added_by,
            )
    return Alias.objects.bulk_create(missing.values(), batch_size=500)


def before(new: Revision) -> Revision | None:
    """The revision of the guide that was in force last, apart from `new`."""
    others = Revision.objects.filter(guide=new.guide_id).exclude(pk=new.pk)
    return others.exclude(published_at=None).order_by("-published_at", "-pk").first()


def aliases_of(revision: Revision | None) -> list[Alias]:
    """The aliases that staff added; those of a guide's file come with the file."""
    rows = Alias.objects.filter(provision__revision=revision).exclude(
        added_by=FROM_FILE
    )
    return list(rows.select_related("provision").order_by("pk")) if revision else []
