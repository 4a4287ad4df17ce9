"""What time on a ticket is proposed to be: whose agreement, which billable class, in which role."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Max

from billing.models import Agreement, Package, TimeEntry
from catalogue.models import Finding
from catalogue.models.provisions import ProvisionCharge
from catalogue.periods import month_of, moved
from tickets.models import Ticket

from .known_roles import known_roles

Charge = ProvisionCharge
Billable = TimeEntry.Billable
LONGEST_QUOTE = 200

# What a proposal reads of a ticket.
BESIDE = (
    "customer",
    "provision",
    "subscription__customer",
    "subscription__guide",
    "subscription__coverage__agreement__calendar",
    "subscription__coverage__agreement__customer",
)

NO_AGREEMENT = (
    "No agreement covers the subscription of {ticket} ({guide}): add it to an agreement of "
    "{customer}, then log the time."
)
WHY = {
    Charge.HOURLY: "The line is charged by the hour.",
    Charge.FEE: "The line costs a fee; work on it is charged by the hour.",
    Charge.SOW: "The line needs a statement of work: the time is shown, and charged there.",
    Charge.CUSTOMER: "The line is the customer’s to do: work on it is charged by the hour.",
    Charge.VENDOR: "The line is the vendor’s to do: work on it is charged by the hour.",
}
EXEMPT = "The ticket waited for a third party whose time is exempt."
INCLUDED = "The line is included: the time draws on the package."
OF_THE_FEE = "The line is included in what {guide} costs, and no package of hours is for that guide."
NOBODY_SAID = "Nobody has said what the ticket costs: {then} until somebody does."
NO_TICKET = "Time without a ticket draws on the package."
NO_PACKAGE = "The agreement has no package of hours this month: it is hourly work."
FINDING = "What is charged waits: the guide leaves open “{text}”"


@dataclass(frozen=True)
class Proposal:
    """What to log time on a ticket as, and why; `agreement` is None where none covers it.

    `roles` are those the agreement knows. `waits` while an open finding bears on the ticket's
    line: then nothing is charged before it is decided.
    """

    agreement: Agreement | None
    billable: str
    role: str
    roles: list[str]
    why: str
    waits: bool = False


@dataclass(frozen=True)
class _Package:
    """Hours a month: of which guide (None: agreed outside a guide), and when."""

    guide: int | None
    starts_on: dt.date
    ends_on: dt.date | None


@dataclass(frozen=True)
class Known:
    """What proposals rest on, read once for many tickets: `propose` asks nothing more."""

    roles: Mapping[int, list[str]] = field(default_factory=dict)
    packages: Mapping[int, list[_Package]] = field(default_factory=dict)
    last_roles: Mapping[int, str] = field(default_factory=dict)
    findings: Mapping[int, str] = field(default_factory=dict)


def proposal(ticket: Ticket, *, day: dt.date | None = None) -> Proposal:
    """What time on the ticket is proposed to be, on a day of the customer's.

    Without a day, packages of any time count. Nine queries at most with a ticket read alone; reads
    what `BESIDE` names.
    """
    return propose(ticket, known_of([ticket]), day=day)


def known_of(tickets: Sequence[Ticket], agreements: Collection[int] = ()) -> Known:
    """What proposals for these tickets rest on, and the roles of further agreements."""
    covering = (agreement_of(ticket) for ticket in tickets)
    pks = {each.pk for each in covering if each} | set(agreements)
    return Known(
        roles=known_roles(pks) if pks else {},
        packages=_packages(pks) if pks else {},
        last_roles=_last_roles(tickets) if tickets else {},
        findings=_findings(tickets) if tickets else {},
    )


def propose(ticket: Ticket, known: Known, *, day: dt.date | None = None) -> Proposal:
    """What time on one of the tickets is proposed to be; no query."""
    agreement = agreement_of(ticket)
    if agreement is None:
        return Proposal(None, Billable.NO_CHARGE, "", [], no_agreement(ticket))
    roles = known.roles[agreement.pk]
    last = known.last_roles.get(ticket.pk, "")
    role = last if last in roles else roles[0] if len(roles) == 1 else ""
    packages = known.packages.get(agreement.pk, [])
    billable, why = _billable(ticket, _in_month(packages, day))
    finding = known.findings.get(ticket.provision_id or 0, "")
    if finding:
        why = f"{why} {FINDING.format(text=finding[:LONGEST_QUOTE])}"
    return Proposal(agreement, billable, role, roles, why, waits=bool(finding))


def propose_apart(
    agreement: Agreement, known: Known, *, day: dt.date | None = None
) -> Proposal:
    """What time under an agreement is proposed to be where no ticket is about it; no query."""
    roles = known.roles[agreement.pk]
    role = roles[0] if len(roles) == 1 else ""
    if _in_month(known.packages.get(agreement.pk, []), day):
        return Proposal(agreement, Billable.PACKAGE, role, roles, NO_TICKET)
    return Proposal(agreement, Billable.HOURLY, role, roles, NO_PACKAGE)


def agreement_of(ticket: Ticket) -> Agreement | None:
    """The agreement that covers the ticket's subscription, if any."""
    coverage = getattr(ticket.subscription, "coverage", None)
    return coverage and coverage.agreement


def no_agreement(ticket: Ticket) -> str:
    """What to do so that time can be logged on a ticket that no agreement covers."""
    return NO_AGREEMENT.format(
        ticket=ticket.reference,
        guide=ticket.subscription.guide,
        customer=ticket.customer.name,
    )


def _billable(ticket: Ticket, packages: Sequence[_Package]) -> tuple[str, str]:
    """The class by what the ticket costs, and why (`W32`, `W35`, `W36`, `W38`, `C03`)."""
    charge = Charge(ticket.charge)
    if ticket.exempt:
        return Billable.EXEMPT, EXEMPT
    if charge == Charge.INCLUDED:
        # Hours that somebody bought come on top of what another guide includes (C03).
        own = any(_is_for(ticket, package) for package in packages)
        if own:
            return Billable.PACKAGE, INCLUDED
        guide = ticket.subscription.guide.title
        return Billable.NO_CHARGE, OF_THE_FEE.format(guide=guide)
    if charge == Charge.SOW:
        return Billable.SOW, WHY[charge]
    if charge != Charge.UNSTATED:
        return Billable.HOURLY, WHY[charge]
    if packages:
        then = "the time draws on the package"
        return Billable.PACKAGE, NOBODY_SAID.format(then=then)
    then = "the time is hourly work"
    return Billable.HOURLY, NOBODY_SAID.format(then=then)


def _is_for(ticket: Ticket, package: _Package) -> bool:
    return package.guide in (None, ticket.subscription.guide_id)


def _in_month(packages: Sequence[_Package], day: dt.date | None) -> list[_Package]:
    """Packages in force on any day of the month that holds the day."""
    if day is None:
        return list(packages)
    first, after = month_of(day), moved(month_of(day), 1)
    return [
        each
        for each in packages
        if each.starts_on < after and (each.ends_on is None or each.ends_on > first)
    ]


def _packages(agreements: Collection[int]) -> dict[int, list[_Package]]:
    rows = Package.objects.filter(agreement__in=agreements).order_by()
    found: dict[int, list[_Package]] = defaultdict(list)
    for pk, *facts in rows.values_list(
        "agreement", "offer__revision__guide", "starts_on", "ends_on"
    ):
        found[pk].append(_Package(*facts))
    return found


def _last_roles(tickets: Sequence[Ticket]) -> dict[int, str]:
    """The role in which each ticket was worked on last."""
    rows = TimeEntry.objects.standing().filter(ticket__in=tickets).exclude(role="")
    latest = rows.order_by().values("ticket").annotate(latest=Max("pk"))
    found = TimeEntry.objects.filter(pk__in=latest.values("latest"))
    return {
        pk: role for pk, role in found.values_list("ticket", "role") if pk is not None
    }


def _findings(tickets: Sequence[Ticket]) -> dict[int, str]:
    """The first open finding that bears on the line of each ticket, by line."""
    lines = {ticket.provision_id for ticket in tickets if ticket.provision_id}
    rows = Finding.objects.open().filter(provisions__in=lines).order_by("-position")
    return dict(rows.values_list("provisions", "text"))
