"""From the portable form to the database: fills a draft revision, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from catalogue import models
from catalogue.portable import form
from catalogue.portable.keys import names_of, provisions_of
from catalogue.portable.plain import to_plain


def write(source: form.Revision, draft: models.Revision) -> None:
    """Fill `draft`, an empty draft revision, from `source`, whose provisions have keys.

    Call it in a transaction, after `problems.check`, which says what is wrong with a source.
    """
    _Writer(source, draft).run()


class _Writer:
    """One run of `write`: keeps what later rows refer to."""

    def __init__(self, source: form.Revision, draft: models.Revision) -> None:
        self.source = source
        self.draft = draft
        self.parties: dict[str, models.Party] = {}
        self.sections: dict[str, models.Section] = {}
        self.provisions: dict[str, models.Provision] = {}

    def run(self) -> None:
        self._write_parties()
        self._write_sections()
        self._write_terms()
        for at, level in enumerate(self.source.service_levels):
            self._write_level(at, level)
        self._write_commercial()
        self._write_findings()

    # Parties, sections and what stands in them

    def _write_parties(self) -> None:
        named = {party.name: party for party in self.source.parties}
        for section in self.source.sections:
            for row in provisions_of(section):
                for cell in row.assignments:
                    named.setdefault(cell.party, form.Party(cell.party))
        rows = [
            models.Party(revision=self.draft, position=at, **_values(party))
            for at, party in enumerate(named.values())
        ]
        models.Party.objects.bulk_create(rows)
        self.parties = {row.name: row for row in rows}

    def _write_sections(self) -> None:
        above: list[models.Section] = []
        pairs = []
        for at, part in enumerate(self.source.sections):
            del above[max(part.depth - 1, 0) :]
            row = models.Section(
                revision=self.draft,
                parent=above[-1] if above else None,
                position=at,
                **_values(part, "number", "title", "depth", "prose", "line", "ref"),
            )
            row.save()
            above.append(row)
            pairs.append((part, row))
        names = names_of((part.number, part.title) for part in self.source.sections)
        self.sections = {name: pairs[at][1] for name, at in names.items()}
        self._write_contents(pairs)

    def _write_contents(self, pairs: list[tuple[form.Section, models.Section]]) -> None:
        rows: list[tuple[form.Provision, models.Provision]] = []
        for part, section in pairs:
            self._bulk(models.Footnote, part.footnotes, section=section)
            rows += self._rows(part.provisions, section)
            for at, matrix in enumerate(part.matrices):
                table = models.Matrix(
                    section=section,
                    position=at,
                    columns=matrix.parties,
                    **_values(matrix, "title", "ref"),
                )
                table.save()
                rows += self._rows(matrix.rows, section, matrix=table)
            for at, component in enumerate(part.components):
                named = models.Component(
                    section=section,
                    position=at,
                    **_values(component, "title", "description", "charge_basis", "ref"),
                )
                named.save()
                rows += self._rows(component.lines, section, component=named)
        self._write_provisions(rows)

    def _rows(
        self, parts: Iterable[form.Provision], section: models.Section, **place: Any
    ) -> list[tuple[form.Provision, models.Provision]]:
        leave = {"assignments", "footnotes", "aliases"}
        return [
            (
                part,
                models.Provision(
                    revision=self.draft,
                    section=section,
                    markers=part.footnotes,
                    **place,
                    **_values(part, leave=leave),
                ),
            )
            for part in parts
        ]

    def _write_provisions(
        self, rows: list[tuple[form.Provision, models.Provision]]
    ) -> None:
        for at, (_, row) in enumerate(rows):
            row.position = at
            self.provisions[row.key] = row
        models.Provision.objects.bulk_create([row for _, row in rows], batch_size=500)
        cells = [
            models.Assignment(
                provision=row,
                party=self.parties[cell.party],
                mark=cell.mark,
                markers=cell.footnotes,
                position=at,
            )
            for part, row in rows
            for at, cell in enumerate(part.assignments)
        ]
        models.Assignment.objects.bulk_create(cells, batch_size=500)
        aliases = [
            models.Alias(provision=row, text=text, added_by="guide file")
            for part, row in rows
            for text in part.aliases
        ]
        models.Alias.objects.bulk_create(aliases, batch_size=500)

    # What the revision as a whole states

    def _write_terms(self) -> None:
        for at, part in enumerate(self.source.terms):
            models.Term(
                revision=self.draft,
                section=self._section(part.section),
                position=at,
                **_values(part, leave={"section"}),
            ).save()

    def _write_level(self, at: int, part: form.ServiceLevel) -> None:
        nested = {"priorities", "intake_fields", "exemptions", "escalations"}
        level = models.ServiceLevel(
            revision=self.draft,
            section=self._section(part.section),
            calendar=self._calendar(part.calendar),
            position=at,
            met_by=to_plain(part.met_by),
            **_values(part, leave={"section", "calendar", "met_by", *nested}),
        )
        level.save()
        self._bulk(models.IntakeField, part.intake_fields, service_level=level)
        self._bulk(models.Exemption, part.exemptions, service_level=level)
        priorities: dict[str, models.Priority] = {}
        for place, given in enumerate(part.priorities):
            row = models.Priority(
                service_level=level,
                position=place,
                **_values(given, leave={"targets", "examples"}),
            )
            row.save()
            priorities[row.label] = row
            self._bulk(models.Target, given.targets, priority=row)
            self._bulk(models.PriorityExample, given.examples, priority=row)
        for place, step in enumerate(part.escalations):
            models.Escalation(
                priority=priorities[step.priority],
                position=place,
                **_values(step, leave={"priority"}),
            ).save()

    def _write_commercial(self) -> None:
        kinds: list[tuple[Any, list[Any]]] = [
            (models.Offer, self.source.offers),
            (models.Rate, self.source.rates),
            (models.SpendBand, self.source.bands),
            (models.Quota, self.source.quotas),
            (models.NoticePeriod, self.source.notice_periods),
            (models.MeteringRule, self.source.metering_rules),
        ]
        for model, parts in kinds:
            rows = [
                model(
                    revision=self.draft,
                    section=self._section(part.section),
                    position=at,
                    **_values(part, leave={"section"}),
                )
                for at, part in enumerate(parts)
            ]
            model.objects.bulk_create(rows, batch_size=500)

    def _write_findings(self) -> None:
        for at, part in enumerate(self.source.findings):
            finding = models.Finding(
                revision=self.draft,
                section=self._section(part.section),
                position=at,
                **_values(part, leave={"section", "provisions"}),
            )
            finding.save()
            finding.provisions.set([self.provisions[key] for key in part.provisions])

    # Look-ups

    def _bulk(self, model: Any, parts: Iterable[Any], **owner: Any) -> None:
        rows = [
            model(position=at, **owner, **_values(part))
            for at, part in enumerate(parts)
        ]
        model.objects.bulk_create(rows, batch_size=500)

    def _section(self, name: str) -> models.Section | None:
        return self.sections.get(name) if name else None

    def _calendar(self, key: str) -> models.Calendar | None:
        return self.draft.guide.provider.calendars.get(key=key) if key else None


def _values(part: Any, *names: str, leave: Iterable[str] = ()) -> dict[str, Any]:
    """Fields of a form value by name: `names`, or all but `leave`."""
    wanted = names or [f.name for f in fields(part) if f.name not in set(leave)]
    return {name: getattr(part, name) for name in wanted}
