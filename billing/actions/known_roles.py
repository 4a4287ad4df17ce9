"""Which roles an agreement knows: those of its packages, its rates and the guides it covers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Q

from billing.models import AgreedRate, Coverage, OrderedOffer
from catalogue.models import Offer, Rate, Revision

MOST_NAMED = 10  # in a message


def known_roles(agreements: Collection[int]) -> dict[int, list[str]]:
    """The roles of each agreement by its key, in alphabetical order; five queries for all.

    Of a guide those of the revision that binds the subscription: pinned, else the published one.
    """
    found: dict[int, set[str]] = {pk: set() for pk in agreements}
    own = Q(agreement__in=agreements) & ~Q(role="")
    for model in (OrderedOffer, AgreedRate):
        rows = model.objects.filter(own).order_by()
        for pk, role in rows.values_list("agreement", "role").distinct():
            found[pk].add(role)
    for revision, pks in _revisions(agreements).items():
        for pk in pks:
            found[pk] |= revision
    return {pk: sorted(_once(roles), key=str.casefold) for pk, roles in found.items()}


def same_role(role: str, known: Iterable[str]) -> str | None:
    """The known role of the same words, in any case; None for another."""
    words = role.casefold()
    return next((each for each in known if each.casefold() == words), None)


def unknown(role: str, known: Collection[str]) -> str:
    """What to say of a role that nobody knows."""
    if not known:
        return (
            f"The agreement names no roles: leave “{role}” out, or add a rate for it to "
            "the agreement."
        )
    named = ", ".join(list(known)[:MOST_NAMED])
    more = ", …" if len(known) > MOST_NAMED else ""
    return f"The agreement knows no role “{role}”: choose {named}{more}."


def _revisions(agreements: Collection[int]) -> dict[frozenset[str], set[int]]:
    """Agreements by the roles that the revisions of their subscriptions state."""
    covered = Coverage.objects.filter(agreement__in=agreements).order_by()
    rows = list(
        covered.values_list(
            "agreement", "subscription__guide", "subscription__pinned_revision"
        )
    )
    if not rows:
        return {}
    published = _published({guide for _, guide, pinned in rows if not pinned})
    revisions = {(pk, pinned or published.get(guide)) for pk, guide, pinned in rows}
    stated = _stated({revision for _, revision in revisions if revision})
    found: dict[frozenset[str], set[int]] = defaultdict(set)
    for pk, revision in revisions:
        found[frozenset(stated.get(revision, ()))].add(pk)
    return found


def _published(guides: Collection[int]) -> dict[int, int]:
    rows = Revision.objects.filter(guide__in=guides, state=Revision.State.PUBLISHED)
    return dict(rows.order_by("pk").values_list("guide", "pk"))


def _stated(revisions: Collection[int]) -> dict[int | None, set[str]]:
    """The roles of the rates and the offers of revisions."""
    found: dict[int | None, set[str]] = defaultdict(set)
    named = Q(revision__in=revisions) & ~Q(role="")
    rates = Rate.objects.filter(named).order_by().values_list("revision", "role")
    offers = Offer.objects.filter(named).order_by().values_list("revision", "role")
    for revision, role in rates.union(offers):
        found[revision].add(role)
    return found


def _once(roles: Iterable[str]) -> Iterable[str]:
    """Each role once, whatever its case."""
    return {role.casefold(): role for role in sorted(roles)}.values()
