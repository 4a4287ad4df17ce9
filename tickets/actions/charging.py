"""What a ticket costs the customer: the line's own charge, what is beyond a quota, and what waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalogue.models import Finding, Provision, Quota
from tickets import allowances, receipts

from .quota_periods import Position

INCLUDED, UNSTATED = "included", "unstated"
NO_LINE = "No line of the guide was chosen: staff say what it costs."
WAITS = "The charge waits for staff, because the guide leaves open: “{finding}”"
LONGEST_QUOTE = 300


@dataclass(frozen=True)
class Charge:
    """What it costs, and why; `waits` while an open finding has to be decided first."""

    charge: str
    note: str
    waits: bool = False


def charge_of(provision: Provision | None, positions: Sequence[Position]) -> Charge:
    """The worst of the line's own charge and those beyond its quotas (`W32`, `W35`).

    Where an open finding bears on what would be charged, nothing is: the charge waits for staff.
    One query where something might be charged, none otherwise.
    """
    if provision is None:
        return Charge(UNSTATED, NO_LINE)
    said = list(dict.fromkeys(position.text for position in positions))
    if provision.supported is False and provision.charge == UNSTATED:
        said.append(receipts.NOT_PART)
    doubtful = _doubtful(provision, positions)
    if doubtful:
        said.append(WAITS.format(finding=doubtful[:LONGEST_QUOTE]))
        return Charge(UNSTATED, " ".join(said), waits=True)
    beyond = [each.quota.over_charge for each in positions if each.is_beyond]
    charge = allowances.worst([own_charge(provision), *filter(None, beyond)])
    unsaid = any(each.period is None for each in positions)
    unsaid = unsaid or any(each in ("", UNSTATED) for each in beyond)
    if unsaid and charge in (INCLUDED, UNSTATED):
        return Charge(UNSTATED, " ".join(said), waits=True)
    return Charge(charge, " ".join(said))


def own_charge(provision: Provision) -> str:
    """The charge of a line by itself: what is supported without a price is included."""
    if provision.charge == UNSTATED and provision.supported:
        return INCLUDED
    return provision.charge


def _doubtful(provision: Provision, positions: Sequence[Position]) -> str:
    """The open finding that keeps a charge from being made; empty without one."""
    paid = own_charge(provision) in allowances.PAID
    beyond = [each.quota for each in positions if each.is_beyond]
    full = [each.quota for each in positions if _is_full(each)]
    if not (paid or beyond or full):
        return ""
    rows = Finding.objects.open().filter(revision=provision.revision_id)
    for finding in rows.prefetch_related("provisions"):
        on_line = any(line.pk == provision.pk for line in finding.provisions.all())
        # “Fewer than 10, more than 10”: the guide is silent on the limit itself alone.
        gap = finding.kind.startswith("boundary")
        quotas = full if gap else beyond
        if (paid and on_line and not gap) or (quotas and on_line):
            return finding.text
        if any(_speaks_of(finding, quota) for quota in quotas):
            return finding.text
    return ""


def _is_full(position: Position) -> bool:
    """Whether it stands at the limit itself, where a guide may say “fewer” and “more” only."""
    counts = not allowances.is_percent(position.quota.unit)
    return counts and position.number == position.allowed


def _speaks_of(finding: Finding, quota: Quota) -> bool:
    """Whether a finding is about a quota: it rests on a line that states it, or on its section."""
    lines = list(finding.provisions.all())
    if not lines:
        own_section = finding.section_id is not None
        return own_section and finding.section_id == quota.section_id
    return any(_states(line, quota) for line in lines)


def _states(line: Provision, quota: Quota) -> bool:
    """Whether a limit or an exclusion states a quota: by its facts, without any by its section."""
    if line.kind not in (Provision.Kind.LIMIT, Provision.Kind.EXCLUSION):
        return False
    facts, own = set(line.ref.split()), set(quota.ref.split())
    if facts and own:
        return bool(facts & own)
    return line.section_id is not None and line.section_id == quota.section_id
