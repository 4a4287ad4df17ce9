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
from catalogue.models import Alias, Revision
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
    carried.aliases = copy_aliases(old or before(new), new)
    with audit.acting(by), audit.summed_up():
        carried.subscriptions = following.move(new, at=at)
    return carried


def what_is_lost(old: Revision | None, new: Revision, *, at: dt.datetime) -> list[str]:
    """What `carry_over` would find no place for, a sentence each; nothing is written."""
    aliases = _aliases_of(old or before(new))
    rows = counterparts([alias.provision for alias in aliases], new)
    lost = [
        f"Alias “{alias.text}” has no row any more: “{alias.provision}” is gone."
        for alias in aliases
        if alias.provision_id not in rows
    ]
    return lost + following.lost(new, at=at)


def copy_aliases(old: Revision | None, new: Revision) -> int:
    """Give the rows of `new` the aliases that staff gave the same rows of `old`, stamps and all.

    How many were missing there.
    """
    aliases = _aliases_of(old)
    rows = counterparts([alias.provision for alias in aliases], new)
    had = Alias.objects.filter(provision__in=rows.values())
    known = set(had.values_list("provision", "text"))
    missing = {
        (rows[each.provision_id], each.text): each
        for each in aliases
        if each.provision_id in rows
        and (rows[each.provision_id], each.text) not in known
    }
    Alias.objects.bulk_create(
        [
            Alias(
                provision_id=row,
                text=text,
                added_at=alias.added_at,
                added_by=alias.added_by,
            )
            for (row, text), alias in missing.items()
        ],
        batch_size=500,
    )
    return len(missing)


def before(new: Revision) -> Revision | None:
    """The revision of the guide that was in force last, apart from `new`."""
    others = Revision.objects.filter(guide=new.guide_id).exclude(pk=new.pk)
    return others.exclude(published_at=None).order_by("-published_at", "-pk").first()


def _aliases_of(revision: Revision | None) -> list[Alias]:
    rows = Alias.objects.filter(provision__revision=revision).exclude(
        added_by=FROM_FILE
    )
    return list(rows.select_related("provision").order_by("pk")) if revision else []
