"""What can be reported, and what would follow: looked at before anything is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from catalogue.models import Priority, ServiceLevel
from catalogue.models.service_levels import IntakeField
from catalogue.platform.tenancy import Actor
from tickets.actions.charging import charge_of
from tickets.actions.intake_case import (
    Case,
    case_of,
    positions_of,
    receipt_for,
    ticket_from,
    weighed,
)
from tickets.actions.intake_catalogue import fields_of, priorities_of
from tickets.actions.intake_checks import prospect
from tickets.actions.intake_report import Receipt, Report
from tickets.actions.intake_scope import Scope, customer_of, scope_of
from tickets.actions.intake_subscriptions import subscriptions


@dataclass(frozen=True)
class Choices:
    """What can be reported: `scope` and `receipt` are None while the subscription is not chosen."""

    subscriptions: Sequence[Any]
    scope: Scope | None = None
    receipt: Receipt | None = None

    @property
    def level(self) -> ServiceLevel | None:
        """The service level that binds."""
        return self.scope.level if self.scope else None

    @property
    def fields(self) -> Sequence[IntakeField]:
        """What it asks of a reporter."""
        return fields_of(self.level)

    @property
    def priorities(self) -> Sequence[Priority]:
        """Its priorities."""
        return priorities_of(self.level)


def preview(report: Report, *, actor: Actor, at: dt.datetime) -> Receipt:
    """What `open_ticket` would answer now; writes nothing. Raises the same."""
    case = case_of(report, actor=actor, at=at)
    return _would_be(case)


def choices(report: Report, *, actor: Actor, at: dt.datetime) -> Choices:
    """What a report about this has to say, and what it would be promised if it came now.

    Nothing but line, guide, subscription, customer, priority and channel of the report is read.
    Raises `BadReport` for a choice that is not there.
    """
    customer = customer_of(report, actor)
    found = subscriptions(actor, customer, at)
    chosen = (report.provision, report.guide, report.subscription)
    if len(found) != 1 and not any(chosen):
        return Choices(found)
    scope = scope_of(report, actor=actor, at=at)
    case = weighed(report, scope, prospect(report, scope), at)
    return Choices(found, scope, _would_be(case))


def _would_be(case: Case) -> Receipt:
    ticket, places = ticket_from(case), positions_of(case)
    return receipt_for(case, ticket, charge_of(ticket.provision, places), places)
