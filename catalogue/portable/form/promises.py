"""What a revision promises: service levels with their priorities and times."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass
class Target:
    """A promised time. `minutes` is nominal (1 day = 1440) and None when none is given."""

    metric: str
    text: str
    minutes: int | None = None
    clock: str = ""  # "support" (business hours), "elapsed", or "" when the document does not say
    heading: str = ""  # the metric's name as printed
    applies_to: str = ""
    ref: str = ""


@dataclass
class Example:
    """A case printed as an example of a priority (`applies`) or as not being one."""

    text: str
    applies: bool = True
    ref: str = ""


@dataclass
class Priority:
    """A priority as printed, with criteria, the share of users affected, channels and targets."""

    label: str
    criteria: str = ""
    impact_from: Decimal | None = None  # percent of users, inclusive
    impact_below: Decimal | None = None  # percent of users, exclusive
    channels: list[str] = field(default_factory=list)  # phone, email, portal, chat
    targets: list[Target] = field(default_factory=list)
    examples: list[Example] = field(default_factory=list)
    ref: str = ""


@dataclass
class IntakeField:
    """What a reporter must supply."""

    label: str
    kind: str = "text"  # text, long_text, datetime, number, choice, file
    required: bool = True
    ref: str = ""


@dataclass
class Exemption:
    """A case to which the times do not apply."""

    text: str
    reason: str = "third_party"  # third_party, customer, other
    reported_separately: bool = True
    duties: list[str] = field(
        default_factory=list
    )  # keys of the provisions that say what the provider still owes meanwhile
    ref: str = ""


@dataclass
class Escalation:
    """Who is told when a ticket of a priority stays unresolved for so many minutes."""

    priority: str
    after_minutes: int
    to: str
    ref: str = ""


@dataclass
class ClockEnd:
    """What ends the clock of each metric, the first of the list that happens.

    `reply` (a public reply, or a call that reached the customer), `call` (such a call), `work` (the
    customer was reached and work has begun), `workaround`, `action_plan`, `resolved`. A metric that
    is left out ends as is usual.
    """

    response: list[str] = field(default_factory=list)
    workaround: list[str] = field(default_factory=list)
    restoration: list[str] = field(default_factory=list)
    remedy: list[str] = field(default_factory=list)
    update: list[str] = field(default_factory=list)


@dataclass
class ServiceLevel:
    """Targets per priority on a calendar, with the policies this revision states (W, E, P, N rows)."""

    name: str
    aliases: list[str] = field(default_factory=list)
    calendar: str = ""  # key of a calendar of the provider
    section: str = ""
    default_priority: str = ""
    attainment_percent: Decimal | None = None
    availability_percent: Decimal | None = None
    response_means: str = ""
    clock_starts: str = ""  # "report", "understood" or "" when not stated
    on_reclassification: str = (
        ""  # "forward", "recompute", "restart" or "" when not stated
    )
    on_reopening: str = ""  # "continue", "restart" or ""
    met_by: ClockEnd = field(default_factory=ClockEnd)  # what ends each clock
    notes: str = ""
    priorities: list[Priority] = field(default_factory=list)
    intake_fields: list[IntakeField] = field(default_factory=list)
    exemptions: list[Exemption] = field(default_factory=list)
    escalations: list[Escalation] = field(default_factory=list)
    ref: str = ""
