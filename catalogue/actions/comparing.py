"""Two revisions of a guide side by side: what differs, for whom, and what hangs on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from catalogue import compare
from catalogue.compare.difference import Comparison, Difference
from catalogue.compare.wording import folded
from catalogue.models import Calendar, Revision, Subscription
from catalogue.platform.parts import Panel, RevisionImpact
from catalogue.platform.tenancy import Actor
from catalogue.portable import dump

State = Revision.State
IN_FORCE = {State.PUBLISHED, State.SUPERSEDED}


@dataclass(frozen=True)
class Differing:
    """An item of `RevisionImpact`: a difference, and the revisions it lies between."""

    old: Revision
    new: Revision
    difference: Difference


@dataclass(frozen=True)
class Affected:
    """A subscription in force to the guide, and how much of a comparison touches it.

    `binding` is the revision the customer is judged by now, None while the guide has none in force;
    `reach` says what the new one means to them. `components` are those covered, none for all of
    them; `touching` counts the differences that matter and are not of a component left out.
    """

    subscription: Subscription
    binding: Revision | None
    reach: str
    components: tuple[str, ...]
    touching: int

    @property
    def is_pinned(self) -> bool:
        """Whether the customer keeps a revision it signed."""
        return self.subscription.pinned_revision_id is not None


@dataclass(frozen=True)
class Seen:
    """A comparison with what hangs on it, as one actor may see it.

    `shown` are the differences with what parts from above say about each, in the same order.
    """

    old: Revision
    new: Revision
    comparison: Comparison
    affected: tuple[Affected, ...] = ()
    shown: tuple[tuple[Difference, list[Panel]], ...] = ()


def compared(old: Revision, new: Revision) -> Comparison:
    """What `new` says otherwise than `old`, in a number of queries that their size does not change."""
    provider = new.guide.provider_id
    names = Calendar.objects.filter(provider=provider).values_list("key", "name")
    return compare.compare(dump.read(old), dump.read(new), dict(names))


def summary_of(old: Revision | None, new: Revision) -> tuple[str, ...]:
    """A comparison in short phrases, for instance “2 promised times longer”.

    None at all when nothing differs, or when there is no old revision to compare with.
    """
    return () if old is None else compared(old, new).summary


def comparison_of(old: Revision, new: Revision, actor: Actor) -> Seen:
    """What differs, the customers affected and what higher apps know of it, as far as `actor` may see.

    The caller has fetched both revisions of one guide as the actor may compare them.
    """
    comparison = compared(old, new)
    items = [Differing(old, new, each) for each in comparison.differences]
    panels = RevisionImpact.shown(items, actor)
    return Seen(
        old=old,
        new=new,
        comparison=comparison,
        affected=affected_by(old, new, comparison, actor),
        shown=tuple(zip(comparison.differences, panels, strict=True)),
    )


def affected_by(
    old: Revision, new: Revision, comparison: Comparison, actor: Actor
) -> tuple[Affected, ...]:
    """Subscriptions in force to the guide that the actor may see: those it reaches first."""
    published = new.guide.revisions.published().first()
    found = [
        _affected(row, published, old, new, comparison.mattering)
        for row in subscriptions_in_force(new, actor)
    ]
    found.sort(key=lambda each: (each.is_pinned, each.subscription.customer.name))
    return tuple(found)


def subscriptions_in_force(revision: Revision, actor: Actor) -> list[Subscription]:
    """Subscriptions to the revision's guide that hold on the customer's own day."""
    day = actor.at.astimezone(dt.UTC).date()
    near = dt.timedelta(days=1)
    rows: QuerySet[Subscription] = Subscription.objects.visible_to(actor).filter(
        Q(ends_on=None) | Q(ends_on__gt=day - near),
        guide=revision.guide_id,
        starts_on__lte=day + near,
    )
    rows = rows.select_related("customer", "pinned_revision__guide")
    return [row for row in rows.prefetch_related("components") if _holds(row, actor.at)]


def _holds(row: Subscription, at: dt.datetime) -> bool:
    today = at.astimezone(ZoneInfo(row.customer.zone)).date()
    return row.starts_on <= today and (row.ends_on is None or row.ends_on > today)


def _affected(
    row: Subscription,
    published: Revision | None,
    old: Revision,
    new: Revision,
    mattering: Sequence[Difference],
) -> Affected:
    covered = tuple(component.title for component in row.components.all())
    names = {folded(title) for title in covered}
    touching = [d for d in mattering if _touches(d, names)]
    binding = row.pinned_revision or published
    reach = _reach(row, binding, old, new)
    return Affected(row, binding, reach, covered, len(touching))


def _touches(difference: Difference, covered: set[str]) -> bool:
    own = {folded(title) for title in difference.components}
    return not covered or not own or bool(own & covered)


def _reach(
    row: Subscription, binding: Revision | None, old: Revision, new: Revision
) -> str:
    if row.pinned_revision:
        number = row.pinned_revision.number
        if row.pinned_revision_id == new.pk:
            return f"is pinned to revision {number}: what it says holds"
        return f"is pinned to revision {number}, and keeps it unless something else is agreed"
    if binding is None:
        return "follows the guide, which has no revision in force"
    if new.pk == binding.pk:
        return f"follows the guide: judged by revision {new.number} now"
    if new.state in IN_FORCE or new.state == State.WITHDRAWN:
        return f"follows the guide: judged by revision {binding.number} now"
    return f"follows the guide: judged by revision {new.number} once it is in force"


def in_order(one: Revision, other: Revision) -> tuple[Revision, Revision]:
    """The old and the new of two revisions: what is not yet in force is new, else the higher number."""
    old, new = sorted(
        (one, other), key=lambda each: (not _was_in_force(each), each.number)
    )
    return old, new


def _was_in_force(revision: Revision) -> bool:
    return revision.published_at is not None


def usual_other(revision: Revision, among: Sequence[Revision]) -> Revision | None:
    """What a revision is compared with when nothing else is asked for, among those of its guide.

    The published one; for that one, the one that was in force before it; for want of both, the
    revision before it by number.
    """
    others = sorted(
        (each for each in among if each.pk != revision.pk),
        key=lambda each: -each.number,
    )
    published = [each for each in others if each.state == State.PUBLISHED]
    before = [each for each in others if each.number < revision.number]
    superseded = [each for each in before if each.state == State.SUPERSEDED]
    return next(iter([*published, *superseded, *before, *others]), None)
