"""From the database to the portable form: `load.write` of it gives the same rows again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from catalogue import models
from catalogue.portable import form
from catalogue.portable.keys import names_of


def read(revision: models.Revision) -> form.Revision:
    """The whole revision as plain values, in a number of queries that its size does not change."""
    sections = list(revision.sections.all())
    names = _names(sections)
    parts: dict[str, tuple[type, Any]] = {
        "offers": (form.Offer, revision.offers),
        "rates": (form.Rate, revision.rates),
        "bands": (form.Band, revision.spendbands),
        "quotas": (form.Quota, revision.quotas),
        "notice_periods": (form.NoticePeriod, revision.noticeperiods),
        "metering_rules": (form.MeteringRule, revision.meteringrules),
        "terms": (form.Term, revision.terms),
    }
    return form.Revision(
        title=revision.title,
        label=revision.label,
        paraphrase=revision.paraphrase,
        ref=revision.ref,
        parties=[_part(form.Party, row) for row in revision.parties.all()],
        sections=_sections(revision, sections),
        service_levels=_levels(revision, names),
        findings=_findings(revision, names),
        **{
            name: [
                _part(kind, row, section=names.get(row.section_id, ""))
                for row in rows.all()
            ]
            for name, (kind, rows) in parts.items()
        },
    )


def read_guide(revision: models.Revision) -> form.Guide:
    """The guide file of a revision: its provider, the calendars it rests on, and all it says."""
    guide = revision.guide
    return form.Guide(
        provider=guide.provider.key,
        key=guide.key,
        revision=read(revision),
        provider_name=guide.provider.name,
        contact_url=guide.provider.contact_url,
        phone=guide.provider.phone,
        calendars=_calendars(revision),
    )


def _calendars(revision: models.Revision) -> list[form.Calendar]:
    """Those its file brought, in that order, and those its service levels run on."""
    named = revision.calendar_keys
    levels = revision.service_levels.exclude(calendar=None)
    used = levels.values_list("calendar__key", flat=True)
    keys = list(dict.fromkeys([*named, *used]))
    rows = revision.guide.provider.calendars.filter(key__in=keys)
    versions = models.CalendarVersion.objects.filter(calendar__in=rows)
    dated = versions.select_related("calendar").order_by("valid_from")
    parts = [
        read_calendar(row) for row in dated.prefetch_related("windows", "closures")
    ]
    return sorted(parts, key=lambda part: keys.index(part.key))


def read_calendar(row: models.CalendarVersion) -> form.Calendar:
    """A version of a calendar."""
    calendar = row.calendar
    return form.Calendar(
        key=calendar.key,
        name=calendar.name,
        zone=row.zone,
        valid_from=row.valid_from.isoformat(),
        always_open=row.always_open,
        windows=[
            form.Window(each.day, _clock(each.opens), _clock(each.closes))
            for each in row.windows.all()
        ],
        closures=[
            form.Closure(each.day.isoformat(), each.name) for each in row.closures.all()
        ],
        holidays=row.holidays,
        notes=calendar.notes,
        ref=calendar.ref,
    )


def _clock(minutes: int) -> str:
    """Minutes after midnight as `HH:MM`."""
    return "{:02}:{:02}".format(*divmod(minutes, 60))


def _names(rows: list[models.Section]) -> dict[int | None, str]:
    """By key, the name of each section that leads back to it alone."""
    known = names_of((row.number, row.title) for row in rows)
    named: dict[int | None, str] = {}
    for name, at in known.items():
        named.setdefault(rows[at].pk, name)
    return named


def _sections(
    revision: models.Revision, rows: list[models.Section]
) -> list[form.Section]:
    own = defaultdict(list)
    in_matrix = defaultdict(list)
    in_component = defaultdict(list)
    provisions = revision.provisions.prefetch_related("assignments__party", "aliases")
    for row in provisions:
        part = _provision(row)
        if row.matrix_id:
            in_matrix[row.matrix_id].append(part)
        elif row.component_id:
            in_component[row.component_id].append(part)
        else:
            own[row.section_id].append(part)
    matrices = _by_section(models.Matrix, revision)
    components = _by_section(models.Component, revision)
    footnotes = _by_section(models.Footnote, revision)
    return [
        _part(
            form.Section,
            row,
            provisions=own[row.pk],
            matrices=[
                _part(
                    form.Matrix, table, parties=table.columns, rows=in_matrix[table.pk]
                )
                for table in matrices[row.pk]
            ],
            components=[
                _part(form.Component, named, lines=in_component[named.pk])
                for named in components[row.pk]
            ],
            footnotes=[_part(form.Footnote, note) for note in footnotes[row.pk]],
        )
        for row in rows
    ]


def _provision(row: models.Provision) -> form.Provision:
    cells = [
        form.Assignment(cell.party.name, cell.mark, cell.markers)
        for cell in row.assignments.all()
    ]
    # In the order in which they were added; the table's own order is the database's alphabet.
    added = sorted(row.aliases.all(), key=lambda alias: alias.pk)
    aliases = [alias.text for alias in added]
    return _part(
        form.Provision, row, assignments=cells, footnotes=row.markers, aliases=aliases
    )


def _levels(
    revision: models.Revision, names: dict[int | None, str]
) -> list[form.ServiceLevel]:
    rows = revision.service_levels.select_related("calendar").prefetch_related(
        "priorities__targets",
        "priorities__examples",
        "priorities__escalations",
        "intake_fields",
        "exemptions",
    )
    return [_level(row, names) for row in rows]


def _level(row: models.ServiceLevel, names: dict[int | None, str]) -> form.ServiceLevel:
    priorities = list(row.priorities.all())
    steps = [
        (step.position, _part(form.Escalation, step, priority=priority.label))
        for priority in priorities
        for step in priority.escalations.all()
    ]
    return _part(
        form.ServiceLevel,
        row,
        calendar=row.calendar.key if row.calendar else "",
        section=names.get(row.section_id, ""),
        met_by=form.ClockEnd(**row.met_by),
        priorities=[
            _part(
                form.Priority,
                priority,
                targets=[
                    _part(form.Target, target) for target in priority.targets.all()
                ],
                examples=[
                    _part(form.Example, case) for case in priority.examples.all()
                ],
            )
            for priority in priorities
        ],
        intake_fields=[
            _part(form.IntakeField, asked) for asked in row.intake_fields.all()
        ],
        exemptions=[_part(form.Exemption, case) for case in row.exemptions.all()],
        escalations=[step for _, step in sorted(steps, key=lambda pair: pair[0])],
    )


def _findings(
    revision: models.Revision, names: dict[int | None, str]
) -> list[form.Finding]:
    return [
        _part(
            form.Finding,
            row,
            section=names.get(row.section_id, ""),
            provisions=[provision.key for provision in row.provisions.all()],
        )
        for row in revision.findings.prefetch_related("provisions")
    ]


def _by_section(model: Any, revision: models.Revision) -> dict[int, list[Any]]:
    found = defaultdict(list)
    for row in model.objects.filter(section__revision=revision):
        found[row.section_id].append(row)
    return found


def _part(kind: type, row: Any, **given: Any) -> Any:
    """A value of the form from the fields of the same names, `given` ones aside."""
    rest: Iterable[str] = (f.name for f in fields(kind) if f.name not in given)
    return kind(**{name: getattr(row, name) for name in rest}, **given)
