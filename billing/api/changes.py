"""A change of what is ordered as a program sends it: every error names its field and the remedy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from rest_framework.exceptions import ValidationError

from billing.actions.change_requests import MOST
from billing.actions.changes import Change
from tickets.api.access import strange

FIELDS = ("changes", "effective_on", "note")
OF_CHANGE = ("order", "offer", "quantity", "monthly_fee", "is_prorated")
LARGEST = 2**63 - 1  # of a row's number
LONGEST_NUMBER = 30  # characters


def asked_of(sent: Mapping[str, Any]) -> dict[str, Any]:
    """Keyword arguments of the actions `ask` and `propose`; raises `ValidationError`."""
    errors = {
        n: ["There is no such field: leave it out."] for n in strange(sent, FIELDS)
    }
    rows = sent.get("changes")
    changes: list[Change] = []
    if not isinstance(rows, list) or not rows or len(rows) > MOST:
        errors["changes"] = [f"Give a list of 1 to {MOST} changes."]
    else:
        for number, row in enumerate(rows):
            found = _change(row, f"changes/{number}", errors)
            changes += [found] if found else []
    day = _day(sent.get("effective_on"), errors)
    note = sent.get("note", "")
    if not isinstance(note, str):
        errors["note"] = ["Give a text."]
    if errors:
        raise ValidationError(errors)
    return {"changes": changes, "effective_on": day, "note": note}


def _change(row: Any, at: str, errors: dict[str, list[str]]) -> Change | None:
    if not isinstance(row, Mapping):
        errors[at] = ["Give an object."]
        return None
    for name in strange(row, OF_CHANGE):
        errors[f"{at}/{name}"] = ["There is no such field: leave it out."]
    keys = {name: row.get(name) for name in ("order", "offer")}
    for name, key in keys.items():
        if key is not None and not (type(key) is int and 0 <= key <= LARGEST):
            errors[f"{at}/{name}"] = ["Give the id of an agreement's row, or nothing."]
            keys[name] = None
    prorated = row.get("is_prorated", False)
    if not isinstance(prorated, bool):
        errors[f"{at}/is_prorated"] = ["Give true or false."]
        prorated = False
    quantity = _number(row.get("quantity"), f"{at}/quantity", errors)
    fee = row.get("monthly_fee")
    amount = None if fee is None else _number(fee, f"{at}/monthly_fee", errors)
    if quantity is None:
        return None
    return Change(quantity, keys["order"], keys["offer"], amount, prorated)


def _number(value: Any, at: str, errors: dict[str, list[str]]) -> Decimal | None:
    """A decimal from a number or a text of one."""
    good = isinstance(value, int | float | str) and not isinstance(value, bool)
    try:
        if good and len(str(value)) <= LONGEST_NUMBER:
            return Decimal(str(value))
    except InvalidOperation:
        pass
    errors[at] = ["Give a number, such as 30 or “30.50”."]
    return None


def _day(value: Any, errors: dict[str, list[str]]) -> dt.date | None:
    """The day, None for the first of the next month."""
    if value is None:
        return None
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        errors["effective_on"] = ["Give the first day of a month, such as 2026-12-01."]
        return None
