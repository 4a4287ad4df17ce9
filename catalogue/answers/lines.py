"""From the ids that ranking found back to rows, as answers with their citation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from catalogue import models
from catalogue.answers import entries
from catalogue.answers.ranking import Hit
from catalogue.answers.result import Answer, Citation, Share
from catalogue.outcomes import named, verdict, who


def answers_for(
    hits: Iterable[Hit], revisions: Iterable[models.Revision]
) -> tuple[list[Answer], dict[int, models.Provision]]:
    """The hits as answers, in order, and the provisions among them by primary key.

    One query for each type of row, however many hits there are.
    """
    hits = list(hits)
    of = {revision.pk: revision for revision in revisions}
    wanted: dict[str, set[int]] = defaultdict(set)
    for hit in hits:
        kind, pk, *_ = hit.entry_id.split(":")
        wanted[kind].add(int(pk))
    found = {
        (kind, pk): row for kind, pks in wanted.items() for pk, row in _load(kind, pks)
    }
    answers = []
    for hit in hits:
        kind, pk, *rest = hit.entry_id.split(":", 2)
        row = found.get((kind, int(pk)))
        if row is not None:  # an index may outlive a row for a moment
            answers.append(MAKERS[kind](row, rest[0] if rest else "", hit, of))
    rows = {pk: row for (kind, pk), row in found.items() if kind == "provision"}
    for row in rows.values():
        row.revision = of[row.revision_id]
    return answers, rows


def _load(kind: str, pks: set[int]) -> Iterable[tuple[int, Any]]:
    rows = {
        "provision": models.Provision.objects.select_related(
            "section", "component", "matrix"
        ).prefetch_related("assignments__party"),
        "footnote": models.Footnote.objects.select_related("section"),
        "servicelevel": models.ServiceLevel.objects.select_related(
            "section"
        ).prefetch_related("priorities__targets"),
        "priority": models.Priority.objects.select_related(
            "service_level__section"
        ).prefetch_related("targets"),
        "priorityexample": models.PriorityExample.objects.select_related(
            "priority__service_level__section"
        ).prefetch_related("priority__targets"),
        "term": models.Term.objects.select_related("section"),
        "meteringrule": models.MeteringRule.objects.select_related("section"),
    }
    return rows[kind].in_bulk(pks).items()


def citation(
    revision: models.Revision, section: models.Section | None, anchor: str = ""
) -> Citation:
    """Where a line stands, with the address of its anchor."""
    anchor = anchor or (section.anchor if section else "")
    return Citation(
        provider=revision.guide.provider.name,
        guide=revision.title,
        revision=revision.number,
        section=str(section) if section else "",
        url=revision.get_absolute_url() + (f"#{anchor}" if anchor else ""),
        paraphrase=revision.paraphrase,
        key=f"{revision.guide.provider.key}/{revision.guide.key}",
    )


def provision_answer(
    row: models.Provision, revision: models.Revision, score: float
) -> Answer:
    """A provision as an answer; needs section, component and assignments loaded."""
    shares = [
        Share(named(c.party.name, c.party.aliases), c.party.side, c.mark)
        for c in row.assignments.all()
    ]
    seen = verdict(
        row.kind, row.charge, row.supported, says_something=bool(row.label or shares)
    )
    cells = [(share.party, share.mark) for share in shares]
    return Answer(
        key=row.key,
        kind=row.kind,
        text=row.text,
        outcome=entries.provision_outcome(row),
        charge=row.charge,
        score=score,
        citation=citation(revision, row.section, row.anchor),
        provision=row.pk,
        label=row.label,
        supported=row.supported,
        shares=shares,
        verdict=seen,
        who=who(cells, row.kind, row.charge, row.supported),
        context=entries.context_of(row),
    )


def _provision(row: Any, rest: str, hit: Hit, of: dict[int, models.Revision]) -> Answer:
    return provision_answer(row, of[row.revision_id], hit.score)


def _plain(
    hit: Hit, kind: str, text: str, outcome: str, place: Citation, context: str = ""
) -> Answer:
    return Answer(
        key=hit.entry_id,
        kind=kind,
        text=text,
        outcome=outcome,
        charge="unstated",
        score=hit.score,
        citation=place,
        context=context,
    )


def _footnote(row: Any, rest: str, hit: Hit, of: dict[int, models.Revision]) -> Answer:
    text = entries.sentences(row.text)[int(rest)]
    place = citation(of[row.section.revision_id], row.section)
    return _plain(hit, "footnote", text, "", place, row.section.title)


def _level(row: Any, rest: str, hit: Hit, of: dict[int, models.Revision]) -> Answer:
    metric, heading = rest.split(":", 1)
    said = entries.target_lines(row)[metric, heading]
    place = citation(of[row.revision_id], row.section)
    return _plain(
        hit, "target", heading or f"{metric} time", "; ".join(said), place, row.name
    )


def _priority(row: Any, rest: str, hit: Hit, of: dict[int, models.Revision]) -> Answer:
    level = row.service_level
    place = citation(of[level.revision_id], level.section)
    said = entries.priority_outcome(row)
    return _plain(
        hit, "priority", row.criteria, said, place, f"{level.name} – {row.label}"
    )


def _example(row: Any, rest: str, hit: Hit, of: dict[int, models.Revision]) -> Answer:
    priority, level = row.priority, row.priority.service_level
    said = (
        entries.priority_outcome(priority) if row.applies else f"not {priority.label}"
    )
    place = citation(of[level.revision_id], level.section)
    return _plain(
        hit, "priority", row.text, said, place, f"{level.name} – {priority.label}"
    )


def _term(row: Any, rest: str, hit: Hit, of: dict[int, models.Revision]) -> Answer:
    place = citation(of[row.revision_id], row.section)
    return _plain(hit, "term", entries.term_text(row), f"definition: {row.term}", place)


def _metering(row: Any, rest: str, hit: Hit, of: dict[int, models.Revision]) -> Answer:
    text, words = next(
        (text, words) for at, text, words in entries.metering_lines(row) if at == rest
    )
    place = citation(of[row.revision_id], row.section)
    return _plain(hit, "metering", text, words, place, row.interaction)


MAKERS: dict[str, Callable[..., Answer]] = {
    "provision": _provision,
    "footnote": _footnote,
    "servicelevel": _level,
    "priority": _priority,
    "priorityexample": _example,
    "term": _term,
    "meteringrule": _metering,
}
