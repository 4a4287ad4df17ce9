"""What orders of an agreement are judged by: rows of the guides it covers, as plain values."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q

from billing import ordering
from billing.models import Agreement, OrderedOffer
from catalogue.models import (
    Finding,
    Footnote,
    Offer,
    Quota,
    Revision,
    SpendBand,
    Subscription,
    SubscriptionMeasure,
)

MEASURE = SubscriptionMeasure.Kind


@dataclass(frozen=True)
class Bound:
    """A covered subscription with the revision that binds it, where there is one."""

    subscription: Subscription
    revision: int | None


def bound(agreement: Agreement) -> list[Bound]:
    """The covered subscriptions with what binds them: the pinned revision, else the published one."""
    rows = Subscription.objects.filter(coverage__agreement=agreement)
    subscriptions = list(rows.select_related("guide").order_by("pk"))
    guides = {each.guide_id for each in subscriptions if not each.pinned_revision_id}
    published = Revision.objects.published().filter(guide__in=guides)
    current = dict(published.values_list("guide", "pk"))
    return [
        Bound(each, each.pinned_revision_id or current.get(each.guide_id))
        for each in subscriptions
    ]


def offered(agreement: Agreement) -> list[Offer]:
    """What can be ordered under an agreement, by guide and in the guide's order."""
    revisions = {each.revision for each in bound(agreement)} - {None}
    rows = Offer.objects.filter(revision__in=revisions)
    return list(
        rows.select_related("revision", "section").order_by(
            "revision__title", "position", "pk"
        )
    )


def figures(bounds: Iterable[Bound], day: dt.date) -> dict[int, dict[str, Decimal]]:
    """The measures of subscriptions on a day, by the revision that binds them; the largest counts."""
    of = {each.subscription.pk: each.revision for each in bounds}
    rows = SubscriptionMeasure.objects.filter(subscription__in=of, valid_from__lte=day)
    latest: dict[tuple[int, str], Decimal] = {}
    for subscription, kind, value in rows.order_by("valid_from").values_list(
        "subscription", "kind", "value"
    ):
        latest[subscription, kind] = value
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for (subscription, kind), value in latest.items():
        revision = of[subscription]
        if revision is not None:
            there = found[revision].get(kind, value)
            found[revision][kind] = max(there, value)
    return found


def rules_of(
    revisions: Iterable[int], measures: dict[int, dict[str, Decimal]]
) -> dict[int, ordering.Rules]:
    """What revisions say of ordering, in seven queries however many there are."""
    rows = Revision.objects.filter(pk__in=set(revisions))
    titles = dict(rows.values_list("pk", "title"))
    guides = dict(rows.values_list("pk", "guide"))
    found = {
        "offers": _parts(Offer, _offer, titles),
        "quotas": _parts(Quota, _quota, titles),
        "findings": _parts(Finding, _finding, titles),
        "bands": _parts(SpendBand, _band, titles),
        "notes": _parts(Footnote, _note, titles, "section__revision"),
    }
    return {
        pk: ordering.Rules(
            guide=guide,
            measures=measures.get(pk, {}),
            **{name: tuple(parts[pk]) for name, parts in found.items()},
        )
        for pk, guide in guides.items()
    }


def _parts(
    model: Any, make: Any, titles: dict[int, str], path: str = "revision"
) -> dict[int, list[Any]]:
    """Rows of a model as values, by revision, each with its place."""
    rows = model.objects.filter(**{f"{path}__in": titles}).select_related("section")
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows.order_by("position", "pk"):
        revision = getattr(row, "revision_id", None) or row.section.revision_id
        found[revision].append(make(row, _place(titles[revision], row)))
    return found


def arising(
    agreement: Agreement,
    before: Sequence[OrderedOffer],
    after: Sequence[OrderedOffer],
    *,
    since: dt.date,
) -> list[ordering.Problem]:
    """What is wrong with all that would be ordered from a day on, and was not wrong before.

    What stands already, for instance since staff decided so, is no fault of a change to something
    else. `after` need not be stored.
    """
    bounds = bound(agreement)
    revisions = {each.revision for each in bounds if each.revision}
    revisions |= {row.offer.revision_id for row in (*before, *after) if row.offer}
    rules = rules_of(revisions, figures(bounds, since))
    context = ordering.Context(
        since=since,
        term_months=agreement.term_months,
        technology_groups=tuple(map(str, agreement.technology_groups)),
    )
    known, found = (
        ordering.problems([_order(row, rules) for row in rows], context)
        for rows in (before, after)
    )
    return [each for each in found if each not in known]


def recommendations(
    agreement: Agreement, day: dt.date
) -> list[ordering.Recommendation]:
    """The hours a month that the covered guides recommend for the customer's managed spend."""
    bounds = bound(agreement)
    measures = figures(bounds, day)
    spent = {pk: kinds[MEASURE.MANAGED_SPEND] for pk, kinds in measures.items() if MEASURE.MANAGED_SPEND in kinds}  # fmt: skip
    rules = rules_of(spent, measures) if spent else {}
    return [
        ordering.recommended(
            rules[pk].bands,
            spend,
            rules=rules[pk],
            technology_groups=agreement.technology_groups,
        )
        for pk, spend in spent.items()
        if rules[pk].bands
    ]


def standing(agreement: Agreement, day: dt.date) -> list[OrderedOffer]:
    """What is in force on a day, or begins after it."""
    rows = agreement.orders.filter(Q(ends_on=None) | Q(ends_on__gt=day))
    return list(rows.select_related("offer__section", "offer__revision"))


def _order(row: OrderedOffer, rules: dict[int, ordering.Rules]) -> ordering.Order:
    own = rules.get(row.offer.revision_id) if row.offer else None
    offers = {each.pk: each for each in own.offers} if own else {}
    return ordering.Order(
        name=row.name,
        quantity=row.quantity,
        kind=row.kind,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        role=row.role,
        offer=offers.get(row.offer_id) if row.offer_id else None,
        rules=own,
    )


def _place(title: str, row: Any) -> ordering.Place:
    """Where a row stands: guide and section."""
    section = row.section
    named = section.number or f"“{section.title}”" if section else ""
    told = [title, f"section {named}" if named else ""]
    return ordering.Place(row.section_id, ", ".join(filter(None, told)))


def _offer(row: Offer, place: ordering.Place) -> ordering.Offer:
    return ordering.Offer(
        pk=row.pk,
        key=row.key,
        name=row.name,
        place=place,
        unit=row.unit,
        minimum=row.minimum,
        step=row.step,
        maximum=row.maximum,
        term_months=row.term_months,
        role=row.role,
        requires=tuple(row.requires),
        excludes=tuple(row.excludes),
    )


def _note(row: Footnote, place: ordering.Place) -> ordering.Note:
    return ordering.Note(row.marker, row.text, place)


def _quota(row: Quota, place: ordering.Place) -> ordering.Quota:
    return ordering.Quota(row.text, row.value, row.unit, row.per, place)


def _finding(row: Finding, place: ordering.Place) -> ordering.Finding:
    reading = "" if row.is_open else row.reading
    return ordering.Finding(row.kind, row.text, reading, place)


def _band(row: SpendBand, place: ordering.Place) -> ordering.Band:
    return ordering.Band(
        row.hours, row.text or str(row), row.low, row.high, row.footnote, place
    )
