"""A report as a program sends it, read field by field: every error names its field and the remedy.

By hand and not with serializers: thousands of reports a minute go through here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from rest_framework.exceptions import ValidationError

from catalogue.platform.tenancy import Actor
from tickets.actions.intake_report import Report
from tickets.api.access import strange
from tickets.models import Ticket

TEXTS = (
    "summary",
    "description",
    "kind",
    "priority",
    "requester_email",
    "external_id",
    "dedup_key",
    "channel",
)
NUMBERS = (
    "provision",
    "subscription",
    "guide",
    "customer",
    "requester",
    "users_affected",
    "users_total",
    "quantity",
    "minutes",
)
OTHERS = ("intake", "reported_at", "follows")
FIELDS = {*TEXTS, *NUMBERS, *OTHERS}
LARGEST = 2**63 - 1  # of a row's number


def report_of(sent: Mapping[str, Any], actor: Actor) -> Report:
    """The report; raises `ValidationError`. Staff may say by which channel it came, and when."""
    errors: dict[str, list[str]] = {}
    given = {name: value for name, value in sent.items() if value is not None}
    for name in strange(sent, FIELDS):
        errors[name] = ["There is no such field: leave it out."]
    values: dict[str, Any] = {"summary": "", "channel": "api"}
    for name in TEXTS:
        if name in given:
            _put(
                values,
                errors,
                name,
                given[name],
                isinstance(given[name], str),
                "a text",
            )
    for name in NUMBERS:
        if name in given:
            is_good = type(given[name]) is int and 0 <= given[name] <= LARGEST
            _put(
                values,
                errors,
                name,
                given[name],
                is_good,
                "a whole number of 0 or more",
            )
    intake = given.get("intake", {})
    is_object = isinstance(intake, Mapping)
    _put(values, errors, "intake", intake, is_object, "an object of answers by label")
    _reported(given, values, errors, is_staff=actor.is_staff)
    _follows(given, values, errors, actor)
    if errors:
        raise ValidationError(errors)
    return Report(**values)


def _put(
    values: dict[str, Any],
    errors: dict[str, list[str]],
    name: str,
    value: Any,
    is_good: bool,
    wanted: str,
) -> None:
    if is_good:
        values[name] = value
    else:
        errors[name] = [f"Give {wanted}."]


def _reported(
    given: Mapping[str, Any],
    values: dict[str, Any],
    errors: dict[str, list[str]],
    *,
    is_staff: bool,
) -> None:
    """When and by which channel: only staff hand on what reached them another way."""
    for name in ("channel", "reported_at"):
        if name in given and not is_staff:
            errors[name] = ["Only staff say that: leave it out."]
    if is_staff and values["channel"] not in Ticket.Channel.values:
        errors["channel"] = [f"Choose one of: {', '.join(Ticket.Channel.values)}."]
    if is_staff and "reported_at" in given:
        try:
            moment = dt.datetime.fromisoformat(given["reported_at"])
        except (TypeError, ValueError):
            moment = None
        good = moment is not None and moment.tzinfo is not None
        wanted = "an instant with its offset, such as 2026-03-10T14:30:00Z"
        _put(values, errors, "reported_at", moment, good, wanted)


def _follows(
    given: Mapping[str, Any],
    values: dict[str, Any],
    errors: dict[str, list[str]],
    actor: Actor,
) -> None:
    """The earlier ticket, by its reference; one that the caller may not see is none."""
    if "follows" not in given:
        return
    rows = Ticket.objects.visible_to(actor).by_reference(str(given["follows"]))
    pk = rows.values_list("pk", flat=True).first()
    good = pk is not None
    _put(
        values, errors, "follows", pk, good, "the reference of a ticket such as T-1042"
    )
