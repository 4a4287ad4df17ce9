"""Other words for provisions: found at once wherever the row stands, published or not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet

from catalogue.models import Alias, Provision, Revision
from catalogue.prose import printable, tidy

LONGEST = 300


class NoAlias(Exception):
    """Words that cannot be an alias; the message says why."""


@transaction.atomic
def add_aliases(
    provisions: Iterable[Provision], *, text: str, by: str, at: dt.datetime
) -> int:
    """Give provisions other words; to how many rows they are new.

    A provision stands in several revisions of its guide under the same key: customers are pinned
    to some of them and a draft takes over one day, so all get the alias but the withdrawn ones.
    Raises `NoAlias` when `text` is blank or longer than `LONGEST` characters.
    """
    words = tidy(printable(text))
    if not words:
        raise NoAlias("Give the words that customers use.")
    if len(words) > LONGEST:
        raise NoAlias(f"An alias has at most {LONGEST} characters.")
    rows = set(everywhere(provisions).values_list("pk", flat=True))
    known = Alias.objects.filter(provision__in=rows, text__iexact=words)
    new = rows - set(known.values_list("provision", flat=True))
    Alias.objects.bulk_create(
        [
            Alias(provision_id=pk, text=words, added_at=at, added_by=by)
            for pk in sorted(new)
        ],
        # Two people may add the same words at once; the rule of the table decides.
        ignore_conflicts=True,
    )
    return len(new)


@transaction.atomic
def drop_aliases(aliases: Iterable[Alias]) -> int:
    """Take words back from provisions, in every revision of the guide; from how many rows."""
    count = 0
    for alias in aliases:
        rows = everywhere([alias.provision]).values("pk")
        same = Alias.objects.filter(provision__in=rows, text__iexact=alias.text)
        count += (same | Alias.objects.filter(pk=alias.pk)).delete()[0]
    return count


def everywhere(provisions: Iterable[Provision]) -> QuerySet[Provision]:
    """The provisions, and the rows of their keys in other revisions of their guides."""
    keys: dict[int, list[str]] = {}
    for provision in provisions:
        keys.setdefault(provision.revision.guide_id, []).append(provision.key)
    wanted = Q(pk__in=[])
    for guide, named in keys.items():
        wanted |= Q(revision__guide=guide, key__in=named)
    rows = Provision.objects.filter(wanted)
    return rows.exclude(revision__state=Revision.State.WITHDRAWN)
