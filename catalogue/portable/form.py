"""The portable form: one revision of a guide as plain values, without Django.

A reader produces it from a document, `catalogue/data/*.yaml` carries it, `portable.load` writes it
to the database and `portable.dump` reads it back. Texts are verbatim; blanks stay blank. Minutes are
integers, money is a `Decimal` with a three-letter currency, `ref` names rows of `docs/facts.md`
(several are separated by a space). References inside a revision go by provision `key`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

KINDS = ("scenario", "activity", "scope", "service", "duty", "exclusion", "limit")
CHARGES = ("included", "hourly", "sow", "fee", "customer", "vendor", "unstated")
SIDES = ("provider", "vendor", "partner", "customer")
METRICS = ("response", "workaround", "restoration", "remedy", "update")


@dataclass
class Party:
    """Who a revision names. `side` is blank while nobody decided it."""

    name: str
    side: str = ""
    aliases: list[str] = field(default_factory=list)
    ref: str = ""


@dataclass
class Footnote:
    """Marker as printed (`*`, `1`) and its text, in the section that prints it."""

    marker: str
    text: str
    ref: str = ""


@dataclass
class Assignment:
    """The cell of one party: the mark as printed, footnote markers apart."""

    party: str
    mark: str
    footnotes: list[str] = field(default_factory=list)


@dataclass
class Provision:
    """One line that says who does something, or whether it is covered.

    `label` is the document's own outcome cell, `charge` its meaning. `supported` is set on scope
    lines and exclusions. `in_prose` marks a sentence that stands in the section's prose.
    """

    kind: str
    text: str
    key: str = ""
    label: str = ""
    charge: str = "unstated"
    supported: bool | None = None
    group: str = ""
    assignments: list[Assignment] = field(default_factory=list)
    footnotes: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    in_prose: bool = False
    line: int | None = None
    ref: str = ""


@dataclass
class Matrix:
    """A table of provisions (kind `activity` or `service`) with party columns."""

    title: str
    parties: list[str]
    rows: list[Provision] = field(default_factory=list)
    ref: str = ""


@dataclass
class Component:
    """A named part with a description and scope lines (kind `scope`)."""

    title: str
    description: str = ""
    charge_basis: str = ""
    lines: list[Provision] = field(default_factory=list)
    ref: str = ""


@dataclass
class Section:
    """A numbered part with its prose (paragraphs parted by blank lines) and what was read in it."""

    title: str
    number: str = ""
    depth: int = 1
    prose: str = ""
    provisions: list[Provision] = field(default_factory=list)
    matrices: list[Matrix] = field(default_factory=list)
    components: list[Component] = field(default_factory=list)
    footnotes: list[Footnote] = field(default_factory=list)
    line: int | None = None
    ref: str = ""


@dataclass
class Term:
    """A definition."""

    term: str
    meaning: str
    section: str = ""
    ref: str = ""


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
    ref: str = ""


@dataclass
class Escalation:
    """Who is told when a ticket of a priority stays unresolved for so many minutes."""

    priority: str
    after_minutes: int
    to: str
    ref: str = ""


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
    notes: str = ""
    priorities: list[Priority] = field(default_factory=list)
    intake_fields: list[IntakeField] = field(default_factory=list)
    exemptions: list[Exemption] = field(default_factory=list)
    escalations: list[Escalation] = field(default_factory=list)
    ref: str = ""


@dataclass
class Offer:
    """Something orderable. Amounts are per `unit`; `requires`, `excludes`, `includes` name offers."""

    name: str
    key: str = ""
    unit: str = ""
    minimum: Decimal | None = None
    step: Decimal | None = None
    maximum: Decimal | None = None
    term_months: int | None = None
    price: Decimal | None = None
    currency: str = ""
    role: str = ""
    requires: list[str] = field(default_factory=list)
    excludes: list[str] = field(default_factory=list)
    includes: list[str] = field(default_factory=list)
    text: str = ""
    section: str = ""
    ref: str = ""


@dataclass
class Rate:
    """A list rate: money per hour of a role."""

    role: str
    kind: str  # standard, overage, after_hours
    amount: Decimal | None
    currency: str = ""
    unit: str = "hour"
    minimum_minutes: int | None = None
    increment_minutes: int | None = None
    text: str = ""
    section: str = ""
    ref: str = ""


@dataclass
class Band:
    """Recommended hours a month for a managed spend from (inclusive) to (as printed)."""

    low: Decimal | None
    high: Decimal | None
    hours: Decimal
    currency: str = ""
    text: str = ""
    footnote: str = ""
    section: str = ""
    ref: str = ""


@dataclass
class Quota:
    """A measure with a number: an allowance per period, a minimum, a limit."""

    text: str
    value: Decimal
    unit: str  # percent, tickets, numbers, hours, minutes, …
    per: str = ""  # billing period, month, agent, …
    of: str = ""  # what a percentage is taken of
    draws: list[str] = field(default_factory=list)  # provision keys that draw on it
    over_charge: str = ""  # charge beyond it
    section: str = ""
    ref: str = ""


@dataclass
class NoticePeriod:
    """How long before an event something must be asked for or announced."""

    event: str
    days: int
    text: str
    by: str = "customer"  # customer or provider
    section: str = ""
    ref: str = ""


@dataclass
class MeteringRule:
    """What counts as an interaction, and what does not."""

    interaction: str
    counts: str = ""
    excludes: str = ""
    section: str = ""
    ref: str = ""


@dataclass
class Finding:
    """Something that needs a decision; `reading` is the one chosen, blank while open."""

    kind: str
    text: str
    section: str = ""
    origin: str = "reader"  # reader, check or staff
    provisions: list[str] = field(default_factory=list)  # keys of the rows it rests on
    reading: str = ""
    line: int | None = None
    ref: str = ""


@dataclass
class Revision:
    """One revision of a guide, whole."""

    title: str
    label: str = ""  # version or date as printed
    paraphrase: bool = False
    parties: list[Party] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    service_levels: list[ServiceLevel] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    rates: list[Rate] = field(default_factory=list)
    bands: list[Band] = field(default_factory=list)
    quotas: list[Quota] = field(default_factory=list)
    notice_periods: list[NoticePeriod] = field(default_factory=list)
    metering_rules: list[MeteringRule] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    ref: str = ""


@dataclass
class Window:
    """Opening hours on a weekday (0 = Monday), local time `HH:MM`; `24:00` is midnight at the end."""

    day: int
    opens: str
    closes: str


@dataclass
class Closure:
    """A day on which nobody works."""

    day: str  # YYYY-MM-DD
    name: str


@dataclass
class Calendar:
    """Working time of a provider, from a date on. It stays outside the revisions that name it."""

    key: str
    name: str
    zone: str
    valid_from: str = "2000-01-01"
    always_open: bool = False
    windows: list[Window] = field(default_factory=list)
    closures: list[Closure] = field(default_factory=list)
    holidays: str = ""  # country or country-subdivision code of a holiday set
    notes: str = ""
    ref: str = ""


@dataclass
class Guide:
    """A file of the bundled catalogue: provider, calendars, and one revision of one guide."""

    provider: str
    key: str
    revision: Revision
    provider_name: str = ""
    contact_url: str = ""
    phone: str = ""
    calendars: list[Calendar] = field(default_factory=list)
