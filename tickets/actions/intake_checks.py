"""What a report says, checked against its service level: texts, figures, answers, priority."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from catalogue.models import Priority
from tickets import intake_fields, severity
from tickets.actions.intake_catalogue import fields_of, priorities_of
from tickets.actions.intake_report import INTAKE, LENIENT, MOST, NEEDED, Report
from tickets.actions.intake_scope import Scope
from tickets.models import Ticket
from tickets.wording import LONGEST, LONGEST_LINE, cleaned, on_one_line

NO_PRIORITY = "No priority was given and the guide has no default: staff will set it."
# A field that asks for the same as the report's own figure is answered once.
AFFECTED = re.compile(r"\busers?\b.*\baffected\b|\baffected\b.*\busers?\b", re.I)
KINDS = ", ".join(Ticket.Kind.values)


@dataclass
class Checked:
    """A report as it will be kept; `errors` say what is wrong, `notes` what is to be said."""

    summary: str = ""
    description: str = ""
    affected: int | None = None
    total: int | None = None
    priority: Priority | None = None
    requested: Priority | None = None
    intake: dict[str, Any] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)


def checked(report: Report, scope: Scope) -> Checked:
    """The report against the terms that bind it; nothing is asked of the database."""
    it = Checked()
    _texts(report, it)
    _intake(report, scope, it)
    _figures(report, scope, it)
    if not it.errors:
        _priority(report, scope, it)
    return it


def prospect(report: Report, scope: Scope) -> Checked:
    """The priority that a report would have, before anything else of it is known."""
    it = Checked(affected=report.users_affected, total=scope.users)
    _priority(report, scope, it)
    it.errors.clear()
    return it


def _texts(report: Report, it: Checked) -> None:
    it.summary = on_one_line(report.summary)
    it.description = cleaned(report.description)
    if report.channel == "email":  # a sender cannot be asked to shorten the subject
        it.summary = it.summary[:LONGEST_LINE].strip() or "(no subject)"
        it.description = it.description[:LONGEST]
    if not it.summary:
        it.errors["summary"] = "Say in a few words what it is about."
    for name, longest in (("summary", LONGEST_LINE), ("description", LONGEST)):
        length = len(getattr(it, name))
        if length > longest:
            it.errors[name] = (
                f"Shorten it to {longest:,} characters: it has {length:,}."
            )
    if report.kind not in Ticket.Kind.values:
        it.errors["kind"] = f"Choose one of: {KINDS}."
    for name, longest in (("external_id", 100), ("dedup_key", 200)):
        value = getattr(report, name)
        if len(value) > longest or value != on_one_line(value):
            it.errors[name] = f"At most {longest} characters, in one line."


def _figures(report: Report, scope: Scope, it: Checked) -> None:
    it.total = scope.users if report.users_total is None else report.users_total
    if it.affected is not None and it.total is not None and it.affected > it.total:
        if report.users_total is None:
            it.total = (
                it.affected
            )  # what the subscription says is older than the report
        else:
            it.errors["users_affected"] = (
                f"No more users are affected than there are ({it.total})."
            )
    if not 1 <= report.quantity <= MOST:
        it.errors["quantity"] = f"Ask for 1 to {MOST:,}."
    for name in ("users_affected", "users_total", "minutes"):
        value = getattr(report, name)
        if value is not None and not 0 <= value <= MOST:
            it.errors[name] = f"Give a number from 0 to {MOST:,}."


def _intake(report: Report, scope: Scope, it: Checked) -> None:
    asked = fields_of(scope.level)
    same = next(
        (f.label for f in asked if f.kind == "number" and AFFECTED.search(f.label)), ""
    )
    given = dict(report.intake)
    if same and same not in given and report.users_affected is not None:
        given[same] = report.users_affected
    names = {each.name for each in report.files}
    reading = intake_fields.read(asked, given, files=names, zone=scope.customer.zone)
    it.intake, it.missing = reading.values, reading.missing
    it.errors |= {INTAKE + label: why for label, why in reading.errors.items()}
    it.affected = report.users_affected
    said = reading.values.get(same)
    if it.affected is None and isinstance(said, int):
        it.affected = said
        if said > MOST:
            it.errors[INTAKE + same] = f"Give a number from 0 to {MOST:,}."
    if report.channel not in LENIENT:
        _require(report, asked, it)


def _require(report: Report, asked: list[Any], it: Checked) -> None:
    """What is missing is an error, but for files of a program: those come after the ticket."""
    files = {each.label for each in asked if each.kind == "file"}
    later = files if report.channel == "api" else set()
    for label in it.missing:
        if label not in later:
            it.errors.setdefault(INTAKE + label, NEEDED)
    it.missing = [label for label in it.missing if label in later]


def _priority(report: Report, scope: Scope, it: Checked) -> None:
    steps = priorities_of(scope.level)
    if not steps:
        if report.priority and report.channel not in LENIENT:
            it.errors["priority"] = (
                "This service level has no priorities: leave it out."
            )
        return
    default = severity.named(steps, scope.level.default_priority if scope.level else "")
    wanted = _wanted(report, steps, default, it)
    if wanted is None:
        return
    settled = severity.settled(steps, wanted, default, report.channel)
    it.priority, it.requested = settled.priority, settled.wanted
    if settled.wanted is not None:
        stands = settled.priority.label
        it.notes.append(severity.other_way(settled.wanted, stands, scope.phone))


def _wanted(
    report: Report, steps: list[Priority], default: Priority | None, it: Checked
) -> Priority | None:
    """What was asked for, else what the impact says, else the default, else the only one."""
    if report.priority:
        chosen = severity.named(steps, report.priority)
        if chosen is not None or report.channel not in LENIENT:
            if chosen is None:
                it.errors["priority"] = f"Choose one of: {_labels(steps)}."
            return chosen
    proposal = severity.proposed(steps, it.affected, it.total)
    if proposal is not None:
        if proposal.note:
            it.notes.append(proposal.note)
        return proposal.priority
    if default is not None or len(steps) == 1:
        return default or steps[0]
    if report.channel in LENIENT:
        it.notes.append(NO_PRIORITY)
        return None
    it.errors["priority"] = f"Choose one of: {_labels(steps)}."
    if it.affected is None and severity.has_impact(steps):
        it.errors["priority"] += " Or say how many users are affected."
    return None


def _labels(steps: list[Priority]) -> str:
    return ", ".join(step.label for step in steps)
