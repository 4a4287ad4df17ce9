"""What hangs on the rows of a revision, and what a sheet has to know of it."""

from __future__ import annotations

from collections import Counter

from catalogue.models import Alias, Exemption, Footnote, Revision

from .checking import Problem
from .sheet import Sheet


def sides(revision: Revision) -> dict[str, str]:
    """Parties of the revision, by name and alias, with their sides."""
    found: dict[str, str] = {}
    for party in revision.parties.all():
        for name in (party.name, *map(str, party.aliases)):
            found.setdefault(name, party.side)
    return found


def markers(revision: Revision) -> set[str]:
    """Markers of the revision's footnotes."""
    notes = Footnote.objects.filter(section__revision=revision)
    return set(notes.values_list("marker", flat=True))


def removed(before: Sheet, after: Sheet) -> dict[str, str]:
    """Names of the rows that are gone, by id."""
    kept = after.by_id
    return {row.id: before.name_of(row) for row in before.rows if row.id not in kept}


def drawn_on(revision: Revision, before: Sheet, after: Sheet) -> list[Problem]:
    """Removed provisions that a quota draws on or an exemption names as a duty.

    The guide could not be exported without them.
    """
    gone = removed(before, after)
    if not gone:
        return []
    drawn = [
        Problem(
            f"The quota “{quota}” draws on “{gone[key]}”. Take the row out of the quota first.",
            key,
        )
        for quota in revision.quotas.all()
        for key in map(str, quota.draws)
        if key in gone
    ]
    cases = Exemption.objects.filter(service_level__revision=revision)
    owed = [
        Problem(
            f"The exemption “{case}” names “{gone[key]}” as a duty. Take it out there first.",
            key,
        )
        for case in cases
        for key in map(str, case.duties)
        if key in gone
    ]
    return drawn + owed


def aliases_lost(revision: Revision, before: Sheet, after: Sheet) -> list[str]:
    """Removed provisions that staff gave other words."""
    gone = removed(before, after)
    if not gone:
        return []
    rows = Alias.objects.filter(provision__revision=revision, provision__key__in=gone)
    counts = Counter(rows.values_list("provision__key", flat=True))
    return [
        f"“{gone[key]}” goes with {count} alias{'es' if count > 1 else ''} that staff gave it."
        for key, count in counts.items()
    ]
