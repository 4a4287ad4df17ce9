"""What was read, for programs (`--json`) and for people."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from catalogue import checks
from catalogue.portable import form
from catalogue.portable.keys import provisions_of
from catalogue.reading.counted import counted, phrases

TOTALS = (
    "parties",
    "service_levels",
    "terms",
    "offers",
    "rates",
    "bands",
    "quotas",
    "notice_periods",
    "metering_rules",
)


def as_json(revision: form.Revision) -> dict[str, Any]:
    """A revision in the shape that `read_guide --json` prints."""
    sections = revision.sections
    return {
        "title": revision.title,
        "sections": sum(1 for section in sections if section.title),
        "matrices": [_matrix(m) for s in sections for m in s.matrices],
        "scenarios": [
            {"text": row.text, "outcome": row.label}
            for s in sections
            for row in s.provisions
            if row.kind == "scenario"
        ],
        "components": [_component(c) for s in sections for c in s.components],
        "service_levels": [
            entry for level in revision.service_levels for entry in _level(level)
        ],
        "rates": [_rate(rate) for rate in revision.rates],
        "bands": [_band(band) for band in revision.bands],
        "quotas": [
            {"text": q.text, "value": _number(q.value), "unit": q.unit, "per": q.per}
            for q in revision.quotas
        ],
        "definitions": [{"term": t.term, "meaning": t.meaning} for t in revision.terms],
        "findings": [
            {"kind": f.kind, "section": f.section, "text": f.text}
            for f in revision.findings
        ],
    }


def summary(revision: form.Revision) -> dict[str, Any]:
    """What was read, as JSON: per section what was recognised and what stayed prose, and totals."""
    return {
        "title": revision.title,
        "sections": [_section(section, revision) for section in revision.sections],
        "totals": {
            name.replace("_", " "): len(getattr(revision, name))
            for name in TOTALS
            if getattr(revision, name)
        },
        "findings": [
            {"kind": f.kind, "section": f.section, "text": f.text, "line": f.line}
            for f in revision.findings
        ],
    }


def as_text(revision: form.Revision) -> str:
    """The summary for people."""
    told = summary(revision)
    lines = [revision.title, ""]
    for section in told["sections"]:
        read = ", ".join(phrases(section))
        prose = section["prose"]
        left = f"{counted(prose, 'paragraph')} left as prose" if prose else ""
        name = f"{section['number']} {section['title']}".strip()
        what = "; ".join(filter(None, (read, left))) or "nothing"
        lines.append(f"{name or '(before the first heading)'}: {what}")
    totals = [f"{name}: {count}" for name, count in told["totals"].items()]
    lines += ["", *totals, "", counted(len(revision.findings), "finding")]
    for finding in revision.findings:
        where = f" in {finding.section}" if finding.section else ""
        lines.append(f"- {checks.title_of(finding.kind)}{where}: {finding.text}")
    return "\n".join(lines)


def _section(section: form.Section, revision: form.Revision) -> dict[str, Any]:
    read = Counter(row.kind for row in provisions_of(section))
    read["matrix"] = len(section.matrices)
    read["component"] = len(section.components)
    read["footnote"] = len(section.footnotes)
    name = section.number or section.title
    for kind, parts in _commercial(revision):
        read[kind] += sum(part.section == name for part in parts)
    levels = [level for level in revision.service_levels if level.section == name]
    read["service level"] = len(levels)
    return {
        "number": section.number,
        "title": section.title,
        "line": section.line,
        "recognised": {kind: n for kind, n in sorted(read.items()) if n},
        "matrices": [
            [each.title, len(each.rows), len(each.parties)] for each in section.matrices
        ],
        "components": [[each.title, len(each.lines)] for each in section.components],
        "levels": [
            [
                level.name,
                len(level.priorities),
                sum(len(each.targets) for each in level.priorities),
            ]
            for level in levels
        ],
        "prose": len([each for each in section.prose.split("\n\n") if each.strip()]),
        "words": len(section.prose.split()),
    }


def _commercial(revision: form.Revision) -> tuple[tuple[str, list[Any]], ...]:
    """What belongs to the revision as a whole and names the section it stands in."""
    return (
        ("term", revision.terms),
        ("offer", revision.offers),
        ("rate", revision.rates),
        ("spend band", revision.bands),
        ("quota", revision.quotas),
        ("notice period", revision.notice_periods),
        ("metering rule", revision.metering_rules),
    )


def _matrix(matrix: form.Matrix) -> dict[str, Any]:
    rows = [
        {
            "activity": row.text.split("\n")[0],
            "group": row.group,
            "marks": {each.party: each.mark for each in row.assignments},
        }
        for row in matrix.rows
    ]
    return {"title": matrix.title, "parties": matrix.parties, "rows": rows}


def _component(component: form.Component) -> dict[str, Any]:
    return {
        "title": component.title,
        "supported": [line.text for line in component.lines if line.supported],
        "not_supported": [
            line.text for line in component.lines if line.supported is False
        ],
    }


def _level(level: form.ServiceLevel) -> list[dict[str, Any]]:
    """One entry per priority, and one more where a metric has several targets."""
    out = []
    for priority in level.priorities:
        waiting = list(priority.targets)
        while True:
            targets: dict[str, dict[str, Any]] = {}
            for target in list(waiting):
                if target.metric not in targets:
                    targets[target.metric] = {
                        "minutes": target.minutes,
                        "clock": target.clock,
                        "text": target.text,
                    }
                    waiting.remove(target)
            out.append(
                {"name": level.name, "priority": priority.label, "targets": targets}
            )
            if not waiting:
                break
    return out


def _rate(rate: form.Rate) -> dict[str, Any]:
    return {
        "role": rate.role,
        "kind": rate.kind,
        "amount": _number(rate.amount),
        "currency": rate.currency,
        "unit": rate.unit,
        "minimum": rate.minimum_minutes,
    }


def _band(band: form.Band) -> dict[str, Any]:
    return {
        "from": _number(band.low),
        "to": _number(band.high),
        "hours": _number(band.hours),
        "footnote": band.footnote,
    }


def _number(value: Decimal | None) -> int | float | None:
    """A decimal as JSON prints numbers."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def provider_name(revision: form.Revision) -> str:
    """The provider's name as far as the document tells: the longest spelling of that party."""
    for party in revision.parties:
        if party.side == "provider":
            return max((party.name, *party.aliases), key=len)
    return ""
