"""Subscriptions that follow a guide: their service level, components and partners at a new revision."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, QuerySet, Value, When

from catalogue.actions import qualifying
from catalogue.actions.matching import normal
from catalogue.models import (
    Change,
    Component,
    Party,
    Revision,
    ServiceLevel,
    Subscription,
)
from catalogue.models.changes import kept, record
from catalogue.platform import audit

_PARTS = 200  # moved by one statement; databases bound its length


@dataclass(frozen=True)
class _Relation:
    """One thing a subscription points at, and the words for it."""

    field: str
    model: Any
    word: str


RELATIONS = (
    _Relation("service_level", ServiceLevel, "Service level"),
    _Relation("components", Component, "Component"),
    _Relation("partners", Party, "Partner"),
)


@dataclass
class _Plan:
    """For each part of an earlier revision the part of the new one, or None."""

    relation: _Relation
    targets: dict[int, int | None] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)

    @property
    def lost(self) -> list[int]:
        """Parts without a counterpart."""
        return [part for part, target in self.targets.items() if target is None]


def followers(revision: Revision, at: dt.datetime) -> QuerySet[Subscription]:
    """Subscriptions to the guide that are bound to no revision and not over anywhere on earth."""
    yesterday = (at - dt.timedelta(days=1)).date()
    rows = Subscription.objects.filter(guide=revision.guide_id, pinned_revision=None)
    return rows.exclude(ends_on__lte=yesterday)


def move(revision: Revision, *, at: dt.datetime) -> int:
    """Point the followers at the parts of `revision` of the same names; how many changed.

    What has no counterpart is cleared, and the customer's history says so. Agreed hours and what
    a customer qualifies for stay, in the new spelling. The caller opens the transaction and names
    the author.
    """
    touched: set[int] = set()
    for relation in RELATIONS:
        plan = _plan(relation, revision, at)
        if not plan.targets:
            continue
        _write_history(plan, revision, at)
        links = _links(relation, revision, at)
        touched |= set(links.values_list(_owner(relation), flat=True))
        _point(plan, links)
    respelt = qualifying.respell(followers(revision, at), revision)
    Subscription.objects.bulk_update(respelt, ["qualifies_for"], batch_size=_PARTS)
    return len(touched | {row.pk for row in respelt})


def lost(revision: Revision, *, at: dt.datetime) -> list[str]:
    """A sentence for each thing that followers have and `revision` does not."""
    sentences = []
    for relation in RELATIONS:
        plan = _plan(relation, revision, at)
        holders = _holders(relation, revision, at, plan.lost)
        for part in plan.lost:
            count = len(holders[part])
            have = "1 customer has it" if count == 1 else f"{count} customers have it"
            sentences.append(f"{relation.word} “{plan.names[part]}” is gone: {have}.")
    return sentences + qualifying.lost(followers(revision, at), revision)


def _plan(relation: _Relation, revision: Revision, at: dt.datetime) -> _Plan:
    plan = _Plan(relation)
    links = _links(relation, revision, at)
    used = relation.model.objects.filter(
        pk__in=links.values(_part(relation)).distinct()
    )
    here = _called(relation, relation.model.objects.filter(**_of(relation, revision)))
    for part in _joined(relation, used):
        plan.names[part.pk] = str(part)
        plan.targets[part.pk] = next(
            (here[name] for name in _names(part) if name in here), None
        )
    return plan


def _called(relation: _Relation, parts: QuerySet[Any]) -> dict[Any, int]:
    """Parts by their names; a name that two of them bear counts for neither."""
    found: dict[Any, int] = {}
    twice: set[Any] = set()
    for part in _joined(relation, parts):
        for name in dict.fromkeys(_names(part)):
            if found.setdefault(name, part.pk) != part.pk:
                twice.add(name)
    return {name: pk for name, pk in found.items() if name not in twice}


def _names(part: Any) -> Iterator[Any]:
    """What a part is called, the most telling name first."""
    if isinstance(part, Component):
        yield normal(part.section.title), normal(part.title)
        yield normal(part.title)
        return
    yield normal(part.name)
    yield from map(normal, part.aliases)


def _joined(relation: _Relation, parts: QuerySet[Any]) -> QuerySet[Any]:
    return parts.select_related("section") if relation.model is Component else parts


def _of(relation: _Relation, revision: Revision) -> dict[str, Revision]:
    return {relation.model.revision_path: revision}


def _links(relation: _Relation, revision: Revision, at: dt.datetime) -> QuerySet[Any]:
    """Rows that tie a follower to a part of another revision."""
    own = followers(revision, at)
    path = f"{_part(relation)}__{relation.model.revision_path}"
    rows: QuerySet[Any] = own.exclude(service_level=None)
    if _is_many(relation):
        rows = _through(relation).objects.filter(subscription__in=own)
    return rows.exclude(**{path: revision})


def _through(relation: _Relation) -> Any:
    return getattr(Subscription, relation.field).through


def _owner(relation: _Relation) -> str:
    return "subscription" if _is_many(relation) else "pk"


def _part(relation: _Relation) -> str:
    """Name of the key that leads to the part."""
    return relation.model._meta.model_name if _is_many(relation) else relation.field


def _is_many(relation: _Relation) -> bool:
    return relation.field != "service_level"


def _point(plan: _Plan, links: QuerySet[Any]) -> None:
    key = _part(plan.relation)
    gone = links.filter(**{f"{key}__in": plan.lost})
    if _is_many(plan.relation):
        gone.delete()
        _drop_doubles(plan, links)
    else:
        # Not among the cases: PostgreSQL takes a CASE of nothing but NULL for a text.
        gone.update(**{key: None})
    targets = {part: target for part, target in plan.targets.items() if target}
    parts = list(targets)
    for start in range(0, len(parts), _PARTS):
        some = parts[start : start + _PARTS]
        cases = [When(**{key: part}, then=Value(targets[part])) for part in some]
        links.filter(**{f"{key}__in": some}).update(**{key: Case(*cases)})


def _drop_doubles(plan: _Plan, links: QuerySet[Any]) -> None:
    """Two parts may have become one, or the new one may be chosen already: one link is enough."""
    key = _part(plan.relation)
    targets = [target for target in plan.targets.values() if target]
    there = _through(plan.relation).objects.filter(
        subscription__in=links.values("subscription"), **{f"{key}__in": targets}
    )
    seen = set(there.values_list("subscription", key))
    doubles = []
    for pk, subscription, part in links.values_list("pk", "subscription", key):
        link = (subscription, plan.targets[part])
        if link in seen:
            doubles.append(pk)
        seen.add(link)
    for start in range(0, len(doubles), _PARTS):
        links.filter(pk__in=doubles[start : start + _PARTS]).delete()


def _holders(
    relation: _Relation, revision: Revision, at: dt.datetime, parts: list[int]
) -> dict[int, set[int]]:
    """The customers whose subscription points at each of `parts`."""
    customer = "subscription__customer" if _is_many(relation) else "customer"
    key = _part(relation)
    rows = _links(relation, revision, at).filter(**{f"{key}__in": parts})
    found: dict[int, set[int]] = defaultdict(set)
    for part, owner in rows.values_list(key, customer) if parts else ():
        found[part].add(owner)
    return found


def _write_history(plan: _Plan, revision: Revision, at: dt.datetime) -> None:
    """Say in each customer's history what its subscription has no more."""
    if not plan.lost:
        return
    key, owner = _part(plan.relation), _owner(plan.relation)
    links = _links(plan.relation, revision, at).filter(**{f"{key}__in": plan.lost})
    gone: dict[int, list[str]] = defaultdict(list)
    for subscription, part in links.values_list(owner, key):
        gone[subscription].append(plan.names[part])
    rows = Subscription.objects.filter(pk__in=links.values(owner))
    record(
        Change(
            at=at,
            by=audit.author(),
            customer_id=row.customer_id,
            action=Change.Action.CHANGED,
            model="subscription",
            row=str(row.pk),
            name=row.name_in_history()[:300],
            field=plan.relation.field.replace("_", " "),
            before=kept(", ".join(gone[row.pk])),
            after="",
        )
        for row in rows.select_related("customer", "guide")
    )
