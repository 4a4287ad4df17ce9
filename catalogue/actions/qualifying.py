"""What a subscription qualifies for: texts that name the cases some promised times apply to alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.db.models import QuerySet

from catalogue.actions.matching import normal
from catalogue.models import Revision, ServiceLevel, Subscription, Target


def cases_of(revision: Revision | None, level: ServiceLevel | None = None) -> list[str]:
    """The cases that targets of the revision, or of one level, name; in order, each once."""
    rows = Target.objects.exclude(applies_to="").order_by("position", "pk")
    if level is not None:
        rows = rows.filter(priority__service_level=level)
    else:
        rows = rows.filter(priority__service_level__revision=revision)
    return list(dict.fromkeys(rows.values_list("applies_to", flat=True)))


def respell(rows: QuerySet[Subscription], revision: Revision) -> list[Subscription]:
    """Give `rows` the spelling of `revision`'s cases; those that changed, not yet saved."""
    spelt = {normal(case): case for case in cases_of(revision)}
    changed = []
    for row in rows.exclude(qualifies_for=[]):
        named = [spelt.get(normal(case), case) for case in row.qualifies_for]
        if named != row.qualifies_for:
            row.qualifies_for = named
            changed.append(row)
    return changed


def lost(rows: QuerySet[Subscription], revision: Revision) -> list[str]:
    """A sentence for each case that `rows` qualify for and no time of `revision` names."""
    named = rows.exclude(qualifies_for=[]).values_list("customer", "qualifies_for")
    held = Counter(
        case for _, case in {(who, c) for who, cases in named for c in cases}
    )
    known = {normal(case) for case in cases_of(revision)} if held else set()
    return [
        f"No time applies to “{case}” alone any more: {_have(count)}."
        for case, count in sorted(held.items())
        if normal(case) not in known
    ]


def unknown(subscription: Subscription, offered: Iterable[str]) -> list[str]:
    """What the subscription newly qualifies for and `offered` does not name."""
    stored = Subscription.objects.filter(pk=subscription.pk)
    kept = set(stored.values_list("qualifies_for", flat=True).first() or ())
    known = kept | set(offered)
    return [case for case in subscription.qualifies_for if case not in known]


def _have(count: int) -> str:
    return "1 customer has it" if count == 1 else f"{count} customers have it"
