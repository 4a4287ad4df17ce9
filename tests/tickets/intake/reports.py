"""Reports for the tests of intake."""

import dataclasses

import pytest

from catalogue.models import Provision
from tickets.actions.intake import BadReport, Report
from tickets.models import Ticket

AFFECTED = "Number of users affected"
RESET = "Reset a user's password"
REPORT = Report(
    summary="Phones are silent",
    channel="portal",
    description="Since nine.",
    intake={AFFECTED: 3},
)


def report(**changes):
    """The report with other values; a provision may be named by its text."""
    if isinstance(about := changes.get("provision"), str):
        changes["provision"] = Provision.objects.get(text=about).pk
    return dataclasses.replace(REPORT, **changes)


def errors_of(take, **changes):
    """What intake refuses, by field; no ticket came of it."""
    with pytest.raises(BadReport) as refusal:
        take(**changes)
    assert not Ticket.objects.exists()
    return refusal.value.errors
