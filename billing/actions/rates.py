"""The rates of agreements as they are kept: agreed ones, and those of the guides that bind."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from billing.models import AgreedRate, Agreement, Coverage
from billing.rates import NO_LIST, Agreed, Card, Listed, PriceList
from catalogue.models import Finding, Rate, Revision
from catalogue.platform.among import Among
from catalogue.platform.planned import Rows, planned

BINDING = (Revision.State.PUBLISHED, Revision.State.SUPERSEDED)


def cards(agreements: Iterable[Agreement]) -> dict[int, Card]:
    """The rates of each agreement, by its key; five queries however many there are.

    Lists are read once for each set of revisions that binds together; agreements with the same
    rates and lists share a card, and what was looked up on it.
    """
    rows = {each.pk: each for each in agreements}
    agreed: dict[int, list[Agreed]] = {pk: [] for pk in rows}
    for pk, *rate in _agreed(rows):
        agreed[pk].append(Agreed._make(rate))
    binding = _binding(rows)
    printed = _printed({one for many in binding.values() for one in many})
    lists: dict[tuple[str, frozenset[int]], PriceList] = {}
    alike: dict[tuple[object, ...], Card] = {}
    made = {}
    for pk, agreement in rows.items():
        key = agreement.currency, binding.get(pk, frozenset())
        if key not in lists:
            lists[key] = _list(*key, printed)
        own = *key, frozenset(agreed[pk])
        if own not in alike:
            alike[own] = Card(agreed[pk], lists[key])
        made[pk] = alike[own]
    return made


@planned
def _agreed(agreements: Collection[int]) -> Rows:
    rows = AgreedRate.objects.order_by().filter(Among("agreement_id", agreements))
    return rows.values_list("agreement_id", "kind", "role", "valid_from", "amount")


def _binding(agreements: Collection[int]) -> dict[int, frozenset[int]]:
    """The revisions that bind what each agreement covers: the pinned one, else the published one."""
    covered = _covered(agreements)
    published: dict[int, int] = dict(_published({guide for _, guide, *_ in covered}))
    found: dict[int, set[int]] = {}
    for agreement, guide, pinned, state in covered:
        revision = pinned if state in BINDING else published.get(guide)
        if revision is not None:
            found.setdefault(agreement, set()).add(revision)
    return {agreement: frozenset(many) for agreement, many in found.items()}


@planned
def _covered(agreements: Collection[int]) -> Rows:
    rows = Coverage.objects.order_by().filter(Among("agreement_id", agreements))
    return rows.values_list(
        "agreement_id",
        "subscription__guide_id",
        "subscription__pinned_revision_id",
        "subscription__pinned_revision__state",
    )


@planned
def _published(guides: Collection[int]) -> Rows:
    rows = Revision.objects.order_by().filter(
        state=Revision.State.PUBLISHED, guide__in=guides
    )
    return rows.values_list("guide_id", "pk")


def _printed(revisions: Collection[int]) -> dict[int, list[tuple[str, Listed]]]:
    """The rates with an amount that each revision prints, with their currency."""
    rows = _amounts(revisions)
    doubts = _doubts({section for *_, section, _ in rows if section})
    found: dict[int, list[tuple[str, Listed]]] = {}
    for revision, currency, kind, role, amount, section, ref in rows:
        doubtful = _is_doubtful(ref, doubts.get(section, ()))
        listed = Listed(kind, role, amount, doubtful)
        found.setdefault(revision, []).append((currency, listed))
    return found


@planned
def _amounts(revisions: Collection[int]) -> Rows:
    rows = Rate.objects.order_by("pk").filter(
        revision__in=revisions, amount__isnull=False
    )
    return rows.values_list(
        "revision_id", "currency", "kind", "role", "amount", "section_id", "ref"
    )


def _doubts(sections: Collection[int]) -> dict[int, list[str | None]]:
    """Open findings on sections: None for the section as a whole, else a line's references."""
    found: dict[int, list[str | None]] = {}
    for (section,) in _on_sections(sections):
        found.setdefault(section, []).append(None)
    for section, ref in _on_lines(sections):
        found.setdefault(section, []).append(ref)
    return found


@planned
def _on_sections(sections: Collection[int]) -> Rows:
    rows = Finding.objects.open().order_by()
    return rows.filter(section__in=sections, provisions=None).values_list("section_id")


@planned
def _on_lines(sections: Collection[int]) -> Rows:
    rows = Finding.objects.open().order_by().filter(provisions__section__in=sections)
    return rows.values_list("provisions__section_id", "provisions__ref")


def _is_doubtful(ref: str, doubts: Iterable[str | None]) -> bool:
    """Whether a finding bears on a rate: it is on its section, or on a line that states it.

    A line states it if both rest on the same fact; where either names none, if they share the
    section.
    """
    own = set(ref.split())
    for doubt in doubts:
        facts = set((doubt or "").split())
        if not (own and facts) or own & facts:
            return True
    return False


def _list(
    currency: str,
    revisions: frozenset[int],
    printed: Mapping[int, Iterable[tuple[str, Listed]]],
) -> PriceList:
    rates = [
        rate
        for revision in sorted(revisions)
        for money, rate in printed.get(revision, ())
        if money == currency
    ]
    return PriceList(rates) if rates else NO_LIST
