"""The portable form: one revision of a guide as plain values, without Django.

A reader produces it from a document, `catalogue/data/*.yaml` carries it, `portable.load` writes it
to the database and `portable.dump` reads it back. Texts are verbatim; blanks stay blank. Minutes are
integers, money is a `Decimal` with a three-letter currency, `ref` names rows of `docs/facts.md`
(several are separated by a space). References inside a revision go by provision `key`.
"""

from .commerce import Band, MeteringRule, NoticePeriod, Offer, Quota, Rate
from .guides import Calendar, Closure, Finding, Guide, Revision, Window
from .promises import (
    ClockEnd,
    Escalation,
    Example,
    Exemption,
    IntakeField,
    Priority,
    ServiceLevel,
    Target,
)
from .text import (
    Assignment,
    Component,
    Footnote,
    Matrix,
    Party,
    Provision,
    Section,
    Term,
)

KINDS = ("scenario", "activity", "scope", "service", "duty", "exclusion", "limit")
CHARGES = ("included", "hourly", "sow", "fee", "customer", "vendor", "unstated")
SIDES = ("provider", "vendor", "partner", "customer")
METRICS = ("response", "workaround", "restoration", "remedy", "update")

__all__ = [
    "CHARGES",
    "KINDS",
    "METRICS",
    "SIDES",
    "Assignment",
    "Band",
    "Calendar",
    "ClockEnd",
    "Closure",
    "Component",
    "Escalation",
    "Example",
    "Exemption",
    "Finding",
    "Footnote",
    "Guide",
    "IntakeField",
    "Matrix",
    "MeteringRule",
    "NoticePeriod",
    "Offer",
    "Party",
    "Priority",
    "Provision",
    "Quota",
    "Rate",
    "Revision",
    "Section",
    "ServiceLevel",
    "Target",
    "Term",
    "Window",
]
