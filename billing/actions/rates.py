"""The rates of agreements as they are kept: agreed ones, and those of the guides that bind."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from billing.models import AgreedRate, Agreement, Coverage
from billing.rates import NO_LIST, Agreed, Card, Listed, PriceList
from catalogue.models import Finding, Rate, Revision
from catalogue.platform.among import Among

BINDING = (Revision.State.PUBLISHED, Revision.State.SUPERSEDED)


def cards(agreements: Iterable[Agreement]) -> dict[int, Card]:
    """The rates of each agreement, by its key; five queries however many there are.

    Lists are read once for each set of revisions that binds together.
    """
    rows = {each.pk: each for each in agreements}
    agreed: dict[int, list[Agreed]] = {pk: [] for pk in rows}
    found = AgreedRate.objects.order_by().filter(Among("agreement_id", rows))
    for pk, *rate in found.values_list(
        "agreement_id", "kind", "role", "valid_from", "amount"
    ):
        agreed[pk].append(Agreed._make(rate))
    binding = _binding(rows)
    printed = _printed({one for many in binding.values() for one in many})
    lists: dict[tuple[str, frozenset[int]], PriceList] = {}
    made = {}
    for pk, agreement in rows.items():
        key = agreement.currency, binding.get(pk, frozenset())
        if key not in lists:
            lists[key] = _list(*key, printed)
        made[pk] = Card(agreed[pk], lists[key])
    return made


def _binding(agreements: Collection[int]) -> dict[int, frozenset[int]]:
    """The revisions that bind what each agreement covers: the pinned one, else the published one."""
    rows = Coverage.objects.order_by().filter(Among("agreement_id", agreements))
    covered = list(
        rows.values_list(
            "agreement_id",
            "subscription__guide_id",
            "subscription__pinned_revision_id",
            "subscription__pinned_revision__state",
        )
    )
    if not covered:
        return {}
    published = dict(
        Revision.objects.filter(
            state=Revision.State.PUBLISHED,
            guide__in={guide for _, guide, *_ in covered},
        ).values_list("guide_id", "pk")
    )
    found: dict[int, set[int]] = {}
    for agreement, guide, pinned, state in covered:
        revision = pinned if state in BINDING else published.get(guide)
        if revision is not None:
            found.setdefault(agreement, set()).add(revision)
    return {agreement: frozenset(many) for agreement, many in found.items()}


def _printed(revisions: Collection[int]) -> dict[int, list[tuple[str, Listed]]]:
    """The rates with an amount that each revision prints, with their currency."""
    if not revisions:
        return {}
    rows = list(
        Rate.objects.order_by("pk")
        .filter(revision__in=revisions, amount__isnull=False)
        .values_list(
            "revision_id", "currency", "kind", "role", "amount", "section_id", "ref"
        )
    )
    doubts = _doubts({section for *_, section, _ in rows if section})
    found: dict[int, list[tuple[str, Listed]]] = {}
    for revision, currency, kind, role, amount, section, ref in rows:
        doubtful = _is_doubtful(ref, doubts.get(section, ()))
        assert amount is not None  # as asked for
        listed = Listed(kind, role, amount, doubtful)
        found.setdefault(revision, []).append((currency, listed))
    return found


def _doubts(sections: Collection[int]) -> dict[int, list[str | None]]:
    """Open findings on sections: None for the section as a whole, else a line's references."""
    found: dict[int, list[str | None]] = {}
    if not sections:
        return found
    rows = Finding.objects.open().order_by()
    whole = rows.filter(section__in=sections, provisions=None)
    for section in whole.values_list("section_id", flat=True):
        found.setdefault(section, []).append(None)
    on_lines = rows.filter(provisions__section__in=sections)
    for section, ref in on_lines.values_list(
        "provisions__section_id", "provisions__ref"
    ):
        found.setdefault(section, []).append(ref)
    return found


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
