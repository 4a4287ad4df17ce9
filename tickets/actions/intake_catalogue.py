"""What intake reads of guides, kept in the process: a published revision never changes.

Rows come as models with everything that intake and clocks ask of them loaded. Nobody writes them.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from functools import lru_cache

from catalogue.answers.lines import provision_answer
from catalogue.models import Priority, Provision, Quota, Revision, ServiceLevel
from catalogue.models.service_levels import IntakeField

KEPT_REVISIONS = 256
KEPT_LINES = 8_192
BINDING = (Revision.State.PUBLISHED, Revision.State.SUPERSEDED)


@dataclass(frozen=True)
class Terms:
    """What a revision states for tickets: its service levels, in its order."""

    revision: Revision
    levels: tuple[ServiceLevel, ...]
    drawing: frozenset[str]  # keys of the lines that draw on a quota

    def level(self, wanted: int | None) -> ServiceLevel | None:
        """The level a subscription names, by key or else by name; else the only one with priorities.

        A copy: its calendar, which does change, is then read anew each time.
        """
        found = [level for level in self.levels if level.pk == wanted]
        if wanted is not None and not found:
            names = ServiceLevel.objects.filter(pk=wanted).values_list(
                "name", flat=True
            )
            found = [level for level in self.levels if level.name in set(names)]
        if not found:
            found = [level for level in self.levels if level.priorities.all()]
        return copy(found[0]) if len(found) == 1 else None


@dataclass(frozen=True)
class Line:
    """A provision and the sentence about who does it, as an answer says it."""

    provision: Provision
    who: str


@lru_cache(maxsize=KEPT_REVISIONS)
def terms_of(revision: int) -> Terms:
    """The service levels of a revision in force. Raises `Revision.DoesNotExist`."""
    row = Revision.objects.select_related("guide__provider").get(
        pk=revision, state__in=BINDING
    )
    levels = row.service_levels.prefetch_related(
        "priorities__targets", "priorities__escalations", "intake_fields", "exemptions"
    )
    found = tuple(levels)
    for level in found:
        level.revision = row
        for priority in level.priorities.all():
            priority.service_level = level
    drawing = (key for quota in quotas_of(revision) for key in quota.draws)
    return Terms(row, found, frozenset(drawing))


@lru_cache(maxsize=KEPT_REVISIONS)
def quotas_of(revision: int) -> tuple[Quota, ...]:
    """The quotas of a revision that lines draw on; none of a revision that is not in force."""
    rows = Quota.objects.filter(revision=revision, revision__state__in=BINDING)
    return tuple(rows.exclude(draws=[]).order_by("pk"))


@lru_cache(maxsize=KEPT_LINES)
def line_of(provision: int) -> Line:
    """A provision of a revision in force. Raises `Provision.DoesNotExist`."""
    row = (
        Provision.objects.select_related("section", "component", "matrix")
        .select_related("revision__guide__provider")
        .prefetch_related("assignments__party")
        .get(pk=provision, revision__state__in=BINDING)
    )
    return Line(row, provision_answer(row, row.revision, 0).who)


def priorities_of(level: ServiceLevel | None) -> list[Priority]:
    """The priorities of a level, in its order."""
    return list(level.priorities.all()) if level else []


def fields_of(level: ServiceLevel | None) -> list[IntakeField]:
    """What the level asks of a reporter, in its order."""
    return list(level.intake_fields.all()) if level else []


def forget() -> None:
    """Keep nothing: for tests, where a number comes back as another row."""
    terms_of.cache_clear()
    quotas_of.cache_clear()
    line_of.cache_clear()
