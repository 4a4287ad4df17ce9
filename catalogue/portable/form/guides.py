"""A revision as a whole, and the file that carries it."""

from __future__ import annotations

from dataclasses import dataclass, field

from .commerce import Band, MeteringRule, NoticePeriod, Offer, Quota, Rate
from .promises import ServiceLevel
from .text import Party, Section, Term


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
