"""Which agreements have something to close in a month, in batches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from billing.models import Agreement, Credit, Period, TimeEntry
from catalogue.periods import moved
from catalogue.platform.among import Among
from catalogue.platform.tenancy import Actor

BATCH = 1000  # agreements that one transaction closes
CLOSED = Period.State.CLOSED


def to_close(
    month: dt.date, *, agreements: Any = None, actor: Actor
) -> QuerySet[Agreement]:
    """Agreements with anything to close in a month, of those that the actor may see.

    In force on one of its days, or with time, a credit or a reopened period; not closed yet.
    `agreements` (keys, rows or a queryset) narrows them.
    """
    rows = Agreement.objects.visible_to(actor)
    if agreements is not None:
        rows = rows.filter(pk__in=agreements)
    within = Q(starts_on__lt=moved(month, 1))
    in_force = within & (Q(ends_on=None) | Q(ends_on__gt=month))
    here = {"agreement": OuterRef("pk"), "month": month}
    own = Period.objects.filter(**here)
    return rows.filter(
        in_force
        | Exists(TimeEntry.objects.standing().filter(**here))
        | Exists(Credit.objects.filter(**here, cancelled_at=None))
        | Exists(own.exclude(state=CLOSED))
    ).exclude(Exists(own.filter(state=CLOSED)))


def batches(rows: QuerySet[Agreement], size: int = BATCH) -> Iterator[list[int]]:
    """Keys of agreements in their order, so many at a time.

    Read once: asked again for each batch, the database would compare the agreements that are left
    with all that were closed before. Whose month somebody else closes meanwhile is found so under
    its lock.
    """
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(keys), size):
        yield keys[first : first + size]


def locked(keys: Iterable[int]) -> list[Agreement]:
    """Agreements by key, with what a reckoning reads of them; their terms cannot change meanwhile."""
    rows = Agreement.objects.filter(Among("pk", keys)).order_by("pk")
    rows = rows.select_related("customer").prefetch_related("provider", "calendar")
    return list(rows.select_for_update(of=("self",), no_key=True))
