"""The desk of provider staff: one module a noun cluster, registered on the one admin site."""

from . import (
    aliases,
    calendars,
    customers,
    findings,
    keys,
    lenses,
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
    "aliases",
    "calendars",
    "customers",
    "findings",
    "keys",
    "lenses",
    "offers",
    "providers",
    "provisions",
    "questions",
    "sections",
    "service_levels",
    "uploads",
    "users",
]
