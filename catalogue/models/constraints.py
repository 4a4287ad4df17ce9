"""Named constraints that several models share, so that each rule has one wording."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import CheckConstraint, F, Q


def one_of(name: str, field: str, values: Iterable[str]) -> CheckConstraint:
    """`field` holds one of `values`; choices alone are advice to forms."""
    allowed = list(values)
    return CheckConstraint(
        name=name,
        condition=Q(**{f"{field}__in": allowed}),
        violation_error_message=f"Choose one of: {', '.join(v or 'blank' for v in allowed)}.",
    )


def both_or_neither(name: str, at: str, by: str) -> CheckConstraint:
    """Who and when are recorded together: `at` is null exactly when `by` is blank."""
    return CheckConstraint(
        name=name,
        condition=(Q(**{f"{at}__isnull": True}) & Q(**{by: ""}))
        | (Q(**{f"{at}__isnull": False}) & ~Q(**{by: ""})),
        violation_error_message=f"Record {at} and {by} together.",
    )


def half_open(name: str, start: str, end: str) -> CheckConstraint:
    """The period [start, end) is not empty; an open end is null."""
    return CheckConstraint(
        name=name,
        condition=Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": F(start)}),
        violation_error_message="The end must be after the start.",
    )


def first_day(name: str, field: str) -> CheckConstraint:
    """`field` is a calendar month, by its first day."""
    return CheckConstraint(
        name=name,
        condition=Q(**{f"{field}__day": 1}),
        violation_error_message="A month is named by its first day.",
    )


def not_negative(name: str, *fields: str) -> CheckConstraint:
    """Every one of `fields` is null or at least 0."""
    condition = Q()
    for field in fields:
        condition &= Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": 0})
    return CheckConstraint(
        name=name,
        condition=condition,
        violation_error_message=f"Enter 0 or more for {', '.join(fields)}.",
    )


def priced(name: str, amount: str, currency: str) -> CheckConstraint:
    """An amount of money names its currency."""
    return CheckConstraint(
        name=name,
        condition=Q(**{f"{amount}__isnull": True})
        | Q(**{f"{currency}__regex": "^[A-Z]{3}$"}),
        violation_error_message="Give the currency of the amount as three capital letters.",
    )
