"""The desk of provider staff: one module a noun cluster, registered on the one admin site."""

from . import (
    calendars,
    customers,
    findings,
    keys,
    offers,
    providers,
    provisions,
    questions,
    sections,
    service_levels,
    uploads,
    users,
)

__all__ = [
    "calendars",
    "customers",
    "findings",
    "keys",
    "offers",
    "providers",
    "provisions",
    "questions",
    "sections",
    "service_levels",
    "uploads",
    "users",
]
